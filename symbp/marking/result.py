"""A marked sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from symbp.display import Displayed
from symbp.marking.judge import GOOD, Verdict
from symbp.marking.marker import Mark
from symbp.marking.sheet import Fault
from symbp.page.model import Sentence
from symbp.page.words import plain
from symbp.steps import Kind


@dataclass(frozen=True, slots=True)
class Marking(Displayed):
    """A marked sheet.

    Attributes:
        assignment: its name.
        marks: one for each number and formula, in the order of the calculation.
        faults: what could not be understood.
        notes: what is worth saying and no mistake.
        share: what a line that follows from an earlier slip counts for.
        weights: what a line counts for; 1 where nothing is said.
        coarse: what a right answer with fewer digits than are asked for counts for.
    """

    assignment: str
    marks: tuple[Mark, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Sentence, ...] = ()
    share: Fraction = Fraction(1)
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    coarse: Fraction = Fraction(1)

    @property
    def remarks(self) -> tuple[str, ...]:
        """The notes as plain text."""
        return tuple(plain(self.notes))

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
