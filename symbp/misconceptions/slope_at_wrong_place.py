"""Slope taken at the wrong place: z in place of a, a in place of z, or f'(a)."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, instead, put, symbol
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind is not Kind.SLOPE or step.of is None or step.wrt is None:
        return
    act, pre = lesson.derivation[step.of], lesson.derivation[step.wrt]
    if len(act.uses) != 1 or act.expr is None:
        return
    if act.name in step.uses:
        yield Variant(put(expr, {act.name: symbol(pre.name)}), instead(pre.name, act.name))
        again = put(act.expr, {pre.name: symbol(act.name)})
        yield Variant(put(expr, {act.name: again}), phrase("the derivative taken at %(name)s once more", name=act.name))
    elif pre.name in step.uses:
        yield Variant(put(expr, {pre.name: symbol(act.name)}), instead(act.name, pre.name))


SLOPE_AT_WRONG_PLACE = Misconception(
    name="slope-at-wrong-place",
    title=words("slope taken at the wrong place"),
    message=words(
        "The slope of the activation is taken at the wrong value: where the output stands the pre-activation belongs, or the other way round."
    ),
    remark=words(
        "A slope that is written in terms of the output a, as a(1 − a) for the sigmoid and 1 − a² for tanh, needs a in it and not z."
    ),
    rewrite=_rewrite,
    caught=(Example("nndl3", "dout_o1/din_o1 = -0.100798"), Example("nndl3-bias", "dout_o1/din_o1 = 0.002658")),
    spared=(Example("nndl3", "dout_o1/din_o1 = 0.249469"), Example("nndl3", "dout_o1/din_o1 = 0.270031")),
    rank=15,
)
