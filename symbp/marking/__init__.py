"""Checking a student's work: what is right, what is not, what follows from what, and what was done instead.

A student's text is read by bounded readers and never evaluated. Each number is taken as all
numbers that round to it, and each line is judged against the truth and against the student's own
earlier numbers, in interval arithmetic: honest rounding is never punished, and nothing is called
wrong that has not been proven wrong. Formulas are compared in ball arithmetic at random points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from symbp.display import Displayed
from symbp.errors import UnknownNameError, did_you_mean
from symbp.marking.answers import AnswersError, parse_sheet, read_sheet
from symbp.marking.judge import GOOD, Verdict
from symbp.marking.key import answer_key
from symbp.marking.marker import Mark, marked
from symbp.marking.mistakes import Mistake
from symbp.marking.sheet import Fault, Sheet
from symbp.spec import Assignment, load
from symbp.steps import Kind

__all__ = ["AnswersError", "Fault", "Mark", "Marking", "Mistake", "Verdict", "check", "check_text"]


@dataclass(frozen=True, slots=True)
class Marking(Displayed):
    """A marked sheet.

    Attributes:
        assignment: its name.
        marks: one for each number and formula, in the order of the calculation.
        faults: what could not be understood.
        remarks: what is worth saying and no mistake.
        share: what a line that follows from an earlier slip counts for.
        weights: what a line counts for; 1 where nothing is said.
        coarse: what a right answer with fewer digits than are asked for counts for.
    """

    assignment: str
    marks: tuple[Mark, ...]
    faults: tuple[Fault, ...]
    remarks: tuple[str, ...] = ()
    share: Fraction = Fraction(1)
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    coarse: Fraction = Fraction(1)

    @property
    def first(self) -> Mark | None:
        """The first wrong line: the cause that the rest may follow from."""
        return next((mark for mark in self.marks if mark.verdict is Verdict.WRONG), None)

    @property
    def all_right(self) -> bool:
        """Whether every line is right and everything could be read."""
        return not self.faults and all(mark.verdict in GOOD for mark in self.marks)

    @property
    def answered(self) -> tuple[Mark, ...]:
        """What was handed in and understood."""
        return tuple(mark for mark in self.marks if mark.verdict is not Verdict.MISSING)

    @property
    def entries(self) -> int:
        """How many entries the sheet has, those included that were not understood."""
        return len(self.answered) + len(self.faults)

    @property
    def counted(self) -> tuple[Mark, ...]:
        """The lines that are worth something: what is given was copied, and what cannot be told is left out."""
        return tuple(
            mark
            for mark in self.marks
            if mark.kind != Kind.GIVEN and (mark.verdict is not Verdict.CANNOT_TELL or mark.coarse)
        )

    @property
    def score(self) -> Fraction:
        """The weighted share of the lines that count as right; 0 where there are none."""
        total = sum((self._weight(mark) for mark in self.counted), Fraction(0))
        if not total:
            return Fraction(0)
        return sum((self._weight(mark) * self._worth(mark) for mark in self.counted), Fraction(0)) / total

    def _weight(self, mark: Mark) -> Fraction:
        return self.weights.get(mark.line, self.weights.get(mark.kind, Fraction(1)))

    def _worth(self, mark: Mark) -> Fraction:
        share = self.coarse if mark.coarse else Fraction(1)
        if mark.verdict in GOOD:
            return share
        # A slip that makes what follows trivial earns nothing for it.
        return self.share * share if mark.verdict is Verdict.FOLLOWS and not mark.trivial else Fraction(0)


def check(
    assignment: Assignment | str | Path,
    answers: str | Path,
    *,
    share: Fraction = Fraction(1),
    weights: Mapping[str, Fraction] | None = None,
    complete: bool = False,
) -> Marking:
    """Mark a sheet of answers.

    Args:
        assignment: an assignment, the name of a bundled one, or a file.
        answers: a file: plain lines, CSV, JSON, TOML, a Markdown table, xlsx, or a Python listing.
        share: what a line counts for that follows from an earlier slip, from 0 to 1.
        weights: what a line counts for, by its name or by its kind (``gradient``, ``update``, …).
        complete: whether gradients and updates that were not handed in count as missing.

    Raises:
        SpecError: the assignment cannot be read.
        AnswersError: the answers cannot be read.
    """
    if not isinstance(assignment, Assignment):
        assignment = load(assignment)
    _check_weights(assignment, weights or {})
    sheet = read_sheet(Path(answers), assignment)
    return _marking(assignment, sheet, share=share, weights=weights, complete=complete)


def _marking(
    assignment: Assignment, sheet: Sheet, *, share: Fraction, weights: Mapping[str, Fraction] | None, complete: bool
) -> Marking:
    sheet, marks = marked(sheet, complete=complete)
    return Marking(
        assignment.name,
        marks,
        tuple(sheet.faults),
        tuple(sheet.remarks),
        share,
        weights or {},
        coarse=assignment.marking.coarse,
    )


def _check_weights(assignment: Assignment, weights: Mapping[str, Fraction]) -> None:
    """Refuse a weight for what is neither a line nor a kind of line."""
    known = {*map(str, Kind), *(step.name for step in answer_key(assignment).derivation)} if weights else set()
    for name in weights:
        if name.partition("@")[0] not in known:
            message = f"a weight for '{name}', which is neither a line nor a kind of line. {did_you_mean(name, known)}"
            raise UnknownNameError(message)


def check_text(
    assignment: Assignment | str | Path,
    text: str | bytes,
    form: str = "plain",
    *,
    share: Fraction = Fraction(1),
    weights: Mapping[str, Fraction] | None = None,
    complete: bool = False,
) -> Marking:
    """Mark answers in a string.

    >>> marking = check_text("nndl3", "dL/dw1 = 0.0146")
    >>> str(marking.marks[0].verdict), marking.marks[0].mistake.id
    ('wrong', 'gradient-for-weight')
    """
    if not isinstance(assignment, Assignment):
        assignment = load(assignment)
    _check_weights(assignment, weights or {})
    sheet = parse_sheet(text, assignment, form)
    return _marking(assignment, sheet, share=share, weights=weights, complete=complete)
