"""Exact arithmetic: rationals and short closed forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp

from symbp.limits import LARGEST_INSIDE, LONGEST_CLOSED_FORM, LONGEST_HIDDEN
from symbp.steps import Derivation, Step
from symbp.values.arithmetic import Arithmetic, Branch, UndecidedError, first_that_holds, program
from symbp.values.balls import Balls, working_precision
from symbp.values.evaluation import evaluate

_FUNCTIONS = {
    "exp": sp.exp,
    "log": sp.log,
    "sqrt": sp.sqrt,
    "erf": sp.erf,
    "pi": lambda times: times * sp.pi,
    "tanh": sp.tanh,
    "cosh": sp.cosh,
    "sinh": sp.sinh,
    "sin": sp.sin,
    "cos": sp.cos,
    "abs": sp.Abs,
    "sign": sp.sign,
}

Closed = Any
"""A SymPy expression without names, or None."""


class Exact(Arithmetic):
    """SymPy expressions without names; None once an expression is no longer short.

    Args:
        longest: the most operations (``sympy.count_ops``) that are kept.
    """

    def __init__(self, longest: int = LONGEST_CLOSED_FORM) -> None:
        self.longest = longest

    def number(self, value: Fraction) -> Closed:
        return sp.Rational(value.numerator, value.denominator)

    def add(self, terms: Sequence[Closed]) -> Closed:
        return None if None in terms else self._short(sp.Add(*terms))

    def multiply(self, left: Closed, right: Closed) -> Closed:
        return None if left is None or right is None else self._short(sp.Mul(left, right))

    def power(self, base: Closed, exponent: int) -> Closed:
        if base is None:
            return None
        if base == 0 and exponent < 0:
            raise ZeroDivisionError
        return self._short(base**exponent)

    def call(self, function: str, argument: Closed) -> Closed:
        """A function of a closed form; None too if the sign of its argument is not certain.

        Raises:
            ValueError: the logarithm of a number that is not positive, or the square root of a negative one.
        """
        if argument is None:
            return None
        if function in ("log", "sqrt", "abs", "sign"):
            try:
                sign = self.compare(argument, sp.Integer(0))
            except UndecidedError:
                return None
            if function == "log" and sign <= 0:
                message = "the logarithm of a number that is not positive"
                raise ValueError(message)
            if function == "sqrt" and sign < 0:
                message = "the square root of a negative number"
                raise ValueError(message)
            if function not in ("log", "sqrt"):
                return sp.Integer(sign) if function == "sign" else sign * argument
        if not argument.is_Rational and _largest(argument) > LARGEST_INSIDE:
            # SymPy works out exp(10**300*log(2)) as a power of 2, and asks for the sign of exp(exp(10**300)).
            return None
        return self._short(_FUNCTIONS[function](argument))

    def compare(self, left: Closed, right: Closed) -> int:
        """-1, 0 or 1, in balls of up to 1024 bits; UndecidedError if that does not tell, or a form is missing."""
        if left is None or right is None:
            raise UndecidedError
        difference = left - right
        if difference.is_Rational:
            return int(sp.sign(difference))
        balls = Balls()
        for bits in (64, 256, 1024):
            with working_precision(bits):
                try:
                    return balls.compare(program(difference)(balls, {}), balls.number(Fraction(0)))
                except UndecidedError:
                    continue
        raise UndecidedError

    def is_zero(self, value: Closed) -> bool:
        """Whether the value is the rational 0: SymPy may take minutes over others, and what cancels is rational."""
        # SymPy takes minutes to ask whether exp(10**300) is 0. What cancels is a rational 0 already.
        return value is not None and value.is_Rational and value == 0

    def choose(self, branches: Sequence[Branch]) -> Closed:
        """The value of the first branch whose condition holds; None if that is not certain."""
        try:
            return first_that_holds(self, branches)
        except UndecidedError:
            return None

    def line(self, step: Step, value: Closed) -> Closed:
        return value

    def _short(self, value: Any) -> Closed:
        if value.is_Rational:
            return value if int(value.p).bit_length() + int(value.q).bit_length() <= 4096 else None
        return value if value.count_ops() <= self.longest else None


def _largest(value: Closed) -> Fraction:
    """The largest of the numbers in an expression, without its sign."""
    return max((abs(Fraction(int(n.p), int(n.q))) for n in value.atoms(sp.Rational)), default=Fraction(0))


def rational_lines(derivation: Derivation, givens: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The lines that are rational, those included that only cancellation makes so.

    >>> from symbp.network import forward
    >>> from symbp.spec import load
    >>> a = load("nndl3")
    >>> rational_lines(forward(a), {name: number.value for name, number in a.numbers.items()})["in_h2"]
    Fraction(-1, 50)
    """
    exact = closed_forms(derivation, givens, LONGEST_HIDDEN)
    return {
        name: Fraction(int(value.p), int(value.q))
        for name, value in exact.items()
        if value is not None and value.is_Rational
    }


def closed_forms(
    derivation: Derivation, givens: Mapping[str, Fraction], longest: int = LONGEST_CLOSED_FORM
) -> dict[str, Closed]:
    """The exact value of each line that has a short one, else None.

    Raises:
        PrecisionError: a line is not defined at these numbers.
    """
    return evaluate(derivation, givens, Exact(longest))
