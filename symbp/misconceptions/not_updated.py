"""Parameter not updated: the new value is the old one."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, put
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind is Kind.UPDATE:
        yield Variant(put(expr, {"eta": sp.Integer(0)}), phrase("no update at all"))


NOT_UPDATED = Misconception(
    name="not-updated",
    title=words("parameter not updated"),
    message=words("The new value is the old one minus the step. You have kept the old one."),
    remark=words("Biases are often forgotten in the update."),
    rewrite=_rewrite,
    caught=(Example("nndl3", "w1_new = 0.2000"), Example("nndl3-bias", "b_h1_new = 0.1000")),
    spared=(Example("nndl3", "w1_new = 0.2084"), Example("nndl3", "w1_new = 0.2145")),
    rank=36,
)
