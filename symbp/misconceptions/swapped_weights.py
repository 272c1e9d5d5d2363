"""Two weights swapped: two weights of a line change places."""

from collections.abc import Iterator
from itertools import combinations

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, put, symbol
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind not in (Kind.PRE, Kind.ADJOINT):
        return
    for one, two in combinations(lesson.weights(step), 2):
        yield Variant(
            put(expr, {one.name: symbol(two.name), two.name: symbol(one.name)}),
            phrase("%(one)s and %(other)s swapped", one=one.name, other=two.name),
        )


SWAPPED_WEIGHTS = Misconception(
    name="swapped-weights",
    title=words("two weights swapped"),
    message=words("Two weights of this line are in each other's place."),
    remark=words("Both weights are right, only not with these factors."),
    rewrite=_rewrite,
    caught=(Example("nndl3-bias", "in_h1 = 0.410000"), Example("nndl3-class", "in_h1 = 0.410000")),
    spared=(Example("nndl3-bias", "in_h1 = 0.350000"), Example("nndl3-bias", "in_h1 = 0.377600")),
    rank=18,
    everywhere=False,
)
