"""Bias gradient times an input: the gradient of a bias times an output of the layer before."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Lesson, Misconception, Step, Variant, put, symbol


def _rewrite(step: Step, expr: sp.Expr, lesson: Lesson) -> Iterator[Variant]:
    if step.kind is not Kind.GRADIENT or step.place.source is not None:
        return
    for delta in lesson.deltas(step):
        pre = lesson.derivation.steps[_position(lesson, delta)]
        for signal in lesson.signals(pre):
            yield Variant(put(expr, {delta.name: symbol(delta.name) * symbol(signal.name)}), f"a factor {signal.name}")


def _position(lesson: Lesson, delta: Step) -> int:
    """In a later round the delta is by in_h1@2."""
    name, at, tag = delta.name.partition("@")
    return lesson.derivation.position(name.removeprefix("dL/d") + at + tag)


BIAS_TIMES_INPUT = Misconception(
    name="bias-times-input",
    title="bias gradient times an input",
    message="A bias has nothing that comes in: its gradient is the delta itself. You have multiplied by an input.",
    remark="Think of the bias as a weight from a unit whose output is always 1.",
    rewrite=_rewrite,
    caught=(Example("nndl3-bias", "dL/db_o1 = 0.039694"), Example("nndl3-class", "dL/db_o1 = -0.164338")),
    spared=(Example("nndl3-bias", "dL/db_o1 = 0.067666"), Example("nndl3-bias", "dL/db_o1 = 0.075503")),
    rank=36,
)
