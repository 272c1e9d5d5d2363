"""Vetting of numbers: none may tie, vanish, saturate a unit, or hide a mistake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from itertools import combinations

from symbp.errors import SymbpError
from symbp.marking.key import AnswerKey
from symbp.marking.lint import Lint, lint_of
from symbp.pipeline import givens
from symbp.quantity import Quantity
from symbp.spec import Assignment
from symbp.steps import Derivation, Kind
from symbp.tables import drift
from symbp.values import HandValue, by_hand, proven_digits
from symbp.values.exact import rational_lines

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
    def key(self) -> AnswerKey:
        """The lines of the assignment, which are those of each variant, and all that can go wrong in them."""
        return AnswerKey(self.base)

    @property
    def derivation(self) -> Derivation:
        """The lines."""
        return self.key.derivation

    @cached_property
    def _worked(self) -> _Worked:
        return _work_out(self.derivation, self.base)

    @cached_property
    def _zeros(self) -> frozenset[str]:
        return frozenset(name for name, hand in self._worked.hand.items() if not hand.rounded.value)

    @cached_property
    def _drift(self) -> int:
        return max(MOST_DRIFT, *map(abs, self._worked.drifts()))

    @cached_property
    def _hidden(self) -> frozenset[tuple[str, ...]]:
        return frozenset(_hidden(lint_of(self.key, self.key.givens)))

    def fault(self, variant: Assignment) -> str:
        """The reason against a variant; empty for none.

        >>> from symbp import load
        >>> Vetting(load("nndl3")).fault(load("nndl3"))
        ''
        """
        try:
            worked = _work_out(self.derivation, variant)
            hand = worked.hand
            if self._flat(worked):
                return "a saturated or dead unit"
            if any(not hand[name].rounded.value and name not in self._zeros for name in hand):
                return "a value that is rounded to 0"
            if any(each.tie for each in hand.values()):
                return "a value that lies between two roundings"
            if any(abs(drift) > self._drift for drift in worked.drifts()):
                return "a result that rounding on the way has moved too far"
            report = lint_of(self.key, worked.givens)
        except SymbpError:
            return "a value that is not defined"
        if not {*_hidden(report)} <= self._hidden:
            return "a mistake that its numbers cannot show, or not tell from another"
        return ""

    def _flat(self, worked: _Worked) -> bool:
        """Whether the activation of a unit hardly changes, in all samples, and does so in the assignment."""
        slopes: dict[str, list[bool]] = {}
        for step in self.derivation.of_kind(Kind.SLOPE):
            of, wrt = Quantity.named(str(step.of)), Quantity.named(str(step.wrt))
            if of.unit == wrt.unit:
                flat = [abs(each.hand[step.name].rounded.value) < LEAST_SLOPE for each in (worked, self._worked)]
                slopes.setdefault(of.unit, []).append(flat == [True, False])
        return any(map(all, slopes.values()))


@dataclass(frozen=True)
class _Worked:
    """The numbers of a variant, as far as vetting needs them.

    Attributes:
        assignment: the variant.
        derivation: its lines.
        givens: what is given.
        hand: the lines by hand.
    """

    assignment: Assignment
    derivation: Derivation
    givens: Mapping[str, Fraction]
    hand: Mapping[str, HandValue]

    def drifts(self) -> list[int]:
        """By how many units rounding on the way has moved each line."""
        known = partial(rational_lines, self.derivation, self.givens)
        proven = proven_digits(self.derivation, self.givens, known=known)
        return [drift(hand, proven[name], self.assignment.rounding) for name, hand in self.hand.items()]


def _work_out(derivation: Derivation, assignment: Assignment) -> _Worked:
    given = givens(assignment)
    return _Worked(assignment, derivation, given, by_hand(derivation, given, assignment.rounding))


def _hidden(report: Lint) -> list[tuple[str, ...]]:
    """The mistakes that do not show, and the pairs that look alike."""
    alike = [tuple(sorted(pair)) for group in report.alike for pair in combinations(group, 2)]
    return [*((title,) for title in report.blind), *alike]
