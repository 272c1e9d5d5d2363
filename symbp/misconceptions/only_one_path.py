"""Only one of several paths: one term of the sum over paths."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Lesson, Misconception, Step, Variant, addends, names_in


def _rewrite(step: Step, expr: sp.Expr, lesson: Lesson) -> Iterator[Variant]:
    terms = addends(expr)
    if step.why not in ("sum over paths", "sum over uses") or len(terms) < 2:
        return
    for term in sorted(terms, key=lambda term: min(lesson.derivation.position(name) for name in names_in(term))):
        yield Variant(term, f"only the path {lesson.formula(term)}")


ONLY_ONE_PATH = Misconception(
    name="only-one-path",
    title="only one of several paths",
    message="The quantity reaches the loss on several paths, and the derivative is the sum over all of them. You have taken only one.",
    remark="Draw the arrows from the unit to the loss and count them: each is a term.",
    rewrite=_rewrite,
    caught=(Example("nndl3", "dL/dout_h1 = 0.006161"), Example("nndl3-bias", "dL/dout_h1 = 0.006767")),
    spared=(Example("nndl3", "dL/dout_h1 = -0.068430"), Example("nndl3", "dL/dout_h1 = -0.070120")),
    rank=14,
    everywhere=False,
)
