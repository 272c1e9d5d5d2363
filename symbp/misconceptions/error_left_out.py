"""The incoming derivative left out: a delta that is only the slope."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Lesson, Misconception, Step, Variant, into_unit, put


def _rewrite(step: Step, expr: sp.Expr, lesson: Lesson) -> Iterator[Variant]:
    deltas = lesson.deltas(step)
    if into_unit(step) and len(deltas) == 1:
        yield Variant(put(expr, {deltas[0].name: sp.Integer(1)}), f"no {deltas[0].name}")


ERROR_LEFT_OUT = Misconception(
    name="error-left-out",
    title="the incoming derivative left out",
    message="A delta is what comes back to the unit, times the slope of its activation. You have taken the slope alone.",
    remark="The local derivative is not yet the chain.",
    rewrite=_rewrite,
    caught=(Example("nndl3", "dL/din_o1 = 0.249469"), Example("nndl3-bias", "dL/din_o1 = 0.250000")),
    spared=(Example("nndl3", "dL/din_o1 = 0.061605"), Example("nndl3", "dL/din_o1 = 0.069018")),
    rank=25,
    everywhere=False,
)
