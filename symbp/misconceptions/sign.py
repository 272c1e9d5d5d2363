"""A sign turned: one term of a sum, or the whole line, changes its sign."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind not in (Kind.PRE, Kind.ADJOINT, Kind.GRADIENT, Kind.SLOPE):
        return
    yield Variant(-expr, phrase("the opposite sign"))
    for total in sorted(expr.atoms(sp.Add), key=str):
        for term in sorted(total.args, key=str):
            turned = expr.xreplace({total: total - 2 * term})
            if turned != -expr:
                yield Variant(
                    turned, phrase("the sign of %(formula)s turned", formula=lesson.formula(term).removeprefix("-"))
                )


SIGN = Misconception(
    name="sign",
    title=words("a sign turned"),
    message=words("One sign is the wrong way round."),
    remark=words("With negative weights a minus is easily lost or doubled when the numbers are put in."),
    rewrite=_rewrite,
    caught=(Example("nndl3", "in_h1 = -0.250000"), Example("nndl3-bias", "in_h1 = -0.350000")),
    spared=(Example("nndl3", "in_h1 = 0.250000"), Example("nndl3", "in_h1 = 0.270600")),
    rank=22,
    everywhere=False,
)
