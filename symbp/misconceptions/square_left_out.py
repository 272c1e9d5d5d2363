"""Square left out of a slope: 1 - a in place of 1 - a²."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, instead
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind is not Kind.SLOPE:
        return
    for square in sorted((power for power in expr.atoms(sp.Pow) if power.exp == 2), key=str):
        yield Variant(
            expr.xreplace({square: square.base}), instead(lesson.formula(square.base), lesson.formula(square))
        )


SQUARE_LEFT_OUT = Misconception(
    name="square-left-out",
    title=words("square left out of the derivative"),
    message=words(
        "The derivative of this activation has a square in it: that of the hyperbolic tangent is 1 − a². You have left the square out."
    ),
    remark=words("The slope of the sigmoid, a(1 − a), has 1 − a as a factor; the two are easily mixed up."),
    rewrite=_rewrite,
    caught=(
        Example("nndl3-tanh", "dout_h1/din_h1 = 0.7551"),
        Example("nndl3-tanh", "dout_o2/din_o2 = 1.1376"),
        Example("nndl3-tanh", "dout_h1/din_h1 = 1 - out_h1"),
        Example("nndl3-tanh", "delta_o1 = (out_o1 - y1)*(1 - out_o1) = -0.1934"),
    ),
    spared=(
        Example("nndl3-tanh", "dout_h1/din_h1 = 0.9400"),
        Example("nndl3-tanh", "dout_h1/din_h1 = 0.1849"),
        Example("nndl3", "dout_h1/din_h1 = 0.4378"),
    ),
    rank=14,
)
