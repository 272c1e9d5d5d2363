"""Values of the step before: values of the iteration before: the weights, all of them, or one."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, put, symbol
from symbp.page.words import phrase
from symbp.quantity import Quantity
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.quantity.iteration == 1:
        return
    changes = {}
    for name in step.uses:
        other = _before(lesson, name)
        if other is not None and other != name:
            changes[name] = symbol(other)
    weights = {name: new for name, new in changes.items() if lesson.derivation[name].kind is Kind.UPDATE}
    if weights and step.kind is not Kind.UPDATE:
        yield Variant(
            put(expr, weights), phrase("%(names)s from before the update", names=[str(new) for new in weights.values()])
        )
    for name, new in sorted(changes.items()):
        if weights != {name: new}:
            yield Variant(
                put(expr, {name: new}),
                phrase("%(new)s of the iteration before in place of %(old)s", new=str(new), old=name),
            )


def _before(lesson: RewriteContext, name: str) -> str | None:
    """The same quantity one iteration earlier."""
    older = str(Quantity.named(name).before)
    return older if older in lesson.derivation else None


STEP_BEFORE = Misconception(
    name="step-before",
    title=words("values of the step before"),
    message=words("You have gone on with a value from before the last update."),
    remark=words(
        "Each iteration begins with the weights that the iteration before has left, and calculates every output anew."
    ),
    rewrite=_rewrite,
    caught=(Example("nndl3-class", "in_h1@2 = 0.445786"), Example("nndl3-cross-entropy", "in_o1@2 = -0.082691")),
    spared=(Example("nndl3-class", "in_h1@2 = 0.727508"), Example("nndl3-class", "in_h1@2 = 0.781534")),
    rank=43,
    everywhere=False,
)
