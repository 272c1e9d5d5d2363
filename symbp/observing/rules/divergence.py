"""A loss that rises: the run diverges or overshoots, and the step that would still have descended."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from symbp.findings import Finding, number
from symbp.observing.base import Rule
from symbp.observing.evidence import MOST_OBSERVED_PARAMETERS, Evidence
from symbp.page.model import Part, Phrase, Sentence
from symbp.page.words import phrase, say
from symbp.registry import words


def _look(evidence: Evidence) -> Iterator[Finding]:
    run = evidence.run
    noise = ROUNDING[run.precision] * abs(run.losses[0]) if run.losses else 0.0
    # The losses of different batches are losses of different samples.
    pairs = enumerate(zip(run.losses, run.losses[1:], strict=False), start=1) if not run.assignment.later else ()
    rises = [i for i, (before, loss) in pairs if not loss <= before + noise]
    if run.stopped or rises:
        rule = "divergence" if run.stopped else "rising-loss"
        yield Finding(rule, _statement(evidence, rises), tuple(_figures(evidence, rises)))
        yield from _steepest(evidence)


ROUNDING = {"double": 1e-14, "single": 1e-6}
"""By how much of the first loss rounding alone may make a loss larger than the one before."""


def _statement(evidence: Evidence, rises: list[int]) -> Phrase | Sentence:
    run = evidence.run
    if run.stopped:
        return say("training.why_stopped", why=run.why_stopped)
    if len(rises) == 1:
        return phrase("The loss does not fall in every iteration: in iteration %(at)s it rises.", at=rises[0] + 1)
    return phrase(
        "The loss does not fall in every iteration: it rises in %(count)s of %(all)s, first in iteration %(at)s.",
        count=len(rises),
        all=len(run.losses) - 1,
        at=rises[0] + 1,
    )


def _figures(evidence: Evidence, rises: list[int]) -> Iterator[tuple[Part, Part | str]]:
    losses = evidence.run.losses
    if rises:
        first = rises[0]
        yield (
            phrase("loss in iterations %(one)s and %(next)s", one=first, next=first + 1),
            phrase("%(one)s and %(next)s", one=number(losses[first - 1], 8), next=number(losses[first], 8)),
        )
    finite = [loss for loss in losses if math.isfinite(loss)]
    if finite:
        yield Phrase("largest loss"), number(max(finite))


def _steepest(evidence: Evidence) -> Iterator[Finding]:
    """The largest step that lowers the loss at the start, by its second derivatives and as measured."""
    assignment, run = evidence.assignment, evidence.run
    if (
        assignment is None
        or not assignment.optimizer.plain
        or run.mistake
        or not 0 < len(run.parameters) <= MOST_OBSERVED_PARAMETERS
    ):
        return
    start, gradient = evidence.start, evidence.gradient(evidence.start)
    square = float(gradient @ gradient)
    with np.errstate(all="ignore"):
        curvature = float(gradient @ evidence.hessian(start) @ gradient) if square else 0.0
    if not square or not math.isfinite(curvature):
        return
    # L(w - ηg) = L - η g·g + ½ η² g·Hg + …: it is below L while η < 2 g·g / g·Hg.
    predicted = 2 * square / curvature if curvature > 0 else None
    measured = _measured(evidence, start, gradient)
    if measured is None:
        # However large the step, the loss behind it is smaller: the curvature at the start limits nothing.
        return
    rate = number(float(run.learning_rate))
    figures: list[tuple[Part | str, str]] = [(Phrase("learning rate of the run"), rate)]
    figures += [("g·g", number(square)), ("g·Hg", number(curvature))]
    figures += [("2 g·g / g·Hg", number(predicted))] if predicted else []
    figures += _sharpest(evidence)
    yield Finding("largest-step", _limit(number(measured, 3), predicted, rate), tuple(figures))


def _limit(measured: str, predicted: float | None, rate: str) -> Phrase:
    if predicted:
        return phrase(
            "At the start, learning rates up to %(measured)s lower the loss; by its second derivative along the "
            "gradient, up to %(predicted)s; this run takes %(rate)s.",
            measured=measured,
            predicted=number(predicted, 3),
            rate=rate,
        )
    return phrase(
        "At the start, learning rates up to %(measured)s lower the loss; this run takes %(rate)s.",
        measured=measured,
        rate=rate,
    )


def _sharpest(evidence: Evidence) -> list[tuple[Part, str]]:
    """2/λ of the largest second derivative where the run has ended: no larger learning rate can settle there."""
    end = np.array(list(evidence.run.parameters.values()))
    if not np.isfinite(end).all():
        return []
    with np.errstate(all="ignore"):
        square = evidence.hessian(end)
    if not np.isfinite(square).all():
        return []
    largest = float(np.linalg.eigvalsh(square)[-1])
    return [(Phrase("2/λ at the end"), number(2 / largest, 4))] if largest > 0 else []


_FARTHEST = 1e6


def _measured(evidence: Evidence, start: object, gradient: Any) -> float | None:
    """The step at which the first update no longer lowers the loss; None if every one that is tried does."""
    whole, low, high = evidence.loss(start), 0.0, 1e-4

    def lowers(step: float) -> bool:
        """Whether a step of this size makes the loss smaller."""
        return evidence.loss(start - step * gradient) < whole

    while lowers(high):
        low, high = high, 2 * high
        if high > _FARTHEST:
            return None
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if lowers(middle) else (low, middle)
    return low or None


DIVERGENCE = Rule(
    name="divergence",
    title=words("divergence, and the largest learning rate that descends"),
    look=_look,
    remarks={
        "divergence": phrase("diverged"),
        "rising-loss": phrase("rises at times"),
        "largest-step": phrase("learning rate limited by curvature"),
    },
    rank=40,
)
