"""Derivative of another loss: what other pairings of loss and output function give."""

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
    into_unit,
    of_output_error,
    symbol,
)
from symbp.page.model import Phrase
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    targets = [t for t in lesson.used(step, Role.TARGET) if t.place.unit == step.place.unit]
    if of_output_error(step) and targets:
        signals = lesson.used(step, Kind.LOSS, Kind.ACT, Kind.PRE)
        for signal in [s for s in signals if s.place.unit == step.place.unit]:
            a, y = symbol(signal.name), symbol(targets[0].name)
            for other, what in _pairings(a, y):
                if sp.expand(other - expr) != 0:
                    yield Variant(other, what)
    outs = lesson.deltas(step)
    if into_unit(step) and len(outs) == 1 and of_output_error(outs[0]):
        for target in [t for t in lesson.used(outs[0], Role.TARGET) if t.place.unit == step.place.unit]:
            for act in [a for a in lesson.used(outs[0], Kind.ACT) if a.place.unit == step.place.unit]:
                error = symbol(act.name) - symbol(target.name)
                yield Variant(error, phrase("output − target as the whole delta, which belongs to cross-entropy"))


def _pairings(a: sp.Expr, y: sp.Expr) -> list[tuple[sp.Expr, Phrase]]:
    return [
        (a - y, phrase("output − target")),
        (-y / a, phrase("−y/p, cross-entropy by the probability")),
        ((a - y) / (a * (1 - a)), phrase("(p − y)/(p(1 − p)), binary cross-entropy by the probability")),
        ((a - y) * a * (1 - a), phrase("one derivative p(1 − p) too many")),
    ]


ANOTHER_LOSS = Misconception(
    name="another-loss",
    title=words("derivative of another loss"),
    message=words(
        "This is the derivative of another loss, or of this loss with another output function, than the assignment asks for."
    ),
    remark=words(
        "out − y is the derivative of ½(out − y)² by the output, and of cross-entropy by the sum before sigmoid or softmax: the two are easily exchanged."
    ),
    rewrite=_rewrite,
    caught=(Example("nndl3", "dL/dout_o1 = -0.482235"), Example("nndl3-bias", "dL/dout_o1 = -0.459388")),
    spared=(Example("nndl3", "dL/dout_o1 = 0.246946"), Example("nndl3", "dL/dout_o1 = 0.267332")),
    rank=40,
)
