"""Softmax taken unit by unit: only the own path through a softmax; for the fused loss, -y(1 - p)."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import (
    Example,
    Kind,
    Misconception,
    RewriteContext,
    Role,
    Step,
    Variant,
    addends,
    into_unit,
    names_in,
    of_output_error,
    symbol,
)
from symbp.page.words import phrase
from symbp.quantity import Quantity
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if into_unit(step) and len(addends(expr)) > 1:
        for term in addends(expr):
            slopes = [
                name
                for name in names_in(term)
                if name in lesson.derivation and lesson.derivation[name].kind is Kind.SLOPE
            ]
            if any(_own(name) for name in slopes):
                yield Variant(term, phrase("only %(formula)s", formula=lesson.formula(term)))
    parts = [each for each in lesson.used(step, Kind.LOSS) if each.place.unit == step.place.unit]
    if of_output_error(step) and parts and lesson.assignment.loss.function.link == "softmax":
        p = symbol(parts[0].name)
        for target in lesson.used(step, Role.TARGET):
            if target.place.unit == step.place.unit:
                yield Variant(-symbol(target.name) * (1 - p), phrase("only the own derivative of the softmax"))


def _own(slope: str) -> bool:
    quantity = Quantity.named(slope)
    return quantity.of is not None and quantity.wrt is not None and quantity.of.unit == quantity.wrt.unit


SOFTMAX_ELEMENTWISE = Misconception(
    name="softmax-elementwise",
    title=words("softmax taken unit by unit"),
    message=words(
        "Every output of a softmax depends on every sum of its layer. You have taken only the unit's own slope, as if the outputs did not know of each other."
    ),
    remark=words("∂p_i/∂z_j = −p_i p_j is not 0 for i ≠ j: the probabilities share what is there."),
    rewrite=_rewrite,
    caught=(Example("nndl3-cross-entropy", "dL/dout_o1 = -0.117975"), Example("nndl3-class", "dL/dout_o2 = 0.000000")),
    spared=(
        Example("nndl3-cross-entropy", "dL/dout_o1 = -0.152070"),
        Example("nndl3-cross-entropy", "dL/dout_o1 = -0.159614"),
    ),
    rank=8,
)
