"""Bias left out: a pre-activation without its bias."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, put
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    biases = lesson.biases(step)
    if step.kind is Kind.PRE and biases:
        yield Variant(
            put(expr, {b.name: sp.Integer(0) for b in biases}), phrase("no %(names)s", names=[b.name for b in biases])
        )


BIAS_LEFT_OUT = Misconception(
    name="bias-left-out",
    title=words("bias left out"),
    message=words("The sum of a unit has its bias in it. You have left the bias out."),
    remark=words("Cannot be seen where the bias is 0."),
    rewrite=_rewrite,
    caught=(Example("mazur", "in_h1 = 0.027500"), Example("nndl3-bias", "in_h1 = 0.250000")),
    spared=(Example("mazur", "in_h1 = 0.377500"), Example("mazur", "in_h1 = 0.407025")),
    rank=37,
    everywhere=False,
)
