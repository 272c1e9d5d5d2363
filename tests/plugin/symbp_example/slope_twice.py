"""The derivative of the activation counted twice: in the delta, and once more in the gradient."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, symbol
from symbp.page.words import phrase


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    for delta in lesson.deltas(step) if step.kind is Kind.GRADIENT else ():
        for slope in lesson.used(delta, Kind.SLOPE):
            yield Variant(expr * symbol(slope.name), phrase("%(slope)s once more", slope=slope.name))


SLOPE_TWICE = Misconception(
    name="slope-twice",
    title="the derivative of the activation counted twice",
    message="The derivative of the activation is a factor of ∂L/∂in already; "
    "the gradient multiplies that by what comes in at the weight, and by nothing else.",
    remark="Often two recipes in one: δ as it is defined with the derivative, the gradient as it is for a δ without.",
    rewrite=_rewrite,
    caught=(Example("nndl3", "dL/dw5 = 0.00864"), Example("nndl3", "dL/dw1 = -0.00207")),
    spared=(Example("nndl3", "dL/dw5 = 0.0346"), Example("nndl3", "dL/dw1 = -0.00842")),
)
