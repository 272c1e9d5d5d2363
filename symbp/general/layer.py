r"""The lines of the general layer: forward, slopes, delta, and the derivatives by w, b and the layer before.

For unit j of layer l, fed by the units i of the layer before::

    z_j = Σ_i w_ji x_i ± b_j,    a_j = f(z_j)

SymPy differentiates these by a quantity of *any* index. ∂w_km/∂w_ji is the product of Kronecker
deltas δ_kj δ_mi; the deltas collapse the sums. Nothing here is quoted.

Source of the rules: the derivative of an indexed symbol by another is a Kronecker delta; sums over
it as in SymPy's ``concrete.delta``. The chain rule over all units as in Goodfellow, Bengio &
Courville, Deep Learning (2016), section 6.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import sympy as sp

from symbp.backprop import is_derivative
from symbp.errors import DerivationError
from symbp.general.architectures import Bias, LayerActivation, LayerKind
from symbp.general.lines import GeneralLine, line
from symbp.general.symbols import (
    BASES,
    BEFORE,
    NEXT,
    SHARED_BIAS,
    STEP,
    THIS,
    I,
    J,
    K,
    M,
    R,
    S,
    collapsed,
    delta,
    multiplied_out,
    over,
    quantity,
)
from symbp.steps import symbol

Symbols = partial[Any]
"""Name and indices -> the indexed quantity, with the index of the sample where there is a batch."""


@dataclass(frozen=True, slots=True)
class GeneralLayer:
    """The general lines of layers of one kind.

    Attributes:
        pre: z_j.
        acts, slopes: a line for each activation of the layer.
        delta: ∂L/∂z_j from ∂L/∂a.
        weight, bias, before: ∂L/∂w_ji, ∂L/∂b_j (None where nothing is trained), ∂L/∂x_i.
        recursion: ∂L/∂z_j from ∂L/∂z of the layer behind; None where units are coupled.
        updates: w_ji and b_j after a step of gradient descent.
    """

    kind: LayerKind
    pre: GeneralLine
    acts: tuple[GeneralLine, ...]
    slopes: tuple[GeneralLine, ...]
    delta: GeneralLine
    weight: GeneralLine
    bias: GeneralLine | None
    before: GeneralLine
    recursion: GeneralLine | None
    updates: tuple[GeneralLine, ...]

    def for_function(self, lines: tuple[GeneralLine, ...], name: str) -> GeneralLine:
        """Of the lines that differ from activation to activation, the one of this activation."""
        return lines[[function.name for function in self.kind.functions].index(name)]


def general_layer(kind: LayerKind, bias_sign: int = 1, *, batch: bool = False, updates: bool = True) -> GeneralLayer:
    """Derive the general lines of a layer.

    >>> from symbp.general.architectures import architecture
    >>> layer = general_layer(architecture("sigmoid", "squared-error").layers[0])
    >>> [stage.expr for stage in layer.weight.stages][2:]
    [Sum(KroneckerDelta(j, k)*before[i]*dL/dz[k], (k, 1, n_this)), before[i]*dL/dz[j]]
    >>> layer.before.result, layer.delta.result
    (Sum(dL/dz[k]*w[k, i], (k, 1, n_this)), (1 - a[j])*a[j]*dL/da[j])
    """
    q: Symbols = partial(quantity, batch=batch)
    pre = _pre(kind, bias_sign, K, M, q)
    coupled = not all(function.record.elementwise for function in kind.functions)
    slopes = tuple(_slope(function, q) for function in kind.functions)
    weight, bias = _by("dL/dw", pre, q("w", J, I), q), None
    updated = [_update("w", q("w", J, I), weight)]
    if kind.bias in (Bias.UNIT, Bias.LAYER):
        b = q("b", J) if kind.bias is Bias.UNIT else SHARED_BIAS
        bias = _by("dL/db", pre, b, q)
        updated.append(_update("b", b, bias))
    delta = _delta(slopes, q, coupled=coupled)
    return GeneralLayer(
        kind=kind,
        pre=line("pre", q("z", J), (_pre(kind, bias_sign, J, I, q), "affine")),
        acts=tuple(line("act", q("a", J), (applied(f, J, K, q), "activation")) for f in kind.functions),
        slopes=slopes,
        delta=delta,
        weight=weight,
        bias=bias,
        before=_by("dL/dbefore", pre, q("before", I), q),
        recursion=None if coupled else _recursion(delta, q),
        updates=tuple(updated) if updates else (),
    )


def _pre(kind: LayerKind, sign: int, unit: sp.Symbol, source: sp.Symbol, q: Symbols) -> sp.Expr:
    total = sp.Sum(q("w", unit, source) * q("before", source), (source, 1, BEFORE))
    own: dict[Bias, object] = {Bias.NONE: sp.Integer(0), Bias.LAYER: SHARED_BIAS}
    bias: Any = own.get(kind.bias, q("b", unit))
    return total + sign * bias


def applied(function: LayerActivation, unit: sp.Symbol, other: sp.Symbol, q: Symbols, of: str = "z") -> sp.Expr:
    """The activation of a unit, with ``other`` as the index of sums over the layer."""
    record = function.record
    total = partial(_total, q=q, other=other, of=of)
    return record.expression(q(of, unit), total, function.options)


def _total(term: Any, *, q: Symbols, other: sp.Symbol, of: str) -> sp.Expr:
    return sp.Sum(term(q(of, other)), (other, 1, THIS))


def _slope(function: LayerActivation, q: Symbols) -> GeneralLine:
    """∂a_k/∂z_j, and in terms of the outputs where the activation offers that."""
    return slope_line("slope", q("slope", K, J), function, ("z", "a"), q)


def slope_line(key: str, left: sp.Expr, function: LayerActivation, names: tuple[str, str], q: Symbols) -> GeneralLine:
    """The derivative of an activation's k-th output by its j-th argument.

    Args:
        key: of the line.
        left: the quantity that it gives.
        function: the activation.
        names: the quantities that are its arguments and its outputs.
        q: what makes quantities.

    Raises:
        DerivationError: the slope that the activation offers is not the derivative.
    """
    z, a = names
    record, options = function.record, function.options
    if record.elementwise:
        t, value = symbol("z0"), symbol("a0")
        expr = record.expression(t, _no_total, options)
        derived = sp.diff(expr, t).xreplace({t: q(z, K)}) * delta(K, J)
        if record.slope is None:
            return line(key, left, (derived, "elementwise"))
        offered = record.slope(t, value, value, True, options)
        if not is_derivative(offered.xreplace({value: expr}), expr, t):
            message = f"{record.name}: '{offered}' is offered as its slope, but it is not"
            raise DerivationError(message)
        own = offered.xreplace({t: q(z, K), value: q(a, K)}) * delta(K, J)
        return line(key, left, (derived, "elementwise"), (own, "outputs"), core=own)
    expr = applied(function, K, R, q, z)
    raw = sp.diff(expr, q(z, J))
    derived = collapsed(raw, R)
    stages = [(raw, "differentiate"), (derived, "delta")]
    if record.slope is not None:
        stages.append((_offered(function, expr, derived, names, q), "outputs"))
    return line(key, left, *stages, core=stages[-1][0])


def _no_total(_: object) -> sp.Expr:
    message = "an activation that works unit by unit asks for a sum over its layer"
    raise DerivationError(message)


def _offered(function: LayerActivation, expr: sp.Expr, derived: sp.Expr, names: tuple[str, str], q: Symbols) -> sp.Expr:
    """The offered slope for any two units: that of different ones, and what the same unit adds."""
    z, a = names
    slope = function.record.slope
    assert slope is not None
    own, other = q(a, K), q(a, J)
    apart = slope(q(z, K), own, other, False, function.options)
    same = slope(q(z, K), own, own, True, function.options) - apart.xreplace({other: own})
    offered = sp.expand(same) * delta(K, J) + apart
    formula = offered.xreplace({own: expr, other: expr.xreplace({K: J})})
    # Exponentials and their sum are unknowns of their own: what is left is a rational function.
    plain = (formula - derived).replace(sp.Sum, lambda *parts: sp.Symbol(str(parts)))
    if sp.cancel(_at_delta(plain, 0)) != 0 or sp.cancel(_at_delta(plain, 1)) != 0:
        message = f"{function.name}: '{offered}' is offered as its slope, but it is not"
        raise DerivationError(message)
    return offered


def _at_delta(expr: sp.Expr, value: int) -> sp.Expr:
    """With the Kronecker delta put in: 0 for different units, 1 for the same one."""
    substitute = expr.xreplace({delta(K, J): sp.Integer(value)})
    return substitute.xreplace({K: J}) if value else substitute


def _delta(slopes: tuple[GeneralLine, ...], q: Symbols, *, coupled: bool) -> GeneralLine:
    """∂L/∂z_j from ∂L/∂a: the sum over all outputs that z_j reaches."""
    chain = over(q("dL/da", K) * q("slope", K, J), K)
    slope = slopes[0].result if len(slopes) == 1 else q("fprime", K) * delta(K, J)
    with_slope = over(q("dL/da", K) * slope, K)
    stages = [(chain, "chain"), (with_slope, "substitute-derivative")]
    if coupled:
        stages.append((multiplied_out(with_slope, K), "multiply"))
    stages.append((collapsed(stages[-1][0], K), "delta"))
    alone = q("dL/da", J) * q("slope", J, J)
    return line("dL/dz", q("dL/dz", J), *stages, core=chain if coupled else alone)


def _batched(q: Symbols) -> bool:
    """Whether the quantities carry the index of a sample."""
    return bool(q.keywords["batch"])


def _recursion(delta: GeneralLine, q: Symbols) -> GeneralLine:
    """δ_j of a layer from the δ_k of the layer behind it, whose weights lead on from j."""
    reached = sp.Sum(q("w_next", K, J) * q("dL/dz_next", K), (K, 1, NEXT))
    return line("recursion", q("dL/dz", J), (delta.result.xreplace({q("dL/da", J): reached}), "recursion"))


def _by(key: str, pre: sp.Expr, by: sp.Expr, q: Symbols) -> GeneralLine:
    """∂L/∂by = Σ_k ∂L/∂z_k ∂z_k/∂by, over all samples where ``by`` is common to them."""
    partials = [sp.Derivative(q("z", K), by, evaluate=False), sp.diff(pre, by)]
    partials.append(collapsed(partials[-1], M))
    totals = [over(q("dL/dz", K) * each, K) for each in partials]
    totals.append(collapsed(totals[-1], K))
    indices = getattr(by, "indices", ())
    if _batched(q) and S not in indices:
        totals = [_over_samples(total) for total in totals]
    left = BASES[key][indices] if indices else symbol(key)
    rules = ("chain", "differentiate", "delta-before", "delta")
    return line(key, left, *zip(totals, rules, strict=True), core=totals[-1])


def _over_samples(total: sp.Expr) -> sp.Expr:
    sign, rest = total.as_coeff_Mul()
    return sign * over(rest, S)


def _update(name: str, old: sp.Expr, gradient: GeneralLine) -> GeneralLine:
    left = sp.IndexedBase(f"{name}_new", real=True)[old.indices] if hasattr(old, "indices") else symbol(f"{name}_new")
    substitute = old - STEP * gradient.result
    return line("update", left, (old - STEP * gradient.left, "descent"), (substitute, "substitute-gradient"))
