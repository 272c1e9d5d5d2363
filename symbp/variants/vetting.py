"""Vetting of numbers: none may tie, vanish, saturate a unit, or hide a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations

from symbp.errors import SymbpError
from symbp.marking.lint import Lint, lint
from symbp.pipeline import derive
from symbp.spec import Assignment
from symbp.steps import Kind
from symbp.tables import Table, table

LEAST_SLOPE = Fraction(2, 100)
"""A unit whose activation changes less with its net input is saturated or dead."""
MOST_DRIFT = 1
"""By how many units of the last place rounding on the way may move a result."""


@dataclass(frozen=True)
class Vetting:
    """Compares variants of an assignment with it: what is so in the assignment itself is wanted.

    Attributes:
        base: the assignment.
    """

    base: Assignment

    @cached_property
    def _table(self) -> Table:
        return table(derive(self.base), self.base)

    @cached_property
    def _zeros(self) -> frozenset[str]:
        return frozenset(name for name, hand in self._table.hand.items() if not hand.rounded.value)

    @cached_property
    def _drift(self) -> int:
        return max(MOST_DRIFT, *(abs(row.drift) for row in self._table.rows))

    @cached_property
    def _hidden(self) -> frozenset[tuple[str, ...]]:
        return frozenset(_hidden(lint(self.base)))

    def fault(self, variant: Assignment) -> str:
        """The reason against a variant; empty for none.

        >>> from symbp import load
        >>> Vetting(load("nndl3")).fault(load("nndl3"))
        ''
        """
        try:
            worked = table(derive(variant), variant)
        except SymbpError:
            return "a value that is not defined"
        hand = worked.hand
        if self._flat(worked):
            return "a saturated or dead unit"
        if any(not hand[name].rounded.value and name not in self._zeros for name in hand):
            return "a value that is rounded to 0"
        if any(row.tie for row in worked.rows):
            return "a value that lies between two roundings"
        if any(abs(row.drift) > self._drift for row in worked.rows):
            return "a result that rounding on the way has moved too far"
        if not {*_hidden(lint(variant))} <= self._hidden:
            return "a mistake that its numbers cannot show, or not tell from another"
        return ""

    def _flat(self, worked: Table) -> bool:
        """Whether the activation of a unit hardly changes, in all samples, and does so in the assignment."""
        slopes: dict[str, list[bool]] = {}
        for step in worked.derivation.of_kind(Kind.SLOPE):
            unit = str(step.of).removeprefix("out_")
            if unit == str(step.wrt).removeprefix("in_"):
                flat = [abs(each.hand[step.name].rounded.value) < LEAST_SLOPE for each in (worked, self._table)]
                slopes.setdefault(unit.partition("[")[0], []).append(flat == [True, False])
        return any(map(all, slopes.values()))


def _hidden(found: Lint) -> list[tuple[str, ...]]:
    """The mistakes that do not show, and the pairs that look alike."""
    alike = [tuple(sorted(pair)) for group in found.alike for pair in combinations(group, 2)]
    return [*((title,) for title in found.blind), *alike]
