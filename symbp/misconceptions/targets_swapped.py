"""Targets swapped: the target of another output."""

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
    for target in lesson.used(step, Role.TARGET) if step.kind in (Kind.LOSS, Kind.ADJOINT) else []:
        for other in lesson.peers(target):
            changes = {target.name: symbol(other.name), other.name: symbol(target.name)}
            yield Variant(put(expr, changes), instead(other.name, target.name))


TARGETS_SWAPPED = Misconception(
    name="targets-swapped",
    title=words("targets swapped"),
    message=words("You have compared the output with the target of another output."),
    remark=words("An index slip in the data, not in the calculus."),
    rewrite=_rewrite,
    caught=(Example("nndl3", "L = 0.194185"), Example("nndl3-bias", "L = 0.215786")),
    spared=(Example("nndl3", "L = 0.209710"), Example("nndl3", "L = 0.227489")),
    rank=41,
    everywhere=False,
)
