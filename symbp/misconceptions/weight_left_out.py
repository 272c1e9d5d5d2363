"""Weight left out: the weights of a line become 1: all of them, or one."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, put
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind not in (Kind.PRE, Kind.ADJOINT):
        return
    weights = lesson.weights(step)
    if weights:
        yield Variant(
            put(expr, {w.name: sp.Integer(1) for w in weights}), phrase("no %(names)s", names=[w.name for w in weights])
        )
    if len(weights) > 1:
        for weight in weights:
            yield Variant(put(expr, {weight.name: sp.Integer(1)}), phrase("no %(name)s", name=weight.name))


WEIGHT_LEFT_OUT = Misconception(
    name="weight-left-out",
    title=words("weight left out"),
    message=words("Each term is a product with a weight. You have left the weight out."),
    remark=words("Easily done where weights are 1, or where deltas are just added up."),
    rewrite=_rewrite,
    caught=(Example("nndl3", "in_h1 = 0.800000"), Example("nndl3-bias", "in_h1 = 0.900000")),
    spared=(Example("nndl3", "in_h1 = 0.250000"), Example("nndl3", "in_h1 = 0.270600")),
    rank=23,
    everywhere=False,
)
