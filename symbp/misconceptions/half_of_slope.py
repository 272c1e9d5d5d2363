"""One factor of the slope forgotten: one factor of a(1 - a)."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Lesson, Misconception, Step, Variant


def _rewrite(step: Step, expr: sp.Expr, lesson: Lesson) -> Iterator[Variant]:
    if step.kind is not Kind.SLOPE or not isinstance(expr, sp.Mul) or len(step.uses) != 1:
        return
    for factor in sorted(expr.args, key=str, reverse=True):
        if not factor.is_number:
            yield Variant(factor, f"{lesson.formula(factor)} alone as the slope")


HALF_OF_SLOPE = Misconception(
    name="half-of-slope",
    title="one factor of the slope forgotten",
    message="The slope of the sigmoid has two factors, a and 1 − a. You have taken only one of them.",
    remark="a(1 − a) is the product of the probability and its complement.",
    rewrite=_rewrite,
    caught=(Example("nndl3", "dout_o1/din_o1 = 0.5231"), Example("nndl3", "dout_h1/din_h1 = 0.5622")),
    spared=(Example("nndl3", "dout_o1/din_o1 = 0.2495"), Example("nndl3", "dout_o1/din_o1 = 0.3333")),
    rank=15,
)
