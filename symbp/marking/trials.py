"""Which of many mistakes can lead to a number: all are tried at once in floats, and only those are then proven.

Nothing is decided here. What floats cannot tell, because a value or a case is not certain, may always be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set as AbstractSet
from fractions import Fraction
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from symbp.marking.key_lines import KeyLine, needed_by
from symbp.values.arithmetic import UndecidedError
from symbp.values.balls import bounds
from symbp.values.floats import Column, Floats, as_float

SLACK = 1e-7
"""How far floats may be off, measured on the largest number on the way or on 1: a million times what they are."""

_FLOATS = Floats()

Changed = Mapping[str, KeyLine]
"""Lines as a mistake has them, by name."""


T = TypeVar("T")


class Start:
    """The numbers that trials begin with.

    Args:
        givens: by name.

    Attributes:
        changed: the values of lines that were changed alone, by the identity of the line.
    """

    def __init__(self, givens: Mapping[str, Fraction]) -> None:
        self.givens: Mapping[str, Column] = {name: as_float(value) for name, value in givens.items()}
        self.changed: dict[int, Column] = {}


class Attempts(Generic[T]):
    """Mistakes that may be behind one line, in the order in which they are tried.

    Args:
        target: the line.
        lines: all lines by name.
        cone: the line and those that lead to it.
        start: what all attempts begin with.
        attempts: each with the lines that it changes.
    """

    def __init__(
        self,
        target: str,
        lines: Mapping[str, KeyLine],
        cone: Sequence[str],
        start: Start,
        attempts: Sequence[tuple[T, Changed]],
    ) -> None:
        self.attempts = tuple(attempt for attempt, _ in attempts)
        changes = [changed for _, changed in attempts]
        self._trials = Trials(target, lines, cone, start, changes)
        # What a mistake needs and the line as it should be does not: a written value of it is gone on with.
        inside = {*cone, *start.givens}
        reads = (
            needed_by({used for line in changed.values() for used in line.uses} - inside, lines) for changed in changes
        )
        self._reads = {column: frozenset(names) - inside for column, names in enumerate(reads) if names}

    def possible(self, wide: object, written: AbstractSet[str], most: int | None = None) -> list[T]:
        """Those that can give a number of an interval.

        Args:
            wide: the interval.
            written: lines whose values stand on the sheet.
            most: how many are tried.
        """
        possible = self._trials.possible(wide)
        for column, names in self._reads.items():
            if not possible[column] and not names.isdisjoint(written):
                possible[column] = True
        return [self.attempts[column] for column in np.flatnonzero(possible[:most])]


class Trials:
    """A line as each of many mistakes has it, from the givens alone.

    Args:
        target: the line.
        lines: all lines by name.
        cone: the line and those that lead to it.
        start: what all trials begin with.
        changes: for each trial the lines that it changes.
    """

    def __init__(
        self,
        target: str,
        lines: Mapping[str, KeyLine],
        cone: Iterable[str],
        start: Start,
        changes: Sequence[Changed],
    ) -> None:
        self._lines, self._start, self._changes = lines, start, changes
        self._values: dict[str, Column] = dict(start.givens)
        at: dict[str, list[int]] = {}
        for column, changed in enumerate(changes):
            for name in changed:
                at.setdefault(name, []).append(column)
        self._size: Column = np.ones(len(changes))
        with np.errstate(all="ignore"):
            for line in sorted((lines[name] for name in cone), key=lambda line: line.at):
                self._run(line, at.get(line.name, ()))
            value = np.broadcast_to(self._values[target], len(changes))
            slack = SLACK * self._size
            self._low, self._high = value - slack, value + slack

    def _run(self, line: KeyLine, columns: Sequence[int]) -> None:
        assert line.run is not None
        value = line.run(_FLOATS, self._values)
        if columns:
            value = np.array(np.broadcast_to(value, len(self._changes)), dtype=float)
            for column in columns:
                value[column] = self._alone(self._changes[column], line.name, column)
        self._values[line.name] = value
        self._size = np.fmax(self._size, np.abs(value))

    def _alone(self, changed: Changed, name: str, column: int) -> Column:
        """A changed line of one trial; where it is the only one, it is the same for every target."""
        line, once = changed[name], len(changed) == 1
        if once and id(line) in self._start.changed:
            return self._start.changed[id(line)]
        assert line.run is not None
        try:
            value = line.run(_FLOATS, _OneColumn(self, changed, name, column))
        except (UndecidedError, ArithmeticError, ValueError, KeyError, TypeError):
            value = np.nan
        if once:
            self._start.changed[id(line)] = value
        return value

    def column(self, name: str, column: int) -> Column | None:
        """The value of a line in one trial, as far as it has been calculated."""
        value = self._values.get(name)
        return value[column] if isinstance(value, np.ndarray) and value.ndim else value

    def line(self, name: str) -> KeyLine:
        """A line as it should be."""
        return self._lines[name]

    def possible(self, wide: object) -> NDArray[np.bool_]:
        """For each trial whether it may give a number of an interval."""
        low, high = (as_float(end) for end in bounds(wide))
        return ~((self._high < low) | (self._low > high))


class _OneColumn(dict[str, Column]):
    """The values of one trial; a line that stands further down is calculated for it alone."""

    def __init__(self, trials: Trials, changed: Changed, name: str, column: int) -> None:
        super().__init__()
        self._trials, self._changed, self._column = trials, changed, column
        self._open = {name}

    def __missing__(self, name: str) -> Column:
        value = self._trials.column(name, self._column)
        if value is None:
            run = (self._changed.get(name) or self._trials.line(name)).run
            if run is None or name in self._open:
                raise UndecidedError
            self._open.add(name)
            value = run(_FLOATS, self)
            self._open.discard(name)
        self[name] = value
        return value
