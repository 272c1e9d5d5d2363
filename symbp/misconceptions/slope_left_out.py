"""Slope of the activation left out: the slope of a unit's own activation becomes 1."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, into_unit, put
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    slopes = lesson.used(step, Kind.SLOPE)
    if into_unit(step) and len(slopes) == 1:
        yield Variant(put(expr, {slopes[0].name: sp.Integer(1)}), phrase("no derivative %(name)s", name=slopes[0].name))


SLOPE_LEFT_OUT = Misconception(
    name="slope-left-out",
    title=words("slope of the activation left out"),
    message=words("A delta is ∂L/∂out times the slope of the activation. You have left out the slope."),
    remark=words(
        "Ask by what the loss is differentiated: ∂L/∂out stops before the activation, ∂L/∂in goes through it."
    ),
    rewrite=_rewrite,
    caught=(Example("nndl3", "dL/din_o1 = 0.246946"), Example("nndl3-bias", "dL/din_o1 = 0.270666")),
    spared=(Example("nndl3", "dL/din_o1 = 0.061605"), Example("nndl3", "dL/din_o1 = 0.069018")),
    rank=12,
)
