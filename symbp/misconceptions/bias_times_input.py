"""Bias gradient times an input: the gradient of a bias times an output of the layer before."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, put, symbol
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind is not Kind.GRADIENT or step.place.source is not None:
        return
    for delta in lesson.deltas(step):
        pre = lesson.derivation[str(delta.wrt)]
        for signal in lesson.signals(pre):
            yield Variant(
                put(expr, {delta.name: symbol(delta.name) * symbol(signal.name)}),
                phrase("a factor %(name)s", name=signal.name),
            )


BIAS_TIMES_INPUT = Misconception(
    name="bias-times-input",
    title=words("bias gradient times an input"),
    message=words(
        "A bias has nothing that comes in: its gradient is the delta itself. You have multiplied by an input."
    ),
    remark=words("Think of the bias as a weight from a unit whose output is always 1."),
    rewrite=_rewrite,
    caught=(Example("nndl3-bias", "dL/db_o1 = 0.039694"), Example("nndl3-class", "dL/db_o1 = -0.164338")),
    spared=(Example("nndl3-bias", "dL/db_o1 = 0.067666"), Example("nndl3-bias", "dL/db_o1 = 0.075503")),
    rank=36,
)
