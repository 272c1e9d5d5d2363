"""Floating-point numbers, one calculation a column: for searches whose hits are then proven."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from symbp.formula.entrywise import ENTRYWISE
from symbp.steps import Step
from symbp.values.arithmetic import Arithmetic, Branch, UndecidedError

Column = np.float64 | NDArray[np.float64]
"""A number, or an array with a number for each calculation."""

TIE = 1e-9
"""How near two numbers may be, measured on the larger one or on 1, before their order is left open."""


def as_float(value: Fraction) -> np.float64:
    """The nearest double; infinite beyond their range."""
    try:
        return np.float64(float(value))
    except OverflowError:
        return np.float64("inf") if value > 0 else np.float64("-inf")


class Floats(Arithmetic):
    """Doubles, many calculations at once; not a number where a case or a value is not certain."""

    def number(self, value: Fraction) -> Column:
        return as_float(value)

    def add(self, terms: Sequence[Column]) -> Column:
        total = terms[0]
        for term in terms[1:]:
            total = total + term
        return total

    def multiply(self, left: Column, right: Column) -> Column:
        return left * right

    def power(self, base: Column, exponent: int) -> Column:
        return 1 / base**-exponent if exponent < 0 else base**exponent

    def call(self, function: str, argument: Column) -> Column:
        if function == "sign":
            return np.where(np.abs(argument) > TIE, np.sign(argument), np.nan)
        return _CALLS[function](argument)

    def compare(self, left: Column, right: Column) -> int:
        raise UndecidedError

    def is_zero(self, value: Column) -> bool:
        return False

    def choose(self, branches: Sequence[Branch]) -> Column:
        """Each column's own case; not a number where its two sides are too near."""
        chosen: Column = np.float64("nan")
        for test, sides, value in reversed(branches):
            if test is None:
                chosen = value()
                continue
            left, right = sides()
            apart = left - right
            holds = np.where(apart > 0, test(1), test(-1))
            certain = np.abs(apart) > TIE * np.maximum(1, np.maximum(np.abs(left), np.abs(right)))
            chosen = np.where(certain, np.where(holds, value(), chosen), np.nan)
        return chosen

    def line(self, step: Step, value: Column) -> Column:
        return value


_CALLS: Mapping[str, Callable[[Column], Column]] = {**ENTRYWISE, "pi": lambda times: times * np.pi}
