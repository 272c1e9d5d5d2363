"""One factor of the slope forgotten: one factor of a(1 - a)."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind is not Kind.SLOPE or not isinstance(expr, sp.Mul) or len(step.uses) != 1:
        return
    for factor in sorted(expr.args, key=str, reverse=True):
        if not factor.is_number:
            yield Variant(factor, phrase("%(formula)s alone as the derivative", formula=lesson.formula(factor)))


HALF_OF_SLOPE = Misconception(
    name="half-of-slope",
    title=words("one factor of the slope forgotten"),
    message=words("The slope of the sigmoid has two factors, a and 1 − a. You have taken only one of them."),
    remark=words("a(1 − a) is the product of the probability and its complement."),
    rewrite=_rewrite,
    caught=(Example("nndl3", "dout_o1/din_o1 = 0.5231"), Example("nndl3", "dout_h1/din_h1 = 0.5622")),
    spared=(Example("nndl3", "dout_o1/din_o1 = 0.2495"), Example("nndl3", "dout_o1/din_o1 = 0.3333")),
    rank=15,
)
