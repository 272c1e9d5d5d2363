"""The verdicts on formulas: compared with the lines in ball arithmetic at random rational points.

Two balls that do not overlap prove that two formulas are different. Formulas that agree at 20
points to 30 digits are taken as equal; analytic functions that do so by chance do not occur. Points
at which a formula is not defined, as a logarithm may be, are left out; five have to remain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint

from symbp.errors import PrecisionError
from symbp.marking.expression import Expression, evaluate, walk
from symbp.marking.judge import Verdict, fmpq, within
from symbp.marking.key import BITS, POINTS, AnswerKey, Trial
from symbp.values.arithmetic import UndecidedError
from symbp.values.balls import Balls, working_precision
from symbp.values.interval import Intervals, interval

DIGITS = 30
_ENOUGH_BITS = DIGITS * 10 // 3
_FEWEST = POINTS // 4
MOST_OPERATIONS = 2_000_000
"""How much is evaluated for one sheet; what is beyond that cannot be told."""

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
        self.left = MOST_OPERATIONS

    def mark(self, line: str, scale: Fraction, formula: Expression) -> FormulaMark:
        """The verdict on a formula for so many times a line."""
        self.left -= formula.size * POINTS
        if self.left < 0:
            return FormulaMark(line, scale, formula, Verdict.CANNOT_TELL)
        with working_precision(BITS):
            verdict = self._verdict(line, scale, formula)
        if verdict in (Verdict.WRONG, Verdict.FOLLOWS):
            self.wrong[line] = (formula, scale)
        elif verdict is Verdict.RIGHT:
            self.wrong.pop(line, None)
        return FormulaMark(line, scale, formula, verdict)

    def _verdict(self, line: str, scale: Fraction, formula: Expression) -> Verdict:
        equal = same(pairs(self.key.points, line, scale, formula))
        if equal is None:
            return Verdict.CANNOT_TELL
        if not equal and numbers_put_in(self.key, formula):
            equal = same(pairs(self.key.points_of_weights, line, scale, formula)) or self._near(line, scale, formula)
        if equal:
            return Verdict.RIGHT
        if self.wrong and same(self._from_own(line, scale, formula)):
            return Verdict.FOLLOWS
        return Verdict.WRONG

    def _near(self, line: str, scale: Fraction, formula: Expression) -> bool:
        """Whether the formula may have the line's value, each number in it taken to its own last place."""
        try:
            mine = evaluate(formula, Intervals(), self.key.truth, _as_written)
            return within(mine, self.key.truth[line] * fmpq(scale))
        except UNDEFINED:
            return True

    def _from_own(self, line: str, scale: Fraction, formula: Expression) -> Iterable[Callable[[], tuple[Any, Any]]]:
        """The formula and the line where the student's own wrong formulas are true."""
        for point in self.key.points:
            yield lambda point=point: self._pair(line, scale, formula, point)  # type: ignore[misc]

    def _pair(self, line: str, scale: Fraction, formula: Expression, point: Mapping[str, Any]) -> tuple[Any, Any]:
        own = Trial(self.key.lines, {name: point[name] for name in self.key.givens})
        for name, (wrong, times) in self.wrong.items():
            own[name] = evaluate(wrong, Balls(), own) / fmpq(times)
        return evaluate(formula, Balls(), own), own[line] * fmpq(scale)


def _as_written(value: Fraction, unit: Fraction) -> Any:
    return interval((value - unit / 2, value + unit / 2))


def pairs(
    points: Iterable[Mapping[str, Any]], line: str, scale: Fraction, formula: Expression
) -> Iterable[Callable[[], tuple[Any, Any]]]:
    """A formula and a line, point by point."""
    factor = fmpq(scale)
    for point in points:
        yield lambda point=point: (evaluate(formula, Balls(), point), point[line] * factor)  # type: ignore[misc]


def numbers_put_in(key: AnswerKey, formula: Expression) -> bool:
    """Whether a formula has numbers of the assignment in it, or decimals that were calculated before."""
    given = {abs(value) for value in key.givens.values()} - {Fraction(1), Fraction(0)}
    written = [part.args for part in walk(formula) if part.op == "number"]
    return any(unit > 0 or abs(value) in given for value, unit in written)
