"""Ball arithmetic: a midpoint and a proven radius (Arb, by python-flint).

What is rational stays rational, so that cases and roundings at exact ties can be decided.
Source: Johansson, Arb: efficient arbitrary-precision midpoint-radius interval arithmetic,
IEEE Transactions on Computers 66 (2017).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint

from symbp.errors import PrecisionError
from symbp.limits import MOST_BITS
from symbp.steps import Derivation, Step
from symbp.values.arithmetic import Arithmetic, Branch, UndecidedError, first_that_holds
from symbp.values.evaluation import evaluate
from symbp.values.rounding import Figures, rounded

Ball = Any
"""A value in ball arithmetic: ``flint.fmpq`` where it is rational, ``flint.arb`` where it is not."""

_WIDEST = 1 << 16
_LONGEST_RATIONAL = 1 << 14


@contextmanager
def working_precision(bits: int) -> Iterator[None]:
    """Calculate with that many bits inside the block."""
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        yield
    finally:
        flint.ctx.prec = before


class Balls(Arithmetic):
    """``flint.fmpq`` where a value is rational, ``flint.arb`` where it is not.

    Args:
        known: lines whose value is known to be rational although what they are made of is not,
            such as the difference of two equal activations: balls alone cannot find that out.
    """

    def __init__(self, known: Mapping[str, Fraction] | None = None) -> None:
        self.known = known or {}

    def number(self, value: Fraction) -> Ball:
        return flint.fmpq(value.numerator, value.denominator)

    def add(self, terms: Sequence[Ball]) -> Ball:
        total = terms[0]
        for term in terms[1:]:
            total = total + term
        return _bounded(total)

    def multiply(self, left: Ball, right: Ball) -> Ball:
        return _bounded(left * right)

    def power(self, base: Ball, exponent: int) -> Ball:
        """An integer power by multiplying: arb's own goes over the logarithm and fails for a ball around 0."""
        if exponent < 0 and base == 0:
            raise ZeroDivisionError
        if isinstance(base, flint.fmpq):
            return _bounded(base**exponent)
        # arb's own power goes over the logarithm and fails for a ball around 0.
        product = flint.arb(1)
        for _ in range(abs(exponent)):
            product = product * base
        return 1 / product if exponent < 0 else product

    def call(self, function: str, argument: Ball) -> Ball:
        return _CALLS[function](argument)

    def compare(self, left: Ball, right: Ball) -> int:
        """-1, 0 or 1; UndecidedError where balls overlap: only rational numbers can be found equal."""
        if left > right:
            return 1
        if left < right:
            return -1
        if isinstance(left, flint.fmpq) and isinstance(right, flint.fmpq):
            return 0
        raise UndecidedError

    def is_zero(self, value: Ball) -> bool:
        """Whether the value is the rational 0; a ball around 0 is none."""
        return isinstance(value, flint.fmpq) and value == 0

    def choose(self, branches: Sequence[Branch]) -> Ball:
        return first_that_holds(self, branches)

    def line(self, step: Step, value: Ball) -> Ball:
        """The value, or the rational number that the line is known to be."""
        return self.number(self.known[step.name]) if step.name in self.known else value


def _bounded(value: Ball) -> Ball:
    if isinstance(value, flint.fmpq) and value.height_bits() > _LONGEST_RATIONAL:
        return flint.arb(value)
    return value


def _exp(x: Ball) -> Ball:
    return flint.fmpq(1) if x == 0 else flint.arb(x).exp()


def _log(x: Ball) -> Ball:
    if x == 1:
        return flint.fmpq(0)
    if x > 0:
        return flint.arb(x).log()
    if x <= 0:
        message = "the logarithm of a number that is not positive"
        raise ValueError(message)
    raise UndecidedError


def _sqrt(x: Ball) -> Ball:
    if isinstance(x, flint.fmpq) and x >= 0:
        above, below = math.isqrt(int(x.p)), math.isqrt(int(x.q))
        if above * above == x.p and below * below == x.q:
            return flint.fmpq(above, below)
    if x < 0:
        message = "the square root of a negative number"
        raise ValueError(message)
    # A ball around 0 reaches below it by its radius alone: what is below 0 is no value of the line.
    return flint.arb(x).sqrt() if x > 0 else flint.arb(x).nonnegative_part().sqrt()


def _erf(x: Ball) -> Ball:
    return flint.fmpq(0) if x == 0 else flint.arb(x).erf()


def _pi(x: Ball) -> Ball:
    return flint.arb.pi() * x


def _tanh(x: Ball) -> Ball:
    return flint.fmpq(0) if x == 0 else flint.arb(x).tanh()


def _cosh(x: Ball) -> Ball:
    return flint.fmpq(1) if x == 0 else flint.arb(x).cosh()


def _sinh(x: Ball) -> Ball:
    return flint.fmpq(0) if x == 0 else flint.arb(x).sinh()


def _sin(x: Ball) -> Ball:
    return flint.fmpq(0) if x == 0 else flint.arb(x).sin()


def _cos(x: Ball) -> Ball:
    return flint.fmpq(1) if x == 0 else flint.arb(x).cos()


def _abs(x: Ball) -> Ball:
    return abs(x)


def _sign(x: Ball) -> Ball:
    return flint.fmpq(Balls().compare(x, flint.fmpq(0)))


_CALLS = {
    "exp": _exp,
    "log": _log,
    "sqrt": _sqrt,
    "erf": _erf,
    "pi": _pi,
    "tanh": _tanh,
    "cosh": _cosh,
    "sinh": _sinh,
    "sin": _sin,
    "cos": _cos,
    "abs": _abs,
    "sign": _sign,
}


def bounds(value: Ball) -> tuple[Fraction, Fraction]:
    """The ends of a ball, exactly.

    Raises:
        UndecidedError: the ball is unbounded at this precision.
    """
    if isinstance(value, flint.fmpq):
        exact = Fraction(int(value.p), int(value.q))
        return exact, exact
    if not value.is_finite():
        raise UndecidedError
    return _dyadic(value.lower(), down=True), _dyadic(value.upper(), down=False)


def _dyadic(exact: flint.arb, *, down: bool) -> Fraction:
    mantissa, exponent = (int(part) for part in exact.man_exp())
    size = exponent + mantissa.bit_length()
    if mantissa and size > _WIDEST:
        message = f"a value beyond 10^{_WIDEST * 3 // 10} cannot be written out"
        raise PrecisionError(message)
    if mantissa and size < -_WIDEST:
        # So small a number would be written with a million zeros: an end this near to 0 bounds it.
        if (mantissa < 0) == down:
            return Fraction(-1 if down else 1, 2**_WIDEST)
        return Fraction(0)
    return Fraction(mantissa) * Fraction(2) ** exponent


@dataclass(frozen=True, slots=True)
class Proven:
    """A value to as many digits as asked for.

    Attributes:
        text: the correctly rounded digits.
        low, high: bounds of the true value.
        certified: whether every digit is proven; False only for a value that cannot be told from 0.
    """

    text: str
    low: Fraction
    high: Fraction
    certified: bool


def proven_digits(
    derivation: Derivation,
    givens: Mapping[str, Fraction],
    digits: int = 10,
    known: Callable[[], Mapping[str, Fraction]] = dict,
) -> dict[str, Proven]:
    """Every line to that many significant digits, each digit proven.

    The precision is doubled until both ends of every ball round to the same digits. ``known`` is
    asked, once that has not helped for a while, which lines are rational after all.

    Raises:
        PrecisionError: a case cannot be decided or a line is not defined at these numbers.

    >>> from symbp.network import forward
    >>> from symbp.spec import load
    >>> a = load("nndl3")
    >>> givens = {name: number.value for name, number in a.numbers.items()}
    >>> proven_digits(forward(a), givens, 20)["out_h1"].text
    '0.56217650088579810403'
    """
    figures = Figures(significant=digits)
    bits = max(64, int(digits * 3.33) + 40)
    patience = 4 * bits
    rational: Mapping[str, Fraction] = {}
    while bits <= MOST_BITS:
        if bits >= patience and not rational:
            rational = known()
        with working_precision(bits):
            try:
                values = evaluate(derivation, givens, Balls(rational))
                return {name: _proven(value, figures) for name, value in values.items()}
            except UndecidedError:
                bits *= 2
    # What still cannot be rounded is a value that is 0 without being rational, or a case at its edge.
    with working_precision(MOST_BITS):
        try:
            values = evaluate(derivation, givens, Balls(rational))
        except UndecidedError:
            message = f"a case cannot be decided with {MOST_BITS} bits: its two sides agree too closely"
            raise PrecisionError(message) from None
        return {name: _nearly(value, figures) for name, value in values.items()}


def _proven(value: Ball, figures: Figures) -> Proven:
    low, high = bounds(value)
    if low < 0 < high:
        raise UndecidedError
    text = rounded(low, figures).text
    if low != high and rounded(high, figures).text != text:
        raise UndecidedError
    return Proven(text, low, high, certified=True)


def _nearly(value: Ball, figures: Figures) -> Proven:
    try:
        return _proven(value, figures)
    except UndecidedError:
        low, high = bounds(value)
        middle = Fraction(0) if low < 0 < high else (low + high) / 2
        return Proven(rounded(middle, figures).text, low, high, certified=False)
