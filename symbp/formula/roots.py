"""The numbers among the factors of a product, as one writes them: 1/√2 and √(2/π), and a long fraction in decimals."""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

_LONG = 100


def gathered(coefficient: sp.Rational, factors: Iterable[sp.Expr]) -> tuple[sp.Rational, list[sp.Expr], sp.Expr]:
    """The roots of numbers under one sign: SymPy has √2/2 and √2/√π, where books have 1/√2 and √(2/π).

    Returns:
        The coefficient, the other factors, and the number under the root: 1 where there is none.

    >>> gathered(sp.Rational(1, 2), [sp.sqrt(2), sp.Symbol("z")])
    (1, [z], 1/2)
    >>> gathered(sp.Integer(1), [sp.sqrt(2), 1 / sp.sqrt(sp.pi)])
    (1, [], 2/pi)
    """
    others: list[sp.Expr] = []
    under: sp.Expr = sp.Integer(1)
    for factor in factors:
        if isinstance(factor, sp.Pow) and abs(factor.exp) == sp.Rational(1, 2) and _is_simple(factor.base):
            under *= factor.base ** (2 * factor.exp)
        else:
            others.append(factor)
    above = under.as_numer_denom()[0]
    if above.is_Integer and above > 1 and coefficient.q % int(above) == 0:
        return coefficient * above, others, under / above**2
    return coefficient, others, under


def _is_simple(base: sp.Basic) -> bool:
    return bool(base.is_Integer) or base == sp.pi


def number_parts(value: sp.Rational, of: sp.Expr) -> tuple[str, str]:
    """The texts above and below the line of a factor: decimals, and 1, for a long fraction of names.

    What has no names is exact, and stays a fraction.

    >>> z = sp.Symbol("z")
    >>> number_parts(sp.Rational("0.044715"), z), number_parts(sp.Rational("0.044715"), sp.pi)
    (('0.044715', '1'), ('8943', '200000'))
    """
    above, below = int(value.p), int(value.q)
    if above >= _LONG and below >= _LONG and 10**12 % below == 0 and 1e-4 < above / below < _LONG and of.free_symbols:
        return f"{above / below:.15g}", "1"
    return str(above), str(below)


def number_text(value: sp.Rational, of: sp.Expr) -> str:
    """A factor of names as it is written in front of them.

    >>> number_text(sp.Rational(1, 2), sp.Symbol("z")), number_text(sp.Integer(3), sp.Symbol("z"))
    ('1/2', '3')
    """
    above, below = number_parts(value, of)
    return above if below == "1" else f"{above}/{below}"
