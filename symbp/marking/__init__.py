"""Checking a student's work: what is right, what is not, what follows from what, and what was done instead.

A student's text is read by bounded readers and never evaluated. Each number is taken as all
numbers that round to it, and each line is judged against the truth and against the student's own
earlier numbers, in interval arithmetic: honest rounding is never punished, and nothing is called
wrong that has not been proven wrong. Formulas are compared in ball arithmetic at random points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from symbp.errors import UnknownNameError, did_you_mean
from symbp.marking import feedback  # noqa: F401 - to import it is to register the page of a marking
from symbp.marking.answers import AnswersError, parse_sheet, read_sheet
from symbp.marking.judge import Verdict
from symbp.marking.key import answer_key
from symbp.marking.marker import Mark, marked
from symbp.marking.mistakes import Mistake
from symbp.marking.result import Marking
from symbp.marking.sheet import Fault, Sheet
from symbp.quantity import Quantity
from symbp.renamed import renamed_arguments
from symbp.spec import ArrayAssignment, Assignment, in_lines
from symbp.spec.standing_in import in_lines_for
from symbp.steps import Kind

__all__ = ["AnswersError", "Fault", "Mark", "Marking", "Mistake", "Verdict", "check", "check_text"]


@renamed_arguments("share")
def check(
    assignment: Assignment | ArrayAssignment | str | Path,
    answers: str | Path | Sequence[str | Path],
    *,
    follow_credit: Fraction = Fraction(1),
    weights: Mapping[str, Fraction] | None = None,
    complete: bool = False,
) -> Marking:
    """Mark a sheet of answers.

    Args:
        assignment: an assignment, the name of a bundled one, or a file.
        answers: a file (Markdown, LaTeX, Typst, a web page, a notebook, docx, PDF, reStructuredText, AsciiDoc,
            plain text, CSV, xlsx, JSON, TOML, a Python listing), several that make up one sheet, or a folder of
            its pages.
        follow_credit: what a line counts for that follows from an earlier slip, from 0 to 1.
        weights: what a line counts for, by its name or by its kind (``gradient``, ``update``, …).
        complete: whether gradients and updates that were not handed in count as missing.

    Raises:
        SpecError: the assignment cannot be read.
        AnswersError: the answers cannot be read.
    """
    assignment = in_lines_for(assignment, answers)
    check_weights(assignment, weights or {})
    sheet = read_sheet(answers, assignment)
    return marking_of(assignment, sheet, follow_credit=follow_credit, weights=weights, complete=complete)


def marking_of(
    assignment: Assignment,
    sheet: Sheet,
    *,
    follow_credit: Fraction = Fraction(1),
    weights: Mapping[str, Fraction] | None = None,
    complete: bool = False,
) -> Marking:
    """Mark a sheet that has been read; the arguments are those of :func:`check`."""
    check_weights(assignment, assignment.marking.points)
    sheet, marks = marked(sheet, complete=complete)
    return Marking(
        assignment.name,
        marks,
        tuple(sheet.faults),
        tuple(sheet.notes),
        follow_credit,
        {**assignment.marking.points, **(weights or {})},
        coarse=assignment.marking.coarse,
        readings=tuple(sheet.readings),
    )


def check_weights(assignment: Assignment, weights: Mapping[str, Fraction]) -> None:
    """Refuse a weight for what is neither a line nor a kind of line."""
    known = {*map(str, Kind), *(step.name for step in answer_key(assignment).derivation)} if weights else set()
    for name in weights:
        if str(Quantity.named(name).at(1)) not in known:
            message = f"a weight for '{name}', which is neither a line nor a kind of line. {did_you_mean(name, known)}"
            raise UnknownNameError(message)


@renamed_arguments("share", "form")
def check_text(
    assignment: Assignment | ArrayAssignment | str | Path,
    text: str | bytes,
    format: str = "plain",
    *,
    follow_credit: Fraction = Fraction(1),
    weights: Mapping[str, Fraction] | None = None,
    complete: bool = False,
) -> Marking:
    """Mark answers in a string.

    Args:
        assignment: its name, file, or the assignment itself.
        text: the answers.
        format: how they are written, by the name of a reader.
        follow_credit: what a line counts for that follows from a slip.
        weights: what lines or kinds of lines count for, 1 if not given.
        complete: whether gradients and updates that were not handed in are missing.

    >>> marking = check_text("nndl3", "dL/dw1 = 0.0146")
    >>> str(marking.marks[0].verdict), marking.marks[0].mistake.id
    ('wrong', 'gradient-for-weight')
    """
    assignment = in_lines(assignment)
    check_weights(assignment, weights or {})
    sheet = parse_sheet(text, assignment, format)
    return marking_of(assignment, sheet, follow_credit=follow_credit, weights=weights, complete=complete)
