"""Parameter not updated: the new value is the old one."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Lesson, Misconception, Step, Variant, put


def _rewrite(step: Step, expr: sp.Expr, lesson: Lesson) -> Iterator[Variant]:
    if step.kind is Kind.UPDATE:
        yield Variant(put(expr, {"eta": sp.Integer(0)}), "no step at all")


NOT_UPDATED = Misconception(
    name="not-updated",
    title="parameter not updated",
    message="The new value is the old one minus the step. You have kept the old one.",
    remark="Biases are often forgotten in the update.",
    rewrite=_rewrite,
    caught=(Example("nndl3", "w1_new = 0.2000"), Example("nndl3-bias", "b_h1_new = 0.1000")),
    spared=(Example("nndl3", "w1_new = 0.2084"), Example("nndl3", "w1_new = 0.2145")),
    rank=36,
)
