"""Update in the wrong direction: w + eta*g."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Lesson, Misconception, Step, Variant, put, symbol


def _rewrite(step: Step, expr: sp.Expr, lesson: Lesson) -> Iterator[Variant]:
    if step.kind is Kind.UPDATE:
        yield Variant(put(expr, {"eta": -symbol("eta")}), "the step added")


UPDATE_SIGN = Misconception(
    name="update-sign",
    title="update in the wrong direction",
    message="Gradient descent subtracts the step. You have added it.",
    remark="Right where the error has been defined as target − output all the way.",
    rewrite=_rewrite,
    caught=(
        Example("nndl3", "dL/dw1 = -0.008421\nw1_new = 0.191579"),
        Example("mazur", "dL/dw5 = 0.082167\nw5_new = 0.441084"),
    ),
    spared=(Example("nndl3", "w1_new = 0.208421"), Example("nndl3", "dL/dw1 = -0.008421\nw1_new = 0.2145")),
    rank=18,
)
