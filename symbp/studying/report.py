"""The report: derivation and numbers as a worked solution has them, then the questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from symbp.charts import draw, ready
from symbp.files import check_writable
from symbp.findings import as_markdown
from symbp.pipeline import derive
from symbp.render.document import Document
from symbp.studying.publish import check, publish
from symbp.studying.questions import questions
from symbp.studying.study import Answer, Study
from symbp.tables import table
from symbp.templating import fill

USUAL = 1_000
"""Rounds of a run where nothing is said."""


def report(
    spec: str,
    out: str | Path,
    to: Iterable[str] = ("md", "pdf", "html"),
    rounds: int = USUAL,
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
    kinds = tuple(to)
    check(kinds)
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
        command=f"symbp experiment {study.base.source} --report" + (f" --rounds {rounds}" if rounds != USUAL else ""),
        rounds=rounds,
        answers=[(question, answer, _observations(answer)) for question, answer in answers],
    )
    return publish(text, pictures, Path(out), "report", kinds)


def _observations(answer: Answer) -> list[tuple[str, str]]:
    """Each observation with the run that it belongs to, as Markdown."""
    return [(label, as_markdown([found]).removeprefix("- ").strip()) for label, found in answer.findings]
