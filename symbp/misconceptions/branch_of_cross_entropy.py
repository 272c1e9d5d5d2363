"""Branch of the cross-entropy mixed up: the term of the other class, or p in place of 1 − p."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import (
    Example,
    Kind,
    Misconception,
    RewriteContext,
    Role,
    Step,
    Variant,
    of_output_error,
    put,
    symbol,
)
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if not lesson.assignment.loss.name.startswith("binary-cross-entropy"):
        return
    if not (of_output_error(step) or (step.kind is Kind.LOSS and step.place.unit is None)):
        return
    targets = [target.name for target in lesson.used(step, Role.TARGET)]
    if targets:
        yield Variant(
            put(expr, {name: 1 - symbol(name) for name in targets}),
            phrase("1 − %(names)s as the target", names=targets),
        )
    outputs = [act.name for act in lesson.used(step, Kind.ACT)]
    if outputs:
        swapped = put(expr, {name: 1 - symbol(name) for name in outputs})
        yield Variant(swapped, phrase("%(names)s where 1 − %(names)s belongs", names=outputs))


BRANCH_OF_CROSS_ENTROPY = Misconception(
    name="branch-of-cross-entropy",
    title=words("branch of the cross-entropy mixed up"),
    message=words(
        "Binary cross-entropy has −log p for the target 1 and −log(1 − p) for the target 0. You have taken the term of the other class."
    ),
    remark=words("At target 0 the derivative by p is 1/(1 − p), at target 1 it is −1/p."),
    rewrite=_rewrite,
    caught=(
        Example("logistic", "dL/dout_o = 1.4232"),
        Example("logistic", "L = 0.3529"),
    ),
    spared=(Example("logistic", "L = 1.2129"), Example("logistic", "dL/dout_o = 3.3632")),
    rank=26,
)
