"""Activation left out: out is in."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, symbol
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    pre = lesson.pre_of(step) if step.kind is Kind.ACT else None
    if pre is not None and expr != symbol(pre.name):
        yield Variant(symbol(pre.name), phrase("no activation, %(name)s itself", name=pre.name))


ACTIVATION_LEFT_OUT = Misconception(
    name="activation-left-out",
    title=words("activation left out"),
    message=words("The output of a unit is the activation of its sum. You have passed the sum on as it is."),
    remark=words("Right only for the identity."),
    rewrite=_rewrite,
    caught=(Example("nndl3", "out_h1 = 0.250000"), Example("nndl3-bias", "out_h1 = 0.350000")),
    spared=(Example("nndl3", "out_h1 = 0.562177"), Example("nndl3", "out_h1 = 0.604629")),
    rank=27,
)
