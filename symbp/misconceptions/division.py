"""Divided in place of multiplied: a product with one of its factors below the line."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind not in (Kind.PRE, Kind.ADJOINT, Kind.GRADIENT):
        return
    for product in sorted(expr.atoms(sp.Mul), key=str):
        factors = [factor for factor in product.args if factor.is_Symbol]
        for factor in factors if len(factors) > 1 else []:
            yield Variant(
                expr.xreplace({product: product / factor**2}), phrase("divided by %(factor)s", factor=str(factor))
            )


DIVISION = Misconception(
    name="division",
    title=words("divided in place of multiplied"),
    message=words("The factors of the chain rule are multiplied. You have divided by one of them."),
    remark=words("Sometimes a fraction like ∂out/∂in is taken apart as if it were a number upside down."),
    rewrite=_rewrite,
    caught=(Example("nndl3", "in_h1 = 2.650000"), Example("nndl3-bias", "in_h1 = 2.750000")),
    spared=(Example("nndl3", "in_h1 = 0.250000"), Example("nndl3", "in_h1 = 0.270600")),
    rank=29,
    everywhere=False,
)
