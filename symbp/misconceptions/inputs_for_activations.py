"""Inputs in place of the hidden outputs: the network's inputs in the place of outputs of hidden units."""

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
    instead,
    put,
    symbol,
)
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind not in (Kind.PRE, Kind.GRADIENT):
        return
    inputs = {(x.place.unit, x.place.sample, x.quantity.iteration): x for x in lesson.derivation.givens(Role.INPUT)}
    changes = {}
    for act in lesson.used(step, Kind.ACT):
        unit, sample = act.place.unit, act.place.sample
        given = inputs.get((unit, sample, act.quantity.iteration)) or inputs.get((unit, sample, 1))
        if given is not None:
            changes[act.name] = symbol(given.name)
    if changes:
        yield Variant(put(expr, changes), instead([str(new) for new in changes.values()], list(changes)))


INPUTS_FOR_ACTIVATIONS = Misconception(
    name="inputs-for-activations",
    title=words("inputs in place of the hidden outputs"),
    message=words(
        "The units of this layer receive the outputs of the layer before. You have put in the inputs of the network."
    ),
    remark=words("Happens when the first layer's line is copied for the second."),
    rewrite=_rewrite,
    caught=(Example("mazur", "in_o1 = 0.665000"), Example("relu-batch", "in_o1[1] = 3.333333")),
    spared=(Example("mazur", "in_o1 = 1.105906"), Example("mazur", "in_o1 = 1.186419")),
    rank=26,
)
