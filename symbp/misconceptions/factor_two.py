"""½ or 2 too much or too little: the loss or its derivative, doubled or halved."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, of_output_error
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if of_output_error(step) or (step.kind is Kind.LOSS and step.place.unit is None) or step.kind is Kind.GRADIENT:
        yield Variant(2 * expr, phrase("a factor 2 too much"))
        yield Variant(expr / 2, phrase("a factor ½ too much"))


FACTOR_TWO = Misconception(
    name="factor-two",
    title=words("½ or 2 too much or too little"),
    message=words("There is a factor 2 too much or too little."),
    remark=words(
        "Compare the loss as it is defined in the assignment: with ½, without, or as a mean. The 2 of a square's derivative is cancelled only where the loss has a square with ½ before it."
    ),
    rewrite=_rewrite,
    caught=(Example("linear-2-3-2-1-bias", "L = 5.062500"), Example("nndl3", "L = 0.419420")),
    spared=(Example("linear-2-3-2-1-bias", "L = 2.531250"), Example("linear-2-3-2-1-bias", "L = 2.711538")),
    rank=30,
)
