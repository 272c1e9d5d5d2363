"""Gradients of weights in place of deltas times weights: Σ delta*w becomes the sum of the gradients of these weights."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import (
    Example,
    Kind,
    Misconception,
    RewriteContext,
    Step,
    Variant,
    addends,
    put,
    symbol,
)
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind is not Kind.ADJOINT:
        return
    gradients = {weight.name: lesson.gradient_of(weight) for weight in lesson.weights(step)}
    swaps = {}
    for term in addends(expr):
        for name, gradient in gradients.items():
            if gradient is not None and symbol(name) in term.free_symbols:
                swaps[term] = symbol(gradient.name)
    if swaps:
        names = [str(new) for new in swaps.values()]
        yield Variant(
            sp.Add(*(swaps.get(term, term) for term in addends(expr))),
            phrase("%(names)s in place of deltas times weights", names=names),
        )
        factors = {name: symbol(gradient.name) for name, gradient in gradients.items() if gradient is not None}
        yield Variant(put(expr, factors), phrase("%(names)s in place of the weights", names=names))


GRADIENT_FOR_WEIGHT = Misconception(
    name="gradient-for-weight",
    title=words("gradients of weights in place of deltas times weights"),
    message=words(
        "What comes back to a hidden unit is the sum of the deltas times the weights that lead to them. You have added up the gradients of these weights instead."
    ),
    remark=words(
        "∂L/∂out_h = Σ δ·w, for out_h reaches the next unit through w; ∂L/∂w is δ·out_h, the other factor of the same product. Ask what ∂in/∂out_h is."
    ),
    rewrite=_rewrite,
    caught=(Example("nndl3", "dL/dout_h1 = 0.118499"), Example("mazur", "dL/dout_h1 = 0.059565")),
    spared=(Example("nndl3", "dL/dout_h1 = -0.068430"), Example("nndl3", "dL/dout_h1 = -0.070120")),
    rank=10,
)
