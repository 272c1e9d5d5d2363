"""Only one of several paths: one term of the sum over paths."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Misconception, RewriteContext, Step, Variant, addends, names_in
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    terms = addends(expr)
    if step.why not in ("sum over paths", "sum over uses") or len(terms) < 2:
        return
    for term in sorted(terms, key=lambda term: min(lesson.derivation.position(name) for name in names_in(term))):
        yield Variant(term, phrase("only the path %(formula)s", formula=lesson.formula(term)))


ONLY_ONE_PATH = Misconception(
    name="only-one-path",
    title=words("only one of several paths"),
    message=words(
        "The quantity reaches the loss on several paths, and the derivative is the sum over all of them. You have taken only one."
    ),
    remark=words("Draw the arrows from the unit to the loss and count them: each is a term."),
    rewrite=_rewrite,
    caught=(Example("nndl3", "dL/dout_h1 = 0.006161"), Example("nndl3-bias", "dL/dout_h1 = 0.006767")),
    spared=(Example("nndl3", "dL/dout_h1 = -0.068430"), Example("nndl3", "dL/dout_h1 = -0.070120")),
    rank=14,
    everywhere=False,
)
