"""The verdicts: each line against the truth, and against the student's own earlier numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

import sympy as sp

from symbp.errors import PrecisionError
from symbp.marking.quantity import Quantity
from symbp.spec.assignment import Carry, Rounding
from symbp.steps import Derivation, Kind, Step
from symbp.values import proven_digits
from symbp.values.arithmetic import UndecidedError, program
from symbp.values.balls import Proven, bounds, working_precision
from symbp.values.interval import Intervals, interval
from symbp.values.rounding import Figures, rounded


class Verdict(StrEnum):
    """What can be said of one line.

    Nothing is called wrong that has not been proven wrong: a line that cannot be bounded is
    ``cannot-tell``.
    """

    RIGHT = "right"
    RIGHT_ROUNDED = "right-rounded"
    FOLLOWS = "follows"
    WRONG = "wrong"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of the student's work.

    Attributes:
        line: which line it is.
        given: what was written; None where nothing was.
        verdict: what can be said of it.
        expected: the true value, to as many figures as were written and two more.
        own: for what follows from an earlier slip, the value that the student's own numbers give.
        trivial: a slip before has made this line 0, so that getting it right shows nothing.
    """

    line: str
    given: Quantity | None
    verdict: Verdict
    expected: str
    own: str = ""
    trivial: bool = False


BITS = 128
_MORE = 2


def judge(
    derivation: Derivation,
    givens: Mapping[str, Fraction],
    answers: Mapping[str, Quantity],
    rounding: Rounding,
    asked: Sequence[str] = (),
) -> list[Mark]:
    """A mark for each answered or asked line, in the order of the calculation.

    A written number stands for all numbers that round to it. Two calculations run beside the true
    one: *honest* goes on with what was right, *own* with everything that was written. What was
    skipped is calculated from them, and may have been rounded under the policy.

    Raises:
        PrecisionError: the assignment itself is not defined at its numbers.
    """
    truth = proven_digits(derivation, givens, 30)
    return list(_Judge(derivation, truth, rounding).marks(answers, frozenset(asked)))


class _Judge:
    def __init__(self, derivation: Derivation, truth: Mapping[str, Proven], rounding: Rounding) -> None:
        self.derivation = derivation
        self.truth = truth
        self.figures = Figures.of(rounding)
        self.skipped = Intervals(self.figures if rounding.carry is Carry.ROUNDED else None)
        self.honest: dict[str, Any] = {}
        self.own: dict[str, Any] = {}

    def marks(self, answers: Mapping[str, Quantity], asked: frozenset[str]) -> list[Mark]:
        """Walk the lines once, with both calculations beside the true one."""
        out = []
        with working_precision(BITS):
            for step in self.derivation:
                if step.kind is Kind.GIVEN:
                    exact = self.truth[step.name]
                    self.honest[step.name] = self.own[step.name] = interval((exact.low, exact.high))
                    continue
                honest, own = self._calculated(step, self.honest), self._calculated(step, self.own)
                answer = answers.get(step.name)
                if answer is None:
                    self.honest[step.name], self.own[step.name] = (self._rounded(step, v) for v in (honest, own))
                    if step.name in asked:
                        out.append(Mark(step.name, None, Verdict.MISSING, self._expected(step, None)))
                    continue
                mark = self._mark(step, answer, honest, own)
                out.append(mark)
                good = mark.verdict in (Verdict.RIGHT, Verdict.RIGHT_ROUNDED)
                self.honest[step.name] = _carried(answer, honest) if good else self._rounded(step, honest)
                self.own[step.name] = _carried(answer, own)
        return out

    def _calculated(self, step: Step, names: Mapping[str, Any]) -> Any:
        """The line from earlier numbers; None where it cannot be bounded."""
        try:
            if any(names[name] is None for name in step.uses):
                return None
            value = program(step.expr)(Intervals(), names)
            bounds(value)
        except (UndecidedError, ValueError, ZeroDivisionError, PrecisionError):
            return None
        return value

    def _rounded(self, step: Step, value: Any) -> Any:
        """What was skipped may have been rounded on the way."""
        return None if value is None else self.skipped.line(step, value)

    def _mark(self, step: Step, answer: Quantity, honest: Any, own: Any) -> Mark:
        expected = self._expected(step, answer)
        true = self.truth[step.name]
        if _within(_span(answer, half=True), (true.low, true.high)):
            return Mark(step.name, answer, Verdict.RIGHT, expected)
        # Cut in place of rounded is a habit and no slip: one whole unit of the last place.
        wide = _span(answer, half=False)
        if honest is None:
            return Mark(step.name, answer, Verdict.CANNOT_TELL, expected)
        slack = _products(step) * answer.unit / 2
        if _within(wide, _widened(honest, slack)):
            return Mark(step.name, answer, Verdict.RIGHT_ROUNDED, expected)
        if own is None:
            return Mark(step.name, answer, Verdict.CANNOT_TELL, expected)
        if _within(wide, _widened(own, slack)):
            low, high = bounds(own)
            trivial = low == high == 0 and not true.low <= 0 <= true.high
            shown = self._shown((low + high) / 2, answer)
            return Mark(step.name, answer, Verdict.FOLLOWS, expected, shown, trivial)
        return Mark(step.name, answer, Verdict.WRONG, expected)

    def _expected(self, step: Step, answer: Quantity | None) -> str:
        true = self.truth[step.name]
        return self._shown((true.low + true.high) / 2, answer)

    def _shown(self, value: Fraction, answer: Quantity | None) -> str:
        """A value to the figures that were written, and some more."""
        if answer is None or answer.unit == 0:
            return rounded(value, self.figures).text
        places = 0
        while answer.unit * 10**places < 1:
            places += 1
        return rounded(value, Figures(decimals=places + _MORE)).text


def _span(answer: Quantity, *, half: bool) -> tuple[Fraction, Fraction]:
    """The numbers that round to what was written; if not only half, also those that are cut to it.

    Cutting goes towards 0: what was cut lies up to a whole unit further out.
    """
    near, far = answer.unit / 2, answer.unit / 2 if half else answer.unit
    above = far if answer.value >= 0 else near
    below = far if answer.value <= 0 else near
    return answer.value - below, answer.value + above


def _carried(answer: Quantity, calculated: Any) -> Any:
    """What a student may have gone on with: the number written, or the unrounded one in the calculator.

    The unrounded one lies where the calculation and the written digits agree; where they do not,
    anything that rounds to the digits is possible.
    """
    low, high = _span(answer, half=False)
    if calculated is None or not _within((low, high), bounds(calculated)):
        return interval(_span(answer, half=True))
    ends = bounds(calculated)
    return interval((min(answer.value, max(low, ends[0])), max(answer.value, min(high, ends[1]))))


def _products(step: Step) -> int:
    """How many products a sum adds up: people write each of them down, rounded, before they add."""
    addends = step.expr.args if isinstance(step.expr, sp.Add) else ()
    products = sum(not addend.is_Atom for addend in addends)
    return products if products > 1 else 0


def _widened(value: Any, slack: Fraction) -> tuple[Fraction, Fraction]:
    low, high = bounds(value)
    return low - slack, high + slack


def _within(first: tuple[Fraction, Fraction], second: tuple[Fraction, Fraction]) -> bool:
    """Whether two intervals have a number in common."""
    return first[0] <= second[1] and second[0] <= first[1]
