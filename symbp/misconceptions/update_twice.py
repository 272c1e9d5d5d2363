"""Update applied twice: w - 2*eta*g."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, put, symbol
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind is Kind.UPDATE:
        yield Variant(put(expr, {"eta": 2 * symbol("eta")}), phrase("the update made twice"))


UPDATE_TWICE = Misconception(
    name="update-twice",
    title=words("update applied twice"),
    message=words("One iteration makes one step. You have taken the step twice."),
    remark=words("Happens when the new weight is put in where the old one belongs."),
    rewrite=_rewrite,
    caught=(
        Example("nndl3", "dL/dw1 = -0.008421\nw1_new = 0.216842"),
        Example("mazur", "dL/dw5 = 0.082167\nw5_new = 0.317833"),
    ),
    spared=(Example("nndl3", "w1_new = 0.208421"), Example("nndl3", "dL/dw1 = -0.008421\nw1_new = 0.2145")),
    rank=29,
    everywhere=False,
)
