"""Mean for sum, or sum for mean: divided or multiplied by the number of outputs, of samples, or of both."""

from collections.abc import Iterator

import sympy as sp

from symbp.misconceptions.base import Example, Kind, Misconception, RewriteContext, Step, Variant, of_output_error
from symbp.page.words import phrase
from symbp.registry import words


def _rewrite(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    loss = step.kind is Kind.LOSS and step.place.unit is None
    if not (loss or of_output_error(step) or step.kind is Kind.GRADIENT):
        return
    outputs, samples = len(lesson.assignment.network.outputs), len(lesson.assignment.samples)
    counts = {
        outputs: phrase("outputs"),
        samples: phrase("samples"),
        outputs * samples: phrase("outputs and samples"),
    }
    for count, what in counts.items():
        if count > 1:
            yield Variant(expr / count, phrase("divided by the %(count)s %(what)s", count=count, what=what))
            yield Variant(expr * count, phrase("not divided by the %(count)s %(what)s", count=count, what=what))


NORMALISATION = Misconception(
    name="normalisation",
    title=words("mean for sum, or sum for mean"),
    message=words(
        "The loss of the assignment is a sum or a mean, over the outputs and over the samples; you have divided by a number that does not belong there, or left out a division that does."
    ),
    remark=words(
        "Averaging over N outputs or samples is the factor 1/N in every gradient: the same as a smaller learning rate."
    ),
    rewrite=_rewrite,
    caught=(Example("relu-batch", "L[1] = 3.851852"),),
    spared=(Example("relu-batch", "L[1] = 11.555556"), Example("relu-batch", "L[1] = 12.367544")),
    rank=31,
)
