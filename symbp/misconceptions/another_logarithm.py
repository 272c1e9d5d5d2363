"""Another logarithm: log10 or log2 in place of ln."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind is Kind.LOSS and expr.has(sp.log):
        for base in (10, 2):
            yield Variant(expr / sp.log(base), phrase("the logarithm to the base %(base)s", base=base))


ANOTHER_LOGARITHM = Misconception(
    name="another-logarithm",
    title=words("another logarithm"),
    message=words(
        "The logarithm in the loss is the natural one. You have taken the logarithm to the base 10, or to the base 2."
    ),
    remark=words("The key labelled log on a pocket calculator is often the one to the base 10."),
    rewrite=_rewrite,
    caught=(Example("nndl3-class", "L = 0.275346"),),
    spared=(Example("nndl3-class", "L = 0.123456"), Example("nndl3-cross-entropy", "out_o1 = 0.4769")),
    rank=44,
)
