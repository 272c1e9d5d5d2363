"""A pocket calculator: works out a formula in which numbers have been put in.

It uses :mod:`decimal` and nothing else, so that it can contradict the ball arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from fractions import Fraction

from symbp.errors import DerivationError
from symbp.formula.tree import (
    Call,
    Chosen,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
)

_CALCULATOR = Context(prec=60)


def work_out(node: Node) -> Decimal:
    """The value of a formula without names, to about 60 digits.

    Raises:
        DerivationError: a name is left in it.

    >>> round(work_out(Call("exp", (Number("-0.25"),))), 10)
    Decimal('0.7788007831')
    """
    work = _CALCULATOR
    match node:
        case Number():
            value = Fraction(node.text)
            return work.divide(Decimal(value.numerator), Decimal(value.denominator))
        case Negative(operand):
            return work.minus(work_out(operand))
        case Sum(terms):
            total = Decimal(0)
            for term in terms:
                total = work.add(total, work_out(term))
            return total
        case Product(factors):
            return _product(factors)
        case Quotient(above, below):
            return work.divide(work_out(above), work_out(below))
        case Power(base, exponent):
            return work.power(work_out(base), work_out(exponent))
        case Call("max", arguments):
            return max(work_out(argument) for argument in arguments)
        case Call(function, (argument,)):
            return _FUNCTIONS[function](work_out(argument))
        case Chosen(value, _):
            return work_out(value)
        case _:
            message = f"{type(node).__name__} has no value of its own"
            raise DerivationError(message)


def _product(factors: tuple[Node, ...]) -> Decimal:
    """A product; a factor 0 ends it, so that 0·ln 0 is 0 as in the rest of symbp."""
    product = Decimal(1)
    for factor in sorted(factors, key=lambda factor: not isinstance(factor, Number)):
        if product == 0:
            return product
        product = _CALCULATOR.multiply(product, work_out(factor))
    return product


def _tanh(x: Decimal) -> Decimal:
    square = _CALCULATOR.exp(_CALCULATOR.multiply(Decimal(2), x))
    return _CALCULATOR.divide(square - 1, square + 1)


_FUNCTIONS: Mapping[str, Callable[[Decimal], Decimal]] = {
    "exp": _CALCULATOR.exp,
    "log": _CALCULATOR.ln,
    "tanh": _tanh,
    "abs": _CALCULATOR.abs,
    "sign": lambda x: Decimal((x > 0) - (x < 0)),
}
