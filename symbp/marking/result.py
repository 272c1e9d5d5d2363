"""A marked sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from symbp.display import Displayed
from symbp.marking.judge import GOOD, Verdict
from symbp.marking.marker import Mark
from symbp.marking.readings import Reading, Why
from symbp.marking.sheet import Fault
from symbp.page.model import Sentence
from symbp.page.words import plain, say
from symbp.steps import Kind


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word about a line or a whole sheet, which stands above what was found.

    Attributes:
        verdict: what is said of the line; None where that stays.
        points: what the line earns, or, for a whole sheet, of 1; None where that follows from the verdict.
        remark: why, for the student.
        late: whether a whole sheet was handed in late; None where nothing is said of it.
    """

    verdict: Verdict | None = None
    points: Fraction | None = None
    remark: str = ""
    late: bool | None = None


@dataclass(frozen=True, slots=True)
class Marking(Displayed):
    """A marked sheet.

    Attributes:
        assignment: its name.
        marks: one for each number and formula, in the order of the calculation.
        faults: what could not be understood.
        notes: what is worth saying and no mistake.
        readings: what each statement of the sheet was taken for.
        follow_credit: what a line that follows from an earlier slip counts for.
        weights: what a line counts for; 1 where nothing is said.
        coarse: what a right answer with fewer digits than are asked for counts for.
        decisions: a person's decisions by line; that of the whole sheet under "".
    """

    assignment: str
    marks: tuple[Mark, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Sentence, ...] = ()
    follow_credit: Fraction = Fraction(1)
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    coarse: Fraction = Fraction(1)
    readings: tuple[Reading, ...] = ()
    decisions: Mapping[str, Decision] = field(default_factory=dict)

    def decided(self, decisions: Mapping[str, Decision]) -> Marking:
        """The same sheet with a person's decisions, each with a note that says whose it is.

        >>> from symbp import check_text
        >>> marking = check_text("nndl3", "dL/dw1 = 0.0146")
        >>> float(marking.decided({"dL/dw1": Decision(points=Fraction(1, 2), remark="half")}).score)
        0.5
        """
        marks = []
        for mark in self.marks:
            decision = decisions.get(mark.line)
            if decision is not None:
                note = say("marking.decided", remark=decision.remark)
                mark = replace(mark, verdict=decision.verdict or mark.verdict, notes=(*mark.notes, note))  # noqa: PLW2901
            marks.append(mark)
        whole = decisions.get("")
        notes = self.notes if whole is None else (*self.notes, say("marking.decided", remark=whole.remark))
        return replace(self, marks=tuple(marks), notes=notes, decisions=decisions)

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
        """The marks of lines that were handed in and understood."""
        return tuple(mark for mark in self.marks if mark.verdict is not Verdict.MISSING)

    @property
    def numbers(self) -> tuple[int, int]:
        """How many numbers of the sheet were read, and how many it has."""
        read = sum(not mark.formula for mark in self.answered)
        return read, read + sum(fault.of_number for fault in self.faults)

    @property
    def formulas(self) -> tuple[int, int]:
        """How many formulas of the sheet were read, and how many it has."""
        read = sum(mark.formula for mark in self.answered)
        return read, read + sum(not fault.of_number for fault in self.faults)

    @property
    def open_names(self) -> dict[str, tuple[str, ...]]:
        """The names that nobody knows, each with the lines that it may be."""
        names: dict[str, tuple[str, ...]] = {}
        for fault in self.faults:
            if fault.open_name:
                names.setdefault(fault.open_name, fault.nearest)
        return names

    @property
    def general(self) -> int:
        """How many formulas of the theory and remarks in passing were left out."""
        return sum(reading.why is Why.GENERAL for reading in self.readings)

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
        whole = self.decisions.get("")
        if whole is not None and whole.points is not None:
            return whole.points
        total = sum((self.weight(mark) for mark in self.counted), Fraction(0))
        return sum((self.earned(mark) for mark in self.counted), Fraction(0)) / total if total else Fraction(0)

    def weight(self, mark: Mark) -> Fraction:
        """The points that a line can earn."""
        return self.weights.get(mark.line, self.weights.get(mark.kind, Fraction(1)))

    def earned(self, mark: Mark) -> Fraction:
        """The points of a line."""
        decision = self.decisions.get(mark.line)
        if decision is not None and decision.points is not None:
            return decision.points
        return self.weight(mark) * self._worth(mark)

    def _worth(self, mark: Mark) -> Fraction:
        share = self.coarse if mark.coarse else Fraction(1)
        if mark.verdict in GOOD:
            return share
        # A slip that makes what follows trivial earns nothing for it.
        return self.follow_credit * share if mark.verdict is Verdict.FOLLOWS and not mark.trivial else Fraction(0)
