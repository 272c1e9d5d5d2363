"""Values of the step before: values of the round before: the weights, all of them, or one."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Lesson, Misconception, Step, Variant, listed, put, symbol


def _rewrite(step: Step, expr: sp.Expr, lesson: Lesson) -> Iterator[Variant]:
    tag = step.name.partition("@")[2]
    if not tag:
        return
    changes = {}
    for name in step.uses:
        other = _before(lesson, name)
        if other is not None and other != name:
            changes[name] = symbol(other)
    weights = {name: new for name, new in changes.items() if lesson.derivation[name].kind is Kind.UPDATE}
    if weights and step.kind is not Kind.UPDATE:
        yield Variant(put(expr, weights), f"{listed([str(new) for new in weights.values()])} from before the update")
    for name, new in sorted(changes.items()):
        if weights != {name: new}:
            yield Variant(put(expr, {name: new}), f"{new} from the step before in place of {name}")


def _before(lesson: Lesson, name: str) -> str | None:
    """The same quantity one round earlier."""
    plain, _, tag = name.partition("@")
    number = int(tag or 1)
    if lesson.derivation[name].kind is Kind.UPDATE:
        older = plain.removesuffix("_new") if number == 1 else plain if number == 2 else f"{plain}@{number - 1}"
    else:
        older = name if number == 1 else plain if number == 2 else f"{plain}@{number - 1}"
    return older if older in lesson.derivation else None


STEP_BEFORE = Misconception(
    name="step-before",
    title="values of the step before",
    message="You have gone on with a value from before the last update.",
    remark="Each round begins with the weights that the round before has left, and calculates every output anew.",
    rewrite=_rewrite,
    caught=(Example("nndl3-class", "in_h1@2 = 0.445786"), Example("nndl3-cross-entropy", "in_o1@2 = -0.082691")),
    spared=(Example("nndl3-class", "in_h1@2 = 0.727508"), Example("nndl3-class", "in_h1@2 = 0.781534")),
    rank=43,
    everywhere=False,
)
