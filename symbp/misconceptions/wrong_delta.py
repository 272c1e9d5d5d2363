"""The delta of another unit: one adjoint is replaced by another of its layer."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, instead, put, symbol
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind not in (Kind.ADJOINT, Kind.GRADIENT):
        return
    for delta in lesson.deltas(step):
        for other in lesson.peers(delta):
            if other.name != step.name:
                yield Variant(put(expr, {delta.name: symbol(other.name)}), instead(other.name, delta.name))


WRONG_DELTA = Misconception(
    name="wrong-delta",
    title=words("the delta of another unit"),
    message=words("You have taken the derivative at another unit than the one that this line is about."),
    remark=words("An index slip: w5 leads to o1, w6 to o2."),
    rewrite=_rewrite,
    caught=(Example("nndl3", "dL/din_o1 = 0.149356"), Example("nndl3-bias", "dL/din_o1 = 0.156360")),
    spared=(Example("nndl3", "dL/din_o1 = 0.061605"), Example("nndl3", "dL/din_o1 = 0.069018")),
    rank=21,
    everywhere=False,
)
