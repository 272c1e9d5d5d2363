"""Gradients of weights in place of deltas times weights: Σ delta*w becomes the sum of the gradients of these weights."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import (
    Example,
    Kind,
    Lesson,
    Misconception,
    Step,
    Variant,
    addends,
    listed,
    put,
    symbol,
)


def _rewrite(step: Step, expr: sp.Expr, lesson: Lesson) -> Iterator[Variant]:
    if step.kind is not Kind.ADJOINT:
        return
    gradients = {weight.name: lesson.gradient_of(weight) for weight in lesson.weights(step)}
    swaps = {}
    for term in addends(expr):
        for name, gradient in gradients.items():
            if gradient is not None and symbol(name) in term.free_symbols:
                swaps[term] = symbol(gradient.name)
    if swaps:
        names = listed([str(new) for new in swaps.values()])
        yield Variant(
            sp.Add(*(swaps.get(term, term) for term in addends(expr))), f"{names} in place of deltas times weights"
        )
        factors = {name: symbol(gradient.name) for name, gradient in gradients.items() if gradient is not None}
        yield Variant(put(expr, factors), f"{names} in place of the weights")


GRADIENT_FOR_WEIGHT = Misconception(
    name="gradient-for-weight",
    title="gradients of weights in place of deltas times weights",
    message="What comes back to a hidden unit is the sum of the deltas times the weights that lead to them. You have added up the gradients of these weights instead.",
    remark="∂L/∂out_h = Σ δ·w, for out_h reaches the next unit through w; ∂L/∂w is δ·out_h, the other factor of the same product. Ask what ∂in/∂out_h is.",
    rewrite=_rewrite,
    caught=(Example("nndl3", "dL/dout_h1 = 0.118499"), Example("mazur", "dL/dout_h1 = 0.059565")),
    spared=(Example("nndl3", "dL/dout_h1 = -0.068430"), Example("nndl3", "dL/dout_h1 = -0.070120")),
    rank=10,
)
