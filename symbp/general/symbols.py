"""The indexed quantities of the general layer, and what happens to sums over Kronecker deltas.

Indices: j a unit of the layer, i a unit of the layer before, k and m what is summed over (units of
the layer and of the layer before), r where k is taken, s a sample. In a batch every quantity but the parameters has
the sample as its last index.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

J, I, K, M, R, S = sp.symbols("j i k m r s", integer=True, positive=True)  # noqa: E741 - the field's letters
THIS, BEFORE, NEXT, SAMPLES = sp.symbols("n_this n_before n_next N", integer=True, positive=True)
SIZE_OF: Mapping[sp.Symbol, sp.Symbol] = {K: THIS, R: THIS, M: BEFORE, I: BEFORE, S: SAMPLES}

AXES: Mapping[str, tuple[str, ...]] = {
    "w": ("this", "before"),
    "b": ("this",),
    "before": ("before", "sample"),
    **dict.fromkeys(("z", "a", "y", "p", "dL/da", "dL/dz"), ("this", "sample")),
    "slope": ("this", "this", "sample"),
    "slope_p": ("this", "this", "sample"),
    "fprime": ("this", "sample"),
    "dL/dL": ("sample",),
    "dL/dw": ("this", "before"),
    "dL/db": ("this",),
    "dL/dbefore": ("before", "sample"),
    "L": ("sample",),
    "w_next": ("next", "this"),
    "dL/dz_next": ("next", "sample"),
}
"""The ranges of the indices of each quantity."""

BASES: Mapping[str, sp.IndexedBase] = {name: sp.IndexedBase(name, real=True) for name in AXES}
SHARED_BIAS = sp.Symbol("b_shared", real=True)
STEP = sp.Symbol("eta", real=True)
LOSS = sp.Symbol("L", real=True)


def quantity(name: str, *indices: object, batch: bool) -> sp.Expr:
    """An indexed quantity; without a batch the index of the sample is left out.

    >>> quantity("z", J, batch=False), quantity("z", J, batch=True)
    (z[j], z[j, s])
    """
    if batch and AXES[name][-1] == "sample":
        indices = (*indices, S)
    return BASES[name][indices] if indices else sp.Symbol(name, real=True)


def delta(first: sp.Expr, second: sp.Expr) -> sp.Expr:
    """The Kronecker delta: 1 where the indices are equal, else 0."""
    return sp.KroneckerDelta(first, second)


def over(term: sp.Expr, index: sp.Symbol) -> sp.Expr:
    """The sum of a term over an index, from 1 to the number of what it counts."""
    return sp.Sum(term, (index, 1, SIZE_OF[index]))


def collapsed(expr: sp.Expr, index: sp.Symbol) -> sp.Expr:
    """Every sum over the index, each of its terms with a Kronecker delta as the one term that this leaves.

    Σ_k f(k) δ_kj = f(j): a unit's index lies within its layer, so its range is not stated again.
    What does not depend on the index stands before the sum.

    >>> a, y = BASES["a"], BASES["y"]
    >>> collapsed(over(a[K] * delta(K, J) - a[J] * y[K], K), K)
    -a[j]*Sum(y[k], (k, 1, n_this)) + a[j]
    """
    sums: dict[object, object] = {}
    for inner in expr.atoms(sp.Sum):
        if inner.limits[0][0] == index:
            terms = sp.Add.make_args(inner.function)
            sums[inner] = sp.Add(*(_term(term, inner.limits[0]) for term in terms))
    return expr.xreplace(sums) if sums else expr


def _term(term: sp.Expr, limits: Any) -> sp.Expr:
    index = limits[0]
    for kronecker in term.atoms(sp.KroneckerDelta):
        others = [other for other in kronecker.args if other != index]
        if len(others) == 1 and term.xreplace({kronecker: sp.Integer(0)}) == 0:
            return term.xreplace({kronecker: sp.Integer(1)}).xreplace({index: others[0]})
    outside, inside = term.as_independent(index, as_Add=False)
    return outside * sp.Sum(inside, limits)


def numbers_before(expr: sp.Basic) -> Any:
    """The expression with the numeric factor of every sum's term before the sum.

    >>> numbers_before(over(-BASES["a"][K], K))
    -Sum(a[k], (k, 1, n_this))
    """
    return expr.replace(sp.Sum, _number_before)


def _number_before(term: sp.Expr, *limits: object) -> sp.Expr:
    number, rest = term.as_coeff_Mul()
    return number * sp.Sum(rest, *limits)


def multiplied_out(expr: sp.Expr, index: sp.Symbol) -> sp.Expr:
    """The term of every sum over the index, multiplied out, with common factors cancelled.

    The general term is as small as one line; nothing here grows with a network.
    """
    sums: dict[object, object] = {}
    for inner in expr.atoms(sp.Sum):
        if inner.limits[0][0] == index:
            deltas = sp.collect(sp.expand(inner.function), sp.KroneckerDelta(index, J), evaluate=False)
            terms = [sp.cancel(factor) * key for key, factor in deltas.items()]
            sums[inner] = sp.Sum(sp.Add(*terms), inner.limits[0])
    return expr.xreplace(sums) if sums else expr
