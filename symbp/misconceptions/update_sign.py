"""Update in the wrong direction: w + eta*g."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, put, symbol
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind is Kind.UPDATE:
        yield Variant(put(expr, {"eta": -symbol("eta")}), phrase("the gradient added"))


UPDATE_SIGN = Misconception(
    name="update-sign",
    title=words("update in the wrong direction"),
    message=words("Gradient descent subtracts the step. You have added it."),
    remark=words("Right where the error has been defined as target − output all the way."),
    rewrite=_rewrite,
    caught=(
        Example("nndl3", "dL/dw1 = -0.008421\nw1_new = 0.191579"),
        Example("mazur", "dL/dw5 = 0.082167\nw5_new = 0.441084"),
    ),
    spared=(Example("nndl3", "w1_new = 0.208421"), Example("nndl3", "dL/dw1 = -0.008421\nw1_new = 0.2145")),
    rank=18,
)
