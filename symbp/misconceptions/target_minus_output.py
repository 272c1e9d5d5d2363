"""Target minus output: the derivative of the loss by an output changes its sign."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Misconception, RewriteContext, Role, Step, Variant, of_output_error
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if of_output_error(step) and lesson.used(step, Role.TARGET):
        yield Variant(-expr, phrase("target − output"))


TARGET_MINUS_OUTPUT = Misconception(
    name="target-minus-output",
    title=words("target minus output"),
    message=words(
        "The derivative of the loss by an output begins with output − target. You have taken target − output, which turns every sign behind it."
    ),
    remark=words(
        "Some books define the error as target − output and add the step in place of subtracting it. Mixed with the other convention it climbs."
    ),
    rewrite=_rewrite,
    caught=(Example("nndl3", "dL/dout_o1 = -0.246946"), Example("nndl3-bias", "dL/dout_o1 = -0.270666")),
    spared=(Example("nndl3", "dL/dout_o1 = 0.246946"), Example("nndl3", "dL/dout_o1 = 0.267332")),
    rank=13,
)
