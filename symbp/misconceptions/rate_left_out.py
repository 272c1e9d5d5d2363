"""Learning rate left out: the update without eta."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, put
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind is Kind.UPDATE:
        yield Variant(put(expr, {"eta": sp.Integer(1)}), phrase("no learning rate"))


RATE_LEFT_OUT = Misconception(
    name="rate-left-out",
    title=words("learning rate left out"),
    message=words("The step is the learning rate times the gradient. You have subtracted the gradient as it is."),
    remark=words("Cannot be seen where the rate is 1."),
    rewrite=_rewrite,
    caught=(Example("relu-batch", "w1_new = -3.888889"),),
    spared=(Example("relu-batch", "w1_new = 0.951111"), Example("relu-batch", "w1_new = 1.020789")),
    rank=19,
)
