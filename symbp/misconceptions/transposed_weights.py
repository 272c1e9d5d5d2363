"""The weight matrix transposed: the weight from j to i in place of the one from i to j, in the whole line."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, put, symbol
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    if step.kind not in (Kind.PRE, Kind.ADJOINT):
        return
    changes = {}
    for weight in lesson.weights(step):
        for other in lesson.peers(weight):
            if (other.place.unit, other.place.source) == (weight.place.source, weight.place.unit):
                changes[weight.name] = symbol(other.name)
    # A layer with as many units as it has sources: only there is every weight in its place.
    off = [weight for weight in lesson.weights(step) if weight.place.unit != weight.place.source]
    if changes and len(changes) == len(off):
        pairs = [phrase("%(new)s for %(old)s", new=str(new), old=old) for old, new in changes.items()]
        yield Variant(put(expr, changes), phrase("the matrix transposed, %(pairs)s", pairs=pairs))


TRANSPOSED_WEIGHTS = Misconception(
    name="transposed-weights",
    title=words("the weight matrix transposed"),
    message=words(
        "You have read the weights of the layer the wrong way round: from row to column in place of from column to row."
    ),
    remark=words("Forward a unit collects along its row, backward along its column; W in the one and Wᵀ in the other."),
    rewrite=_rewrite,
    caught=(Example("nndl3", "in_h1 = -0.020000"), Example("nndl3-bias", "in_h1 = 0.080000")),
    spared=(Example("nndl3", "in_h1 = 0.250000"), Example("nndl3", "in_h1 = 0.270600")),
    rank=17,
)
