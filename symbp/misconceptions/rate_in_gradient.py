"""Learning rate in the gradient: the gradient times eta."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, symbol
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind is Kind.GRADIENT and lesson.assignment.learning_rate is not None:
        yield Variant(symbol("eta") * expr, phrase("the learning rate in it"))


RATE_IN_GRADIENT = Misconception(
    name="rate-in-gradient",
    title=words("learning rate in the gradient"),
    message=words(
        "The gradient is a derivative; the learning rate comes in with the update. You have multiplied the gradient by the learning rate already."
    ),
    remark=words("What is called the gradient here is the step."),
    rewrite=_rewrite,
    caught=(Example("relu-batch", "dL/dw10 = 0.066667"),),
    spared=(Example("relu-batch", "dL/dw10 = 6.666667"), Example("relu-batch", "dL/dw10 = 7.136433")),
    rank=33,
)
