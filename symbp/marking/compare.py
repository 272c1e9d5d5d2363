"""The verdicts on formulas: compared with the lines in ball arithmetic at random rational points.

Two balls that do not overlap prove that two formulas are different. Formulas that agree at 20
points to 30 digits are taken as equal; analytic functions that do so by chance do not occur.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint

from symbp.errors import PrecisionError
from symbp.marking.expression import Expression, evaluate, literals
from symbp.marking.judge import Verdict, within
from symbp.marking.key import BITS, POINTS, AnswerKey, Trial
from symbp.values.arithmetic import UndecidedError
from symbp.values.balls import Balls, working_precision

DIGITS = 30
_ENOUGH_BITS = DIGITS * 10 // 3
_FEWEST = POINTS // 4

UNDEFINED = (UndecidedError, ValueError, ZeroDivisionError, PrecisionError, OverflowError, KeyError)
"""What evaluating something that a student wrote may end with."""


@dataclass(frozen=True, slots=True)
class FormulaMark:
    """What can be said of one formula for so many times a line."""

    line: str
    scale: Fraction
    formula: Expression
    verdict: Verdict


def same(pairs: Iterable[Callable[[], tuple[Any, Any]]]) -> bool | None:
    """Whether pairs of values are equal: False is proven, None where they cannot be calculated."""
    agreed = 0
    for pair in pairs:
        try:
            mine, true = pair()
        except UNDEFINED:
            continue
        if not within(mine, true):
            return False
        agreed += _sharp(mine) and _sharp(true)
    return True if agreed >= _FEWEST else None


def _sharp(value: Any) -> bool:
    return isinstance(value, flint.fmpq) or bool(value.is_exact()) or value.rel_accuracy_bits() >= _ENOUGH_BITS


class Comparer:
    """The formulas of one sheet, in the order of the calculation."""

    def __init__(self, key: AnswerKey) -> None:
        self.key = key
        self.wrong: dict[str, tuple[Expression, Fraction]] = {}

    def mark(self, line: str, scale: Fraction, formula: Expression) -> FormulaMark:
        """The verdict on a formula for so many times a line."""
        with working_precision(BITS):
            verdict = self._verdict(line, scale, formula)
        if verdict in (Verdict.WRONG, Verdict.FOLLOWS):
            self.wrong[line] = (formula, scale)
        return FormulaMark(line, scale, formula, verdict)

    def _verdict(self, line: str, scale: Fraction, formula: Expression) -> Verdict:
        equal = same(pairs(self.key.points, line, scale, formula))
        if equal is None:
            return Verdict.CANNOT_TELL
        if not equal and numbers_put_in(self.key, formula):
            equal = same(pairs(self.key.points_of_weights, line, scale, formula))
            equal = equal or same(pairs((self.key.truth,) * POINTS, line, scale, formula))
        if equal:
            return Verdict.RIGHT
        if self.wrong and same(pairs((self._own(point) for point in self.key.points), line, scale, formula)):
            return Verdict.FOLLOWS
        return Verdict.WRONG

    def _own(self, point: Mapping[str, Any]) -> Mapping[str, Any]:
        """A point at which the student's own wrong formulas are true."""
        known = {name: point[name] for name in self.key.givens}
        own = Trial(self.key.lines, known)
        for name, (formula, scale) in self.wrong.items():
            own[name] = evaluate(formula, Balls(), own) / flint.fmpq(scale.numerator, scale.denominator)
        return own


def pairs(
    points: Iterable[Mapping[str, Any]], line: str, scale: Fraction, formula: Expression
) -> Iterable[Callable[[], tuple[Any, Any]]]:
    """A formula and a line, point by point."""
    factor = flint.fmpq(scale.numerator, scale.denominator)
    for point in points:
        yield lambda point=point: (evaluate(formula, Balls(), point), point[line] * factor)  # type: ignore[misc]


def numbers_put_in(key: AnswerKey, formula: Expression) -> bool:
    """Whether a formula has numbers of the assignment in it."""
    given = {abs(value) for value in key.givens.values()} - {Fraction(1), Fraction(2), Fraction(1, 2), Fraction(0)}
    return any(abs(value) in given for value in literals(formula))
