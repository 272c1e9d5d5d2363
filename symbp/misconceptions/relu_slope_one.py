"""Slope of one side on both: a slope by cases becomes its first case."""

from collections.abc import Iterator
from typing import Any

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind is Kind.SLOPE and isinstance(expr, sp.Piecewise):
        cases: Any = expr.args
        yield Variant(cases[0][0], phrase("the derivative above zero"))
        yield Variant(cases[-1][0], phrase("the derivative below zero"))


RELU_SLOPE_ONE = Misconception(
    name="relu-slope-one",
    title=words("slope of one side on both"),
    message=words(
        "The slope of this activation is not the same everywhere: below zero it is another one. You have taken the slope of the other side."
    ),
    remark=words("A unit that is switched off passes nothing back."),
    rewrite=_rewrite,
    caught=(Example("nndl3-relu", "dout_h2/din_h2 = 1"), Example("nndl3-relu", "in_h2 = -0.02\ndout_h2/din_h2 = 1.0")),
    spared=(Example("nndl3-relu", "dout_h2/din_h2 = 0"), Example("nndl3-relu", "dout_h1/din_h1 = 1")),
    rank=9,
)
