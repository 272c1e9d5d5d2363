"""Another weight: one weight is replaced by another of its layer."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, instead, put, symbol
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind not in (Kind.PRE, Kind.ADJOINT):
        return
    for weight in lesson.weights(step):
        for other in lesson.peers(weight):
            if other.place.source is not None:
                yield Variant(put(expr, {weight.name: symbol(other.name)}), instead(other.name, weight.name))


WRONG_WEIGHT = Misconception(
    name="wrong-weight",
    title=words("another weight"),
    message=words("You have taken another weight of the layer than the one that belongs here."),
    remark=words("Numbering by source and by target are easily mixed up: write the weights on the arrows."),
    rewrite=_rewrite,
    caught=(Example("nndl3", "in_h1 = -0.050000"), Example("nndl3-bias", "in_h1 = 0.050000")),
    spared=(Example("nndl3", "in_h1 = 0.250000"), Example("nndl3", "in_h1 = 0.270600")),
    rank=19,
    everywhere=False,
)
