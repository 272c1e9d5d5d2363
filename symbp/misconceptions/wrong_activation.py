"""The output of another unit: one output or input is replaced by another of its layer."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Lesson, Misconception, Step, Variant, put, symbol


def _rewrite(step: Step, expr: sp.Expr, lesson: Lesson) -> Iterator[Variant]:
    if step.kind not in (Kind.PRE, Kind.GRADIENT):
        return
    for signal in lesson.signals(step):
        for other in lesson.peers(signal):
            yield Variant(put(expr, {signal.name: symbol(other.name)}), f"{other.name} in place of {signal.name}")


WRONG_ACTIVATION = Misconception(
    name="wrong-activation",
    title="the output of another unit",
    message="You have taken the output of another unit than the one that this weight comes from.",
    remark="An index slip; it often repeats through a whole layer.",
    rewrite=_rewrite,
    caught=(Example("nndl3", "in_h1 = 0.210000"), Example("nndl3-bias", "in_h1 = 0.310000")),
    spared=(Example("nndl3", "in_h1 = 0.250000"), Example("nndl3", "in_h1 = 0.270600")),
    rank=20,
    everywhere=False,
)
