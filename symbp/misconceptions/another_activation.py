"""Another activation function: the expression, or the slope, of another activation."""

from collections.abc import Iterator

import sympy as sp

from symbp.activations import activations
from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, instead, symbol
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind is Kind.ACT:
        pre = lesson.pre_of(step)
        if pre is None or len(step.uses) != 1:
            return
        z = symbol(pre.name)
        for name in ("sigmoid", "tanh", "relu"):
            function = activations[name]
            if name != step.why:
                yield Variant(function.expression(z, lambda term: term(z), function.options), instead(name, step.why))
    elif step.kind is Kind.SLOPE and len(step.uses) == 1 and "/din_" in step.name:
        if step.of is None:
            return
        a = symbol(step.of)
        for name, slope in (("tanh", 1 - a**2), ("sigmoid", a * (1 - a))):
            if slope != expr:
                yield Variant(slope, phrase("the derivative of %(name)s", name=name))


ANOTHER_ACTIVATION = Misconception(
    name="another-activation",
    title=words("another activation function"),
    message=words(
        "You have used another activation function, or the slope of another one, than the assignment asks for."
    ),
    remark=words("The slopes of sigmoid and tanh, a(1 − a) and 1 − a², are often exchanged."),
    rewrite=_rewrite,
    caught=(Example("nndl3", "out_h1 = 0.244919"), Example("nndl3-bias", "out_h1 = 0.336376")),
    spared=(Example("nndl3", "out_h1 = 0.562177"), Example("nndl3", "out_h1 = 0.604629")),
    rank=28,
)
