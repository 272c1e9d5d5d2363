"""The marks of a class taken together. Records are taken one after the other; what is kept of each is small."""

from __future__ import annotations

import itertools
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from symbp.errors import SpecError
from symbp.grading.record import LineRecord, SheetStatus, StudentRecord
from symbp.marking.slips import slips
from symbp.spec.numbers import read_number
from symbp.values.rounding import Figures, rounded

FEWEST_FIGURES = 3
"""Of a wrong number that two students can hardly have by chance."""
FEWEST_SHARED = 2
MOST_SHARING = 4
BINS = 10


@dataclass(slots=True)
class LineSummary:
    """The verdicts of a class on one line.

    Attributes:
        verdicts: how often each was given.
        lost: of all students together, in sheets: a share of 1 for each that has lost all.
    """

    verdicts: Counter[str] = field(default_factory=Counter)
    lost: Fraction = Fraction(0)


@dataclass(slots=True)
class MistakeSummary:
    """Who has made one mistake, and where."""

    title: str
    students: list[str] = field(default_factory=list)
    lines: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Similar:
    """Students whose sheets have the same unusual wrong numbers.

    Attributes:
        students: their names.
        numbers: line and number of each that they share.
    """

    students: tuple[str, ...]
    numbers: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Summary:
    """The marks of a class.

    Attributes:
        scores: of all sheets, from 0 to 1.
        statuses: how many sheets could be marked, were blank, could not be read.
        lines: what was done with each line.
        mistakes: by their keys.
        unread: the sheets that could not be marked, or not as a whole: name, reason, entries not understood.
        moved: name, score before and now, of those whose marks another key has changed.
        notes: name, and the lines of decisions that are not on the sheet.
    """

    scores: list[Fraction] = field(default_factory=list)
    statuses: Counter[SheetStatus] = field(default_factory=Counter)
    lines: dict[str, LineSummary] = field(default_factory=dict)
    mistakes: dict[str, MistakeSummary] = field(default_factory=dict)
    unread: list[tuple[str, str, int]] = field(default_factory=list)
    moved: list[tuple[str, Fraction, Fraction]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    late: int = 0
    _odd: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _unnamed: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Iterable[StudentRecord]) -> Summary:
        """The summary of records."""
        summary = cls()
        for record in records:
            summary.add(record)
        return summary

    def add(self, record: StudentRecord) -> None:
        """Take another sheet in."""
        self.scores.append(record.score)
        self.statuses[record.status] += 1
        self.late += record.late
        if record.status is SheetStatus.UNREADABLE or record.read < record.of:
            self.unread.append((record.name, record.reason, record.of - record.read))
        if record.moved and record.before is not None:
            self.moved.append((record.name, record.before, record.score))
        if record.note:
            self.notes.append((record.name, record.note))
        whole = sum((line.of for line in record.lines), Fraction(0))
        for line in record.lines:
            self._line(line, record, whole)
        for mistake in record.mistakes:
            known = self.mistakes.setdefault(mistake.id, MistakeSummary(mistake.title))
            known.students.append(record.name)
            known.lines.update(list(dict.fromkeys(mistake.lines)))

    def _line(self, line: LineRecord, record: StudentRecord, whole: Fraction) -> None:
        known = self.lines.setdefault(line.line, LineSummary())
        known.verdicts[line.verdict] += 1
        known.lost += (line.of - min(line.of, line.earned)) / whole if whole else 0
        if line.unexplained or line.mistake in slips:
            figures = _figures(line.given)
            if sum(map(str.isdigit, figures)) >= FEWEST_FIGURES:
                # By their keys: two students may have one name.
                self._odd.setdefault((line.line, figures), []).append(record.student)
            if line.unexplained:
                self._unnamed.setdefault((line.line, figures or line.given), []).append(record.name)

    # -- what follows from all of them ----------------------------------------------------

    @property
    def students(self) -> int:
        """How many there are."""
        return len(self.scores)

    @property
    def quartiles(self) -> tuple[Fraction, Fraction, Fraction]:
        """The scores below which a quarter, half and three quarters of the class lie.

        Source: R. Hyndman, Y. Fan, "Sample quantiles in statistical packages", 1996, definition 7.
        """
        if not self.scores:
            return Fraction(0), Fraction(0), Fraction(0)
        low, middle, high = statistics.quantiles(self.scores * (1 + (self.students == 1)), n=4, method="inclusive")
        return low, middle, high

    @property
    def mean(self) -> Fraction:
        """The mean score."""
        return statistics.mean(self.scores) if self.scores else Fraction(0)

    @property
    def distribution(self) -> list[int]:
        """How many scores lie in each tenth; a full score is in the last one."""
        counts = [0] * BINS
        for score in self.scores:
            counts[min(BINS - 1, int(score * BINS))] += 1
        return counts

    @property
    def unnamed(self) -> list[tuple[str, str, list[str]]]:
        """Wrong numbers that nobody could name, which several students have: line, number, whose; most first."""
        rows = [(line, number, names) for (line, number), names in self._unnamed.items() if len(names) > 1]
        return sorted(rows, key=lambda each: (-len(each[2]), each[0], each[1]))

    @property
    def similar(self) -> list[Similar]:
        """Students who share unusual wrong numbers: two or more that hardly anybody else has."""
        shared: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for number, names in self._odd.items():
            whose = sorted(set(names))
            if 2 <= len(whose) <= MOST_SHARING:
                for pair in itertools.combinations(whose, 2):
                    shared[pair].append(number)
        groups: dict[tuple[tuple[str, str], ...], set[str]] = defaultdict(set)
        for pair, numbers in shared.items():
            if len(numbers) >= FEWEST_SHARED:
                groups[tuple(sorted(numbers))].update(pair)
        return [Similar(tuple(sorted(names)), numbers) for numbers, names in sorted(groups.items())]

    def hardest(self) -> Iterator[tuple[str, LineSummary]]:
        """The lines that cost points, most first."""
        lost = ((name, line) for name, line in self.lines.items() if line.lost)
        return iter(sorted(lost, key=lambda each: -each[1].lost))

    def frequent(self) -> Sequence[tuple[str, MistakeSummary]]:
        """The mistakes, most frequent first."""
        return sorted(self.mistakes.items(), key=lambda each: (-len(each[1].students), each[0]))


def _figures(given: str) -> str:
    """A wrong number to four figures, so that who has rounded further is found as well; "" for what is no number."""
    try:
        value = read_number(given.strip()).value
    except SpecError:
        return ""
    return rounded(value, Figures(significant=4)).text
