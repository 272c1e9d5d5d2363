"""Weight in place of the output: the gradient of a weight with the weight itself as a factor."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, put, symbol
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    signals = lesson.signals(step)
    if step.kind is Kind.GRADIENT and step.place.source is not None and step.wrt is not None and signals:
        weight = symbol(step.wrt)
        what = phrase("the weight %(weight)s in place of %(output)s", weight=step.wrt, output=signals[0].name)
        yield Variant(put(expr, {signal.name: weight for signal in signals}), what)


WEIGHT_FOR_OUTPUT = Misconception(
    name="weight-for-output",
    title=words("weight in place of the unit's output"),
    message=words(
        "The gradient of a weight is the delta of the unit that it leads to, times the output at its other end. You have taken the weight itself in place of that output."
    ),
    remark=words("∂(w·h)/∂w is h, and ∂(w·h)/∂h is w: the weight belongs to the way back to the unit before."),
    rewrite=_rewrite,
    caught=(
        Example("nndl3", "delta_o1 = 0.0616\ndL/dw5 = 0.0062"),
        Example("nndl3", "dL/dw5 = 0.006160\ndL/dw7 = -0.018482"),
    ),
    spared=(Example("nndl3", "dL/dw5 = 0.034633"), Example("nndl3", "dL/dw7 = 0.030494")),
    rank=25,
)
