"""Mean for sum in the forward pass: the net input divided by the number of its terms."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, addends
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind is not Kind.PRE:
        return
    signals = len(lesson.signals(step))
    for count in sorted({signals, len(addends(expr))}):
        if count > 1:
            yield Variant(expr / count, phrase("the net input divided by %(count)s", count=count))


MEAN_OF_INPUTS = Misconception(
    name="mean-of-inputs",
    title=words("mean in place of the sum in the net input"),
    message=words(
        "The net input is the sum of what comes in, each times its weight. You have divided that sum by the number of inputs."
    ),
    remark=words("In a listing: np.mean where np.sum or a dot product belongs."),
    rewrite=_rewrite,
    caught=(Example("nndl3", "in_h1 = 0.125000"), Example("nndl3", "in_o1 = -0.046141")),
    spared=(Example("nndl3", "in_h1 = 0.250000"), Example("nndl3", "in_h1 = 0.270600")),
    rank=38,
)
