r"""The formulas of the general layer, of which every line is an instance.

For unit k of a layer, fed by the units s of the layer before (n of them)::

    z_k = Σ_s w_ks a_s ± b_k,    out_k = f(z_k)

SymPy differentiates these by a quantity of *any* index; the Kronecker deltas that this leaves
collapse the sums. Nothing here is quoted.

Source of the rules: Petersen & Pedersen, The Matrix Cookbook (2012), section 2; the derivative of
an indexed symbol by another is a Kronecker delta in SymPy.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp
from sympy.concrete.delta import deltasummation

INDICES = sp.symbols("s k i j", integer=True, positive=True)
SIZES = sp.symbols("n m", integer=True, positive=True)
BASES = {name: sp.IndexedBase(name) for name in ("w", "a", "b", "z", "dout", "slope", "delta")}
ACTIVATION = sp.Function("f")


@dataclass(frozen=True, slots=True)
class GeneralLine:
    """One general formula.

    Attributes:
        wrt: what the loss is differentiated by.
        chain: the sum over the units, each term with its Kronecker delta.
        result: what the deltas leave of it.
    """

    wrt: sp.Indexed
    chain: sp.Expr
    result: sp.Expr


@dataclass(frozen=True, slots=True)
class GeneralLayer:
    """The general formulas of a layer, with δ_k = ∂L/∂z_k.

    Attributes:
        pre: z_k.
        delta: ∂L/∂z_j from ∂L/∂out; an activation over the whole layer leaves the sum as it is.
        delta_alone: the same for an activation that works unit by unit.
        by_output: ∂L/∂a_i, which the layer before goes on with.
        by_weight, by_bias: ∂L/∂w_ji and ∂L/∂b_j.
    """

    pre: sp.Expr
    delta: sp.Expr
    delta_alone: GeneralLine
    by_output: GeneralLine
    by_weight: GeneralLine
    by_bias: GeneralLine


def general_layer(bias_sign: int = 1) -> GeneralLayer:
    """Derive the general formulas: ∂L/∂q = Σ_k δ_k ∂z_k/∂q for every q that z depends on.

    >>> layer = general_layer()
    >>> layer.by_weight.chain
    Sum(KroneckerDelta(j, k)*a[i]*delta[k], (k, 1, m))
    >>> layer.by_weight.result, layer.by_output.result
    (a[i]*delta[j], Sum(delta[k]*w[k, i], (k, 1, m)))
    >>> layer.delta_alone.result
    Derivative(f(z[j]), z[j])*dout[j]
    """
    s, k, i, j = INDICES
    n, m = SIZES
    w, a, b, z, dout, delta = (BASES[name] for name in ("w", "a", "b", "z", "dout", "delta"))
    pre = sp.Sum(w[k, s] * a[s], (s, 1, n)) + bias_sign * b[k]

    def line(function: sp.Expr, adjoint: sp.Expr, wrt: sp.Indexed) -> GeneralLine:
        partial = sp.Add(*(_collapsed(term, s) for term in sp.Add.make_args(sp.diff(function, wrt))))
        chain = sp.Sum(adjoint * partial, (k, 1, m))
        return GeneralLine(wrt, chain, _collapsed(chain, k))

    return GeneralLayer(
        pre=pre,
        delta=sp.Sum(dout[k] * BASES["slope"][k, j], (k, 1, m)),
        delta_alone=line(ACTIVATION(z[k]), dout[k], z[j]),
        by_output=line(pre, delta[k], a[i]),
        by_weight=line(pre, delta[k], w[j, i]),
        by_bias=line(pre, delta[k], b[j]),
    )


def _collapsed(expr: sp.Expr, index: sp.Symbol) -> sp.Expr:
    """A sum over the index, if it holds a Kronecker delta, as the one term that the delta leaves.

    A unit's index lies within its layer, so its range need not be stated again.
    """
    for inner in expr.atoms(sp.Sum):
        if inner.limits[0][0] == index and inner.function.has(sp.KroneckerDelta):
            left = deltasummation(inner.function, inner.limits[0], no_piecewise=True)
            return expr.xreplace({inner: left})
    return expr
