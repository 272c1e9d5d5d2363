r"""The lines of the general loss: helper lines, the loss of a sample and of the batch, ∂L/∂a.

For the outputs a_j of the last layer and their targets y_j::

    L_s = c Σ_k ℓ(a_k, y_k),    L = (1/N) Σ_s L_s

with c = 1/2, 1 or 1/n. A loss on logits has p = softmax(a) (or the sigmoid) as helper lines, and its
derivative goes through them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import sympy as sp

from symbp.errors import DerivationError
from symbp.general.architectures import Architecture, LayerActivation
from symbp.general.layer import GeneralLayer, Symbols, applied, slope_line
from symbp.general.lines import GeneralLine, line
from symbp.general.symbols import LOSS, SAMPLES, THIS, J, K, R, S, collapsed, delta, multiplied_out, over, quantity
from symbp.losses.base import Targets
from symbp.spec.assignment import Batch, LossChoice, Outputs
from symbp.steps import symbol


@dataclass(frozen=True, slots=True)
class Objective:
    """The general lines of a loss; what a loss or a single sample does not have is None.

    Attributes:
        part, part_slope: helper values such as the softmax of the outputs, and their slopes.
        loss: of one sample.
        total: over the samples.
        by_sample: ∂L/∂L_s, unless it is 1.
        by_output: ∂L/∂a_j.
        combined: ∂L/∂z_j of the last layer with the loss and the activation put in.
    """

    part: GeneralLine | None
    part_slope: GeneralLine | None
    loss: GeneralLine
    total: GeneralLine | None
    by_sample: GeneralLine | None
    by_output: GeneralLine
    combined: GeneralLine | None


def objective(architecture: Architecture, last: GeneralLayer) -> Objective:
    """Derive the general lines of the loss.

    >>> from symbp.general.architectures import architecture
    >>> from symbp.general.layer import general_layer
    >>> net = architecture("tanh", "cross-entropy")
    >>> lines = objective(net, general_layer(net.layers[-1]))
    >>> lines.by_output.result, lines.combined.result
    (-y[j]/a[j], a[j]*Sum(y[k], (k, 1, n_this)) - y[j])
    """
    q: Symbols = partial(quantity, batch=architecture.batch)
    choice = architecture.loss
    record = choice.function
    function = LayerActivation(record.link) if record.link else None
    if function is not None:
        function = LayerActivation(record.link, function.record.options)
    part = None if function is None else line("part", q("p", J), (applied(function, J, K, q, "a"), "activation"))
    part_slope = None if function is None else slope_line("part_slope", q("slope_p", K, J), function, ("a", "p"), q)
    scale = _scale(choice)
    share = record.term(q("a", K), _target(choice, q, K), q("p", K), choice.options)
    loss = line("loss", q("L") if architecture.batch else LOSS, (scale * over(share, K), "loss"))
    total, by_sample = _over_samples(choice, q) if architecture.batch else (None, None)
    factor = by_sample.left if by_sample is not None else sp.Integer(1)
    by_output = _by_output(choice, scale, factor, part_slope, q)
    return Objective(part, part_slope, loss, total, by_sample, by_output, _combined(by_output, factor, last, q))


def _scale(choice: LossChoice) -> sp.Expr:
    return sp.Integer(1) / THIS if choice.outputs is Outputs.MEAN else choice.scale(1)


def _target(choice: LossChoice, q: Symbols, index: sp.Symbol) -> sp.Expr:
    return sp.Integer(0) if choice.function.targets is Targets.NONE else q("y", index)


def _over_samples(choice: LossChoice, q: Symbols) -> tuple[GeneralLine, GeneralLine | None]:
    whole = over(q("L"), S)
    if choice.batch is Batch.SUM:
        return line("total", LOSS, (whole, "sum-over-samples")), None
    total = line("total", LOSS, (whole / SAMPLES, "mean-over-samples"))
    return total, line("dL/dL", q("dL/dL"), (1 / SAMPLES, "differentiate"))


def _by_output(
    choice: LossChoice, scale: sp.Expr, factor: sp.Expr, part_slope: GeneralLine | None, q: Symbols
) -> GeneralLine:
    """∂L/∂a_j: term by term, through the helper lines where there are any."""
    record = choice.function
    a, y, p = symbol("a0"), symbol("y0"), symbol("p0")
    share = record.term(a, y if record.targets is not Targets.NONE else sp.Integer(0), p, choice.options)
    back = {a: q("a", K), y: q("y", K), p: q("p", K)}
    direct = (scale * sp.diff(share, a)).xreplace(back) * delta(K, J)
    left = q("dL/da", J)
    if part_slope is None:
        terms = factor * over(direct, K)
        result = factor * collapsed(over(direct, K), K)
        return line("dL/da", left, (terms, "term-by-term"), (result, "delta"), core=result)
    outer = (scale * sp.diff(share, p)).xreplace(back)
    chain = factor * over(direct + outer * q("slope_p", K, J), K)
    terms = over(direct + outer * part_slope.result, K)
    product = multiplied_out(terms, K)
    result = factor * collapsed(product, K)
    _check_offered(choice, factor * scale, result, q)
    stages = (
        (chain, "chain-parts"),
        (factor * terms, "substitute-derivative"),
        (factor * product, "multiply"),
        (result, "delta"),
    )
    return line("dL/da", left, *stages, core=result)


def _check_offered(choice: LossChoice, factor: sp.Expr, result: sp.Expr, q: Symbols) -> None:
    """The slope that a loss offers for its named outputs has to be the one derived here."""
    offered = choice.function.slope
    if offered is None:
        return
    claimed = offered(q("a", J), q("y", J), q("p", J), over(q("y", K), K))
    if sp.expand(factor * claimed - result) != 0:
        message = f"{choice.name}: '{claimed}' is offered as its slope, but it is not"
        raise DerivationError(message)


def _combined(by_output: GeneralLine, factor: sp.Expr, last: GeneralLayer, q: Symbols) -> GeneralLine | None:
    """∂L/∂z_j of the last layer with ∂L/∂a put in, where that makes it shorter."""
    function = last.kind.function
    if function is None or function.name == "identity":
        return None
    error = (by_output.result / factor).xreplace({K: R})
    left = q("dL/dz", J)
    if function.record.elementwise:
        product = error * last.delta.result.xreplace({q("dL/da", J): sp.Integer(1)})
        short = product if product.has(sp.Piecewise) else sp.cancel(product)
        if sp.count_ops(short) >= sp.count_ops(product):
            short = product
        return line("combined", left, (factor * product, "substitute-loss"), (factor * short, "cancel"))
    with_loss = over(error.xreplace({J: K}) * last.slopes[0].result, K)
    if with_loss.has(sp.Piecewise):
        return None
    product = multiplied_out(with_loss, K)
    short = collapsed(product, K)
    if sp.count_ops(short) >= sp.count_ops(last.delta.result.xreplace({q("dL/da", J): error})):
        return None
    stages = ((with_loss, "substitute-loss"), (product, "multiply"), (short, "delta"))
    return line("combined", left, *((factor * expr, rule) for expr, rule in stages))
