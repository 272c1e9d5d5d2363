"""Checking a student's numbers: what is right, what is not, and what follows from what.

A student's text is read by bounded readers and never evaluated. Each number is taken as all
numbers that round to it, and each line is judged against the truth and against the student's own
earlier numbers, in interval arithmetic: honest rounding is never punished, and nothing is called
wrong that has not been proven wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from symbp.marking.answers import Fault, parse_sheet, read_sheet
from symbp.marking.judge import Mark, Verdict, judge
from symbp.marking.names import Names
from symbp.pipeline import derive
from symbp.spec import Assignment, load

__all__ = ["Fault", "Mark", "Marking", "Verdict", "check", "check_text"]

GOOD = frozenset({Verdict.RIGHT, Verdict.RIGHT_ROUNDED})


@dataclass(frozen=True, slots=True)
class Marking:
    """A marked sheet.

    Attributes:
        assignment: its name.
        marks: one a line, in the order of the calculation.
        faults: what could not be understood.
        share: what a line that follows from an earlier slip counts for.
    """

    assignment: str
    marks: tuple[Mark, ...]
    faults: tuple[Fault, ...]
    share: Fraction = Fraction(1)

    @property
    def first(self) -> Mark | None:
        """The first wrong line: the cause that the rest may follow from."""
        return next((mark for mark in self.marks if mark.verdict is Verdict.WRONG), None)

    @property
    def all_right(self) -> bool:
        """Whether every line is right and everything could be read."""
        return not self.faults and all(mark.verdict in GOOD for mark in self.marks)

    @property
    def score(self) -> Fraction:
        """The share of the lines that count as right; what cannot be told is left out."""
        counted = [mark for mark in self.marks if mark.verdict is not Verdict.CANNOT_TELL]
        if not counted:
            return Fraction(0)
        return sum((self._worth(mark) for mark in counted), Fraction(0)) / len(counted)

    def _worth(self, mark: Mark) -> Fraction:
        if mark.verdict in GOOD:
            return Fraction(1)
        # A slip that makes what follows trivial earns nothing for it.
        return self.share if mark.verdict is Verdict.FOLLOWS and not mark.trivial else Fraction(0)


def check(
    assignment: Assignment | str | Path, answers: str | Path, *, share: Fraction = Fraction(1), complete: bool = False
) -> Marking:
    """Mark a sheet of answers.

    Args:
        assignment: an assignment, the name of a bundled one, or a file.
        answers: a file: plain lines, CSV, JSON, TOML or a Markdown table.
        share: what a line counts for that follows from an earlier slip, from 0 to 1.
        complete: whether gradients and updates that were not handed in count as missing.

    Raises:
        SpecError: the assignment cannot be read.
        AnswersError: the answers cannot be read.
    """
    return _marked(assignment, Path(answers), "", share=share, complete=complete)


def check_text(
    assignment: Assignment | str | Path,
    text: str,
    form: str = "plain",
    *,
    share: Fraction = Fraction(1),
    complete: bool = False,
) -> Marking:
    """Mark answers in a string.

    >>> [str(mark.verdict) for mark in check_text("nndl3", "in_h1 = 0.2513").marks]
    ['wrong']
    """
    return _marked(assignment, text, form, share=share, complete=complete)


def _marked(
    assignment: Assignment | str | Path, answers: str | Path, form: str, *, share: Fraction, complete: bool
) -> Marking:
    if not isinstance(assignment, Assignment):
        assignment = load(assignment)
    derivation = derive(assignment)
    names = Names(assignment, derivation)
    sheet = read_sheet(answers, names) if isinstance(answers, Path) else parse_sheet(answers, names, form)
    givens = {name: number.value for name, number in assignment.numbers.items()}
    asked = [step.name for step in derivation if step.kind in ("gradient", "update")] if complete else []
    marks = judge(derivation, givens, sheet.answers, assignment.rounding, asked)
    return Marking(assignment.name, tuple(marks), sheet.faults, share)
