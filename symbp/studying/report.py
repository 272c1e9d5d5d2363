"""The report: derivation and numbers as a worked solution has them, then the questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from symbp.charts import ready
from symbp.files import check_writable, write_all
from symbp.page.formats import files, formats
from symbp.page.words import Style
from symbp.pipeline import derive
from symbp.renamed import renamed_arguments
from symbp.solving.solution import Solution
from symbp.spec.assignment import DocumentChoice, Size
from symbp.studying.page import Exercise
from symbp.studying.questions import questions
from symbp.studying.study import Study
from symbp.tables import table

USUAL = 1_000
"""Iterations of a run where nothing is said."""


def answered(spec: str, iterations: int = USUAL, progress: Callable[[int, int], None] | None = None) -> Exercise:
    """The whole exercise: derivation, numbers, and the nine questions, each with its runs.

    Args:
        spec: a bundled assignment or a file; gradient descent on all samples.
        iterations: how many iterations each run has.
        progress: is told how many questions are answered, and how many there are.

    Raises:
        SymbpError: the assignment has no step.
    """
    study = Study(spec, iterations)
    answers = []
    for i, question in enumerate(questions.values(), start=1):
        answer = question.of(study)
        answers += [] if answer is None else [(question, answer)]
        if progress is not None:
            progress(i, len(questions))
    command = f"symbp experiment {study.base.source} --report" + (
        f" --iterations {iterations}" if iterations != USUAL else ""
    )
    return Exercise(
        Solution.of(table(derive(study.base), study.base), choice=DocumentChoice(show=Size.FULL)),
        iterations,
        tuple(answers),
        command,
    )


@renamed_arguments("rounds")
def report(
    spec: str,
    out: str | Path,
    to: Iterable[str] = ("md", "pdf", "html"),
    iterations: int = USUAL,
    progress: Callable[[int, int], None] | None = None,
    templates: str | Path | None = None,
) -> list[Path]:
    """Write the answer of the whole exercise.

    Args:
        spec: a bundled assignment or a file; gradient descent on all samples.
        out: folder.
        to: formats, such as md, pdf, html.
        iterations: how many iterations each run has.
        progress: is told how many questions are answered, and how many there are.
        templates: a folder of templates of your own, looked at before those of symbp.

    Returns:
        The files.

    Raises:
        SymbpError: the assignment has no step.
        UnknownNameError: there is no such format.
        MissingProgramError: a format needs something that is not installed.
        OutputError: the folder cannot be written.
    """
    kinds = tuple(to)
    for kind in kinds:
        formats.pick(kind)
    style = Style.of(templates)
    ready()
    check_writable(Path(out), 2_000_000)
    return write_all(Path(out), files(answered(spec, iterations, progress), kinds, style))
