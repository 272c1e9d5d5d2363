"""Pre-activation in place of the output: in_h in the place of out_h: for all units of a line, or one."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, instead, put, symbol
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind not in (Kind.PRE, Kind.GRADIENT):
        return
    pre_activations = {act.name: lesson.pre_of(act) for act in lesson.used(step, Kind.ACT)}
    changes = {name: symbol(pre.name) for name, pre in pre_activations.items() if pre is not None}
    if changes:
        yield Variant(put(expr, changes), instead([str(new) for new in changes.values()], list(changes)))
    if len(changes) > 1:
        for name, new in changes.items():
            yield Variant(put(expr, {name: new}), instead(str(new), name))


PRE_ACTIVATION_FORWARD = Misconception(
    name="pre-activation-forward",
    title=words("pre-activation in place of the output"),
    message=words("A unit passes on its output, after the activation. You have used the sum before the activation."),
    remark=words("Keep two columns, z and a, and take everything that leaves a unit from the second."),
    rewrite=_rewrite,
    caught=(Example("nndl3", "in_o1 = 0.031000"), Example("nndl3-bias", "in_o1 = 0.111000")),
    spared=(Example("nndl3", "in_o1 = -0.092282"), Example("nndl3", "in_o1 = -0.095642")),
    rank=16,
)
