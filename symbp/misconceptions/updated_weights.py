"""Updated weights in the backward pass: the weights of a backward line are the updated ones."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, put, symbol
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind is not Kind.ADJOINT:
        return
    updated = {weight.name: lesson.update_of(weight) for weight in lesson.weights(step)}
    changes = {name: symbol(update.name) for name, update in updated.items() if update is not None}
    if changes:
        yield Variant(put(expr, changes), phrase("the updated %(names)s", names=list(changes)))


UPDATED_WEIGHTS = Misconception(
    name="updated-weights",
    title=words("updated weights in the backward pass"),
    message=words(
        "All gradients belong to the weights before the update. You have gone back through weights that had been updated already."
    ),
    remark=words(
        "Gradient descent takes one step from one point: every ∂L/∂w is taken there. The most copied worked example on the web has this slip in its final error."
    ),
    rewrite=_rewrite,
    caught=(Example("nndl3", "dL/dout_h1 = -0.083075"), Example("nndl3-bias", "dL/dout_h1 = -0.087130")),
    spared=(Example("nndl3", "dL/dout_h1 = -0.068430"), Example("nndl3", "dL/dout_h1 = -0.070120")),
    rank=11,
)
