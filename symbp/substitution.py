"""A formula in other names: what has been worked out for one unit, weight or term is so for all like it.

SymPy's own ``xreplace`` builds each sum and each product anew, as if anything could have become of it. Where every
name becomes another one, the terms stay what they are and only their order may change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cmp_to_key

import sympy as sp

_ORDER = cmp_to_key(sp.Basic.compare)


def with_names(expr: sp.Expr, names: Mapping[sp.Symbol, sp.Symbol]) -> sp.Expr:
    """The formula with other names, equal in every part to the one that SymPy would build.

    Args:
        expr: the formula.
        names: old -> new. No two become the same, nor one that stays.

    >>> x, y, a, b = (sp.Symbol(name, real=True) for name in "xyab")
    >>> with_names(x*sp.exp(-y) - 2*y, {x: b, y: a})
    -2*a + b*exp(-a)
    """
    if isinstance(expr, sp.Symbol):
        return names.get(expr, expr)
    if not expr.args:
        return expr
    parts = [with_names(part, names) for part in expr.args]  # type: ignore[arg-type]
    # SymPy writes sinh(y - x) as -sinh(x - y), so a part may have become a product under its new names.
    same = all(type(part) is type(old) for part, old in zip(parts, expr.args, strict=True))
    if isinstance(expr, sp.Add | sp.Mul) and same:
        return type(expr)._from_args(sorted(parts, key=_ORDER), is_commutative=True)  # type: ignore[no-untyped-call]  # noqa: SLF001 - SymPy has no other way past its flattening
    return expr.func(*parts)


_FACTORS = sp.symbols("z0 z1", real=True)
_PRODUCT = _FACTORS[0] * _FACTORS[1]


def product(left: sp.Expr, right: sp.Expr) -> sp.Expr:
    """The product of two factors; that of two names is one product, in other names.

    >>> w, x = (sp.Symbol(name, real=True) for name in "wx")
    >>> product(x, w), product(w, w)
    (w*x, w**2)
    """
    if isinstance(left, sp.Symbol) and isinstance(right, sp.Symbol) and left != right:
        return with_names(_PRODUCT, {_FACTORS[0]: left, _FACTORS[1]: right})
    return left * right


def total(terms: Sequence[sp.Expr]) -> sp.Expr:
    """The sum of one or more terms.

    >>> x = sp.Symbol("x", real=True)
    >>> total([x]), total([x, x])
    (x, 2*x)
    """
    return terms[0] if len(terms) == 1 else sp.Add(*terms)
