"""Values of another sample: one value, or all of them, of another sample."""

from collections.abc import Iterator
from dataclasses import replace

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
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    sampled = [other for other in lesson.used(step, Role.INPUT, Role.TARGET, Kind.PRE, Kind.ACT) if other.place.sample]
    for s in range(1, len(lesson.assignment.samples) + 1):
        changes = {}
        for each in sampled:
            other = str(replace(each.quantity, sample=s))
            if each.place.sample != s and other in lesson.derivation:
                changes[each.name] = symbol(other)
        if changes and step.place.sample:
            yield Variant(put(expr, changes), phrase("the values of sample %(sample)s", sample=s))
        if len(changes) > 1:
            for name, new in changes.items():
                yield Variant(put(expr, {name: new}), instead(str(new), name))


ANOTHER_SAMPLE = Misconception(
    name="another-sample",
    title=words("values of another sample"),
    message=words("You have put in a value of another sample."),
    remark=words("Work one sample to its end before the next, or keep a table with a column for each."),
    rewrite=_rewrite,
    caught=(Example("relu-batch", "in_h1[1] = -1.500000"),),
    spared=(Example("relu-batch", "in_h1[1] = 5.000000"), Example("relu-batch", "in_h1[1] = 5.353100")),
    rank=42,
    everywhere=False,
)
