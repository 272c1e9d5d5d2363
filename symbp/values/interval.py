"""Intervals: bounds for everything that honest rounding can reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import flint

from symbp.errors import PrecisionError
from symbp.spec.assignment import Rounding
from symbp.steps import Derivation, Step
from symbp.values.arithmetic import Branch, UndecidedError, first_that_holds
from symbp.values.balls import Ball, Balls, bounds, working_precision
from symbp.values.evaluation import evaluate
from symbp.values.rounding import Figures, rounded

Interval = tuple[Fraction, Fraction]


class Intervals(Balls):
    """Balls with a radius of their own: every line may be off by half a unit of its last place.

    Args:
        figures: what lines are rounded to; None for no rounding at all.
    """

    def __init__(self, figures: Figures | None = None) -> None:
        super().__init__()
        self.figures = figures
        self.slack: Ball = None
        if figures is not None and figures.decimals is not None:
            half = flint.fmpq(1, 2) / flint.fmpq(10) ** figures.decimals
            self.slack = flint.arb(0, flint.arb(half).upper())

    def choose(self, branches: Sequence[Branch]) -> Ball:
        """All branches that are possible, joined: an interval may straddle the edge of a case."""
        possible: list[Ball] = []
        for test, sides, value in branches:
            if test is None:
                possible.append(value())
                break
            try:
                sign = self.compare(*sides())
            except UndecidedError:
                possible.append(value())
                continue
            if test(sign):
                possible.append(value())
                break
        if not possible:
            return first_that_holds(self, branches)
        joined = possible[0]
        for other in possible[1:]:
            joined = flint.arb(joined).union(flint.arb(other))
        return joined

    def call(self, function: str, argument: Ball) -> Ball:
        """A function of an interval; the sign of one that straddles 0 is all that its numbers may have."""
        if function == "sign":
            low, high = bounds(argument)
            if low <= 0 <= high and low != high:
                return interval((Fraction(-1 if low < 0 else 0), Fraction(1 if high > 0 else 0)))
        return super().call(function, argument)

    def line(self, step: Step, value: Ball) -> Ball:
        """The value, widened by half a unit of the last place that is written down."""
        if self.figures is None:
            return value
        if self.slack is not None:
            return flint.arb(value) + self.slack
        low, high = bounds(value)
        slack = max(rounded(low, self.figures).unit, rounded(high, self.figures).unit) / 2
        return interval((low - slack, high + slack))


def interval(ends: Interval) -> Ball:
    """A ball that holds the interval.

    >>> low, high = bounds(interval((Fraction(1, 3), Fraction(2, 3))))
    >>> low <= Fraction(1, 3), high >= Fraction(2, 3)
    (True, True)
    """
    low, high = ends
    if low == high:
        return flint.fmpq(low.numerator, low.denominator)
    middle, radius = (low + high) / 2, (high - low) / 2
    around = flint.arb(flint.fmpq(radius.numerator, radius.denominator)).upper()
    return flint.arb(flint.fmpq(middle.numerator, middle.denominator)) + flint.arb(0, around)


def reachable(derivation: Derivation, givens: Mapping[str, Fraction], rounding: Rounding) -> dict[str, Interval]:
    """For each line the values that rounding every line to the policy's figures can lead to.

    Raises:
        PrecisionError: with so few figures a line has no bounds: it may divide by 0.

    >>> from symbp.network import forward
    >>> from symbp.spec import load
    >>> a = load("nndl3")
    >>> givens = {name: number.value for name, number in a.numbers.items()}
    >>> low, high = reachable(forward(a), givens, a.rounding)["out_h1"]
    >>> float(low) < 0.5621765 < float(high) and float(high - low) < 0.0002
    True
    """
    try:
        with working_precision(96):
            values = evaluate(derivation, givens, Intervals(Figures.of(rounding)))
            return {name: bounds(value) for name, value in values.items()}
    except UndecidedError:
        message = "rounding to so few figures leaves a line without bounds"
        raise PrecisionError(message) from None
