"""The report: derivation and numbers as a worked solution has them, then the questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from symbp.charts import draw, ready
from symbp.discover import pick
from symbp.files import check_writable, write_all
from symbp.findings import as_markdown
from symbp.pipeline import derive
from symbp.render import programs
from symbp.render.document import Document
from symbp.studying.questions import questions
from symbp.studying.study import Answer, Study
from symbp.tables import table
from symbp.templating import fill

_PICTURE = re.compile(r"\]\(([\w-]+\.svg)\)")


@dataclass(frozen=True)
class _Report:
    """The text of a report, and its pictures by file name."""

    markdown: str
    pictures: Mapping[str, str]

    def embedded(self) -> str:
        """The text with its pictures inside."""

        def inside(found: re.Match[str]) -> str:
            return f"]({programs.data_address('image/svg+xml', self.pictures[found[1]].encode())})"

        return _PICTURE.sub(inside, self.markdown)


@dataclass(frozen=True, slots=True)
class _Format:
    name: str
    files: Callable[[_Report], Mapping[str, bytes]]


def _md(made: _Report) -> Mapping[str, bytes]:
    return {"report.md": made.markdown.encode(), **{name: svg.encode() for name, svg in made.pictures.items()}}


def _pdf(made: _Report) -> Mapping[str, bytes]:
    source = programs.pandoc(made.markdown, "typst", "--template", programs.template("solution.typ"))
    return {"report.pdf": programs.typst(source.decode(), made.pictures)}


def _html(made: _Report) -> Mapping[str, bytes]:
    options = ("--mathml", "--template", programs.template("solution.html"))
    return {"report.html": programs.pandoc(made.embedded(), "html5", *options)}


FORMATS = {each.name: each for each in (_Format("md", _md), _Format("pdf", _pdf), _Format("html", _html))}


def report(
    spec: str,
    out: str | Path,
    to: Iterable[str] = ("md", "pdf", "html"),
    rounds: int = 1_000,
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Answer the whole exercise: derivation, numbers, and the nine questions, each with its runs.

    Args:
        spec: a bundled assignment or a file; gradient descent on all samples.
        out: folder.
        to: formats: md, pdf, html.
        rounds: how many rounds each run has.
        progress: is told how many questions are answered, and how many there are.

    Returns:
        The files.

    Raises:
        SymbpError: the assignment has no step.
        MissingProgramError: a format needs something that is not installed.
        OutputError: the folder cannot be written.
    """
    chosen = [pick(FORMATS, name, "format") for name in dict.fromkeys(to)]
    ready()
    check_writable(Path(out), 2_000_000)
    study = Study(spec, rounds)
    answers = []
    for question in questions():
        answers.append((question, question.answer(study)))
        if progress is not None:
            progress(len(answers), len(questions()))
    document = Document.of(table(derive(study.base), study.base))
    pictures = {"network.svg": document.svg}
    pictures |= {
        f"question-{question.number}.svg": draw(answer.chart, "svg").decode()
        for question, answer in answers
        if answer.chart is not None
    }
    text = fill(
        "report.md",
        s=replace(document.view, command=""),
        picture="network.svg",
        share=max(80, min(100, round(document.picture.width / 8.25))),
        command=f"symbp experiment {study.base.source} --report",
        rounds=rounds,
        answers=[(question, answer, _observations(answer)) for question, answer in answers],
    )
    made = _Report(text, pictures)
    contents: dict[str, bytes] = {}
    for form in chosen:
        contents |= form.files(made)
    return write_all(Path(out), contents)


def _observations(answer: Answer) -> list[tuple[str, str]]:
    """Each observation with the run that it belongs to, as Markdown."""
    return [(label, as_markdown([found]).removeprefix("- ").strip()) for label, found in answer.findings]
