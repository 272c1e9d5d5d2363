"""Input of the weight left out: the gradient of a weight without the output that the weight carries."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, put
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    signals = lesson.signals(step)
    if step.kind is Kind.GRADIENT and step.place.source is not None and signals:
        yield Variant(
            put(expr, {s.name: sp.Integer(1) for s in signals}), phrase("no %(names)s", names=[s.name for s in signals])
        )


INPUT_LEFT_OUT = Misconception(
    name="input-left-out",
    title=words("input of the weight left out"),
    message=words(
        "The gradient of a weight is the delta of the unit that it leads to, times what comes in at its other end. You have left out what comes in."
    ),
    remark=words("The delta alone is the gradient of the bias."),
    rewrite=_rewrite,
    caught=(Example("relu-batch", "dL/dw10 = 7.833333"), Example("nndl3", "dL/dw5 = 0.061605")),
    spared=(Example("relu-batch", "dL/dw10 = 6.666667"), Example("relu-batch", "dL/dw10 = 7.136433")),
    rank=24,
    everywhere=False,
)
