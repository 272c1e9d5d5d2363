"""The output of another unit: one output or input is replaced by another of its layer."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, instead, put, symbol
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind not in (Kind.PRE, Kind.GRADIENT):
        return
    for signal in lesson.signals(step):
        for other in lesson.peers(signal):
            yield Variant(put(expr, {signal.name: symbol(other.name)}), instead(other.name, signal.name))


WRONG_ACTIVATION = Misconception(
    name="wrong-activation",
    title=words("the output of another unit"),
    message=words("You have taken the output of another unit than the one that this weight comes from."),
    remark=words("An index slip; it often repeats through a whole layer."),
    rewrite=_rewrite,
    caught=(Example("nndl3", "in_h1 = 0.210000"), Example("nndl3-bias", "in_h1 = 0.310000")),
    spared=(Example("nndl3", "in_h1 = 0.250000"), Example("nndl3", "in_h1 = 0.270600")),
    rank=20,
    everywhere=False,
)
