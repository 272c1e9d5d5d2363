"""The incoming derivative left out: a delta that is only the slope."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Misconception, RewriteContext, Step, Variant, into_unit, put
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    deltas = lesson.deltas(step)
    if into_unit(step) and len(deltas) == 1:
        yield Variant(put(expr, {deltas[0].name: sp.Integer(1)}), phrase("no %(name)s", name=deltas[0].name))


ERROR_LEFT_OUT = Misconception(
    name="error-left-out",
    title=words("the incoming derivative left out"),
    message=words(
        "A delta is what comes back to the unit, times the slope of its activation. You have taken the slope alone."
    ),
    remark=words("The local derivative is not yet the chain."),
    rewrite=_rewrite,
    caught=(Example("nndl3", "dL/din_o1 = 0.249469"), Example("nndl3-bias", "dL/din_o1 = 0.250000")),
    spared=(Example("nndl3", "dL/din_o1 = 0.061605"), Example("nndl3", "dL/din_o1 = 0.069018")),
    rank=25,
    everywhere=False,
)
