"""Irrational numbers that a program has as a decimal: 0.7978845608 is √(2/π), as far as anybody types it."""

from __future__ import annotations

from decimal import Decimal

from symbp.marking.expression import PI, Expression, call, number

_LEAST_FIGURES = 10
_PI = Decimal(PI.args[0].numerator) / PI.args[0].denominator


def _root(squared: Expression) -> Expression:
    return call("sqrt", squared)


_KNOWN: tuple[tuple[Decimal, Expression], ...] = (
    (_PI, PI),
    (Decimal(2).sqrt(), _root(number(2))),
    (Decimal("0.5").sqrt(), _root(number(1) / number(2))),
    ((2 / _PI).sqrt(), _root(number(2) / PI)),
    ((1 / (2 * _PI)).sqrt(), number(1) / _root(number(2) * PI)),
    ((2 * _PI).sqrt(), _root(number(2) * PI)),
    (2 / _PI.sqrt(), number(2) / _root(PI)),
)


def irrational(text: str) -> Expression | None:
    """The number that a decimal of ten figures or more stands for, to a unit of its last place; None for any other.

    >>> irrational("0.7978845608") is not None, irrational("0.79788"), irrational("0.7978845618")
    (True, None, None)
    """
    typed = Decimal(text)
    figures = len(typed.as_tuple().digits)
    if figures < _LEAST_FIGURES:
        return None
    unit = Decimal(1).scaleb(typed.adjusted() - figures + 1)
    return next((exact for value, exact in _KNOWN if abs(value - typed) < unit), None)
