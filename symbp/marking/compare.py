"""The verdicts on formulas: compared with the lines in ball arithmetic at random rational points.

Two balls that do not overlap prove that two formulas are different. Formulas that agree at 20
points to 30 digits are taken as equal; analytic functions that do so by chance do not occur. Points
at which a formula is not defined, as a logarithm may be, are left out; five have to remain, and the
assignment's own numbers must not be among those that are left out.

A formula is right where it equals its line for all values. One that does so only as long as some
numbers of the assignment are what they are (a target 1 that was put in, an input 1 that was not
written) is right with a remark that names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import flint

from symbp.errors import PrecisionError
from symbp.marking.expression import Expression, evaluate, names_of, operations, walk
from symbp.marking.judge import Verdict, fmpq, within
from symbp.marking.key import BITS, POINTS, AnswerKey
from symbp.marking.key_lines import LazyValues, needed_by
from symbp.marking.substitutes import Substitutes
from symbp.page.model import Code, Line, Sentence
from symbp.page.words import say
from symbp.steps import Role
from symbp.values.arithmetic import UndecidedError
from symbp.values.balls import Balls, working_precision
from symbp.values.interval import Intervals, interval

COMPARED_DIGITS = 30
_ENOUGH_BITS = COMPARED_DIGITS * 10 // 3
_SMALLEST = flint.arb(2) ** -_ENOUGH_BITS
_FEWEST = POINTS // 4
MOST_EVALUATIONS = 2_000_000
"""How much is evaluated for one sheet; what is beyond that cannot be told."""
_MOST_NUMBERS_TRIED = 60
_MOST_NUMBERS_NAMED = 6
_MOST_PLACES = 12

UNDEFINED = (UndecidedError, ValueError, ZeroDivisionError, PrecisionError, OverflowError, KeyError)
"""What evaluating something that a student wrote may end with."""

Point = Mapping[str, Any]
Pair = Callable[[], tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class FormulaMark:
    """The judgement of one formula that is so many times a line.

    Attributes:
        line: the line.
        scale: how many times the line the formula is for.
        formula: what was written.
        verdict: what can be said of it.
        notes: for what numbers only a right formula is right, or where a wrong one is not defined.
    """

    line: str
    scale: Fraction
    formula: Expression
    verdict: Verdict
    notes: Line = ()


def same(pairs: Iterable[Pair]) -> bool | None:
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
    """Whether a value is known to enough digits; what may be zero, to as many behind the point."""
    if isinstance(value, flint.fmpq) or bool(value.is_exact()):
        return True
    return bool(value.contains(0) and value.rad() < _SMALLEST) or value.rel_accuracy_bits() >= _ENOUGH_BITS


def pairs(points: Iterable[Point], line: str, scale: Fraction, formula: Expression) -> Iterable[Pair]:
    """A formula and a line, point by point."""
    factor = fmpq(scale)
    for point in points:
        yield lambda point=point: (evaluate(formula, Balls(), point), point[line] * factor)  # type: ignore[misc]


class Comparer:
    """The formulas of one sheet, in the order of the calculation.

    Args:
        key: the answer key.
        written: the numbers that the sheet has for a line: a number in a formula may stand for it.
    """

    def __init__(self, key: AnswerKey, written: Mapping[str, frozenset[Fraction]] | None = None) -> None:
        self.key = key
        self.wrong: dict[str, tuple[Expression, Fraction]] = {}
        self.left = MOST_EVALUATIONS
        self.substitutes = Substitutes(key, written or {})

    def mark(self, line: str, scale: Fraction, formula: Expression) -> FormulaMark:
        """The verdict on a formula for so many times a line."""
        mark = FormulaMark(line, scale, formula, Verdict.CANNOT_TELL)
        self.left -= operations(formula) * POINTS
        if self.left < 0:
            return mark
        with working_precision(BITS):
            verdict, notes = self._verdict(line, scale, formula)
        if verdict in (Verdict.WRONG, Verdict.FOLLOWS):
            self.wrong[line] = (formula, scale)
        elif verdict is Verdict.RIGHT:
            self.wrong.pop(line, None)
        return replace(mark, verdict=verdict, notes=notes)

    def _verdict(self, line: str, scale: Fraction, formula: Expression) -> tuple[Verdict, Line]:
        if undefined := self._undefined(formula):
            return Verdict.WRONG, undefined
        equal, notes = self._equal(line, scale, formula)
        if equal:
            return Verdict.RIGHT, notes
        for named in self.substitutes.of(line, formula):
            self.left -= operations(named) * POINTS
            if self.left < 0:
                return Verdict.CANNOT_TELL, ()
            named_equal, notes = self._equal(line, scale, named)
            if named_equal:
                return Verdict.RIGHT, notes
        if equal is None or self._open(line, scale, formula):
            return Verdict.CANNOT_TELL, ()
        if self.wrong and same(self._from_own(line, scale, formula)):
            return Verdict.FOLLOWS, ()
        return Verdict.WRONG, ()

    def _undefined(self, formula: Expression) -> Line:
        """Why a formula has no value at the assignment's numbers; empty where it has one."""
        try:
            evaluate(formula, Balls(), self.key.truth)
        except ZeroDivisionError:
            return (say("marking.divides_by_zero"),)
        except ValueError:
            return (say("marking.not_defined"),)
        except (UndecidedError, PrecisionError, OverflowError, KeyError):
            return ()
        return ()

    def _equal(self, line: str, scale: Fraction, formula: Expression) -> tuple[bool | None, Line]:
        """The equality of a formula and the line (None if unknown), and the numbers that it is bound to."""
        known = None
        for varied in (True, False):
            for near in (False, True):
                if near and not self.key.has_cases:
                    continue
                equal = same(pairs(self.key.points_at(data=varied, near=near), line, scale, formula))
                if equal:
                    numbers = () if varied else (self._only_for(line, scale, formula, near=near),)
                    return True, (*numbers, say("marking.this_side")) if near else numbers
                known = equal if known is None else known
        return known, ()

    def _only_for(self, line: str, scale: Fraction, formula: Expression, *, near: bool) -> Sentence:
        """The numbers of the assignment without which a formula would not be right."""
        key = self.key
        used = needed_by((line, *names_of(formula)), key.everything)
        data = [step.name for step in key.derivation.givens(*DATA) if step.name in used]
        if len(data) > _MOST_NUMBERS_TRIED:
            return say("marking.only_here", numbers=[])
        needed = [
            Code(f"{name} = {_plain(key.givens[name])}")
            for name in data
            if same(pairs(key.points_but(name, near=near), line, scale, formula)) is False
        ]
        return say("marking.only_here", numbers=needed if len(needed) <= _MOST_NUMBERS_NAMED else [])

    def _open(self, line: str, scale: Fraction, formula: Expression) -> bool:
        """Whether a number in a formula may be one that was calculated before, by a way that is not known.

        Then the formula has the line's value, each such number taken to its own last place.
        """
        if not any(part.op == "number" and part.args[1] > 0 for part in walk(formula)):
            return False
        given = {abs(value) for value in self.key.givens.values()}

        def literal(value: Fraction, unit: Fraction) -> object:
            """The numbers that a written one stands for: itself, or all that round to it."""
            exact = unit == 0 or abs(value) in given or (value * 8).denominator == 1
            return interval((value, value) if exact else (value - unit / 2, value + unit / 2))

        try:
            mine = evaluate(formula, Intervals(), self.key.truth, literal)
            return within(mine, self.key.truth[line] * fmpq(scale))
        except UNDEFINED:
            return True

    def _from_own(self, line: str, scale: Fraction, formula: Expression) -> Iterable[Pair]:
        """The formula and the line where the student's own wrong formulas are true."""
        for point in self.key.points:
            yield lambda point=point: self._pair(line, scale, formula, point)  # type: ignore[misc]

    def _pair(self, line: str, scale: Fraction, formula: Expression, point: Point) -> tuple[object, object]:
        own = LazyValues(self.key.everything, {name: point[name] for name in self.key.givens})
        for name, (wrong, times) in self.wrong.items():
            own[name] = evaluate(wrong, Balls(), own) / fmpq(times)
        return evaluate(formula, Balls(), own), own[line] * fmpq(scale)


def _plain(value: Fraction) -> str:
    """A number of the assignment, as a decimal where it is one."""
    places = next((d for d in range(_MOST_PLACES) if (value * 10**d).denominator == 1), None)
    return str(value) if places is None else f"{Decimal(value.numerator) / Decimal(value.denominator)}"


DATA = (Role.INPUT, Role.TARGET, Role.LEARNING_RATE, Role.FIXED)
"""Numbers of an assignment that people put into formulas."""
