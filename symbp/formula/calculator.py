"""A pocket calculator: works out a formula in which numbers have been put in.

It uses :mod:`decimal` and nothing else, so that it can contradict the ball arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Context, Decimal, DecimalException
from fractions import Fraction

import mpmath

from symbp.errors import DerivationError, PrecisionError
from symbp.formula.tree import (
    Call,
    Chosen,
    Negative,
    Node,
    Numeral,
    Power,
    Product,
    Quotient,
    Sum,
)

WORKING_DIGITS = 60


def work_out(node: Node, digits: int = WORKING_DIGITS) -> Decimal:
    """The value of a formula without names, calculated with that many digits.

    Raises:
        DerivationError: a name is left in it.
        PrecisionError: it is not defined, or beyond what a calculator can hold.

    >>> round(work_out(Call("exp", (Numeral("-0.25"),))), 10)
    Decimal('0.7788007831')
    """
    try:
        return _work_out(node, Context(prec=digits))
    except DecimalException as error:
        message = f"a calculator cannot work this out: {type(error).__name__}"
        raise PrecisionError(message) from None


def _work_out(node: Node, work: Context) -> Decimal:
    match node:
        case Numeral():
            value = Fraction(node.text)
            return work.divide(Decimal(value.numerator), Decimal(value.denominator))
        case Negative(operand):
            return work.minus(_work_out(operand, work))
        case Sum(terms):
            total = Decimal(0)
            for term in terms:
                total = work.add(total, _work_out(term, work))
            return total
        case Product(factors):
            return _product(factors, work)
        case Quotient(above, below):
            numerator = _work_out(above, work)
            # A factor 0 ends a product before its other factors are looked at, divisors included.
            return numerator if numerator == 0 else work.divide(numerator, _work_out(below, work))
        case Power(base, exponent):
            return work.power(_work_out(base, work), _work_out(exponent, work))
        case Call("max" | "largest", arguments):
            return max(_work_out(argument, work) for argument in arguments)
        case Call("pi", ()):
            return _mpmath(lambda one: one * mpmath.pi, work, Decimal(1))
        case Call(function, (argument,)):
            return _FUNCTIONS[function](work, _work_out(argument, work))
        case Chosen(value, _):
            return _work_out(value, work)
        case _:
            message = f"{type(node).__name__} has no value of its own"
            raise DerivationError(message)


def _product(factors: tuple[Node, ...], work: Context) -> Decimal:
    """A product; a factor 0 ends it, so that 0·ln 0 is 0 as in the rest of symbp."""
    product = Decimal(1)
    for factor in sorted(factors, key=lambda factor: not isinstance(factor, Numeral)):
        if product == 0:
            return product
        product = work.multiply(product, _work_out(factor, work))
    return product


def _tanh(work: Context, x: Decimal) -> Decimal:
    square = work.exp(work.multiply(Decimal(2), x))
    return work.divide(work.subtract(square, Decimal(1)), work.add(square, Decimal(1)))


def _cosh(work: Context, x: Decimal) -> Decimal:
    return work.divide(work.add(work.exp(x), work.exp(-x)), Decimal(2))


def _sinh(work: Context, x: Decimal) -> Decimal:
    return work.multiply(_tanh(work, x), _cosh(work, x))


def _mpmath(function: Callable[..., object], work: Context, x: Decimal) -> Decimal:
    with mpmath.workdps(work.prec + 5):
        return work.create_decimal(mpmath.nstr(function(mpmath.mpf(str(x))), work.prec + 5))


_FUNCTIONS: Mapping[str, Callable[[Context, Decimal], Decimal]] = {
    "exp": Context.exp,
    "log": Context.ln,
    "sqrt": Context.sqrt,
    "tanh": _tanh,
    "cosh": _cosh,
    "sinh": _sinh,
    "sin": lambda work, x: _mpmath(mpmath.sin, work, x),
    "cos": lambda work, x: _mpmath(mpmath.cos, work, x),
    "erf": lambda work, x: _mpmath(mpmath.erf, work, x),
    "abs": Context.abs,
    "sign": lambda _, x: Decimal((x > 0) - (x < 0)),
}
