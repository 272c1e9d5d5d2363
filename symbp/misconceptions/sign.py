"""A sign turned: one term of a sum, or the whole line, changes its sign."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Lesson, Misconception, Step, Variant


def _rewrite(step: Step, expr: sp.Expr, lesson: Lesson) -> Iterator[Variant]:
    if step.kind not in (Kind.PRE, Kind.ADJOINT, Kind.GRADIENT, Kind.SLOPE):
        return
    yield Variant(-expr, "the opposite sign")
    for total in sorted(expr.atoms(sp.Add), key=str):
        for term in sorted(total.args, key=str):
            turned = expr.xreplace({total: total - 2 * term})
            if turned != -expr:
                yield Variant(turned, f"the sign of {lesson.formula(term).removeprefix('-')} turned")


SIGN = Misconception(
    name="sign",
    title="a sign turned",
    message="One sign is the wrong way round.",
    remark="With negative weights a minus is easily lost or doubled when the numbers are put in.",
    rewrite=_rewrite,
    caught=(Example("nndl3", "in_h1 = -0.250000"), Example("nndl3-bias", "in_h1 = -0.350000")),
    spared=(Example("nndl3", "in_h1 = 0.250000"), Example("nndl3", "in_h1 = 0.270600")),
    rank=22,
    everywhere=False,
)
