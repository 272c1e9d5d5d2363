"""A loss that rises: the run diverges or overshoots, and the step that would still have descended."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from symbp.findings import Finding, number
from symbp.observing.base import Rule
from symbp.observing.evidence import MOST_PARAMETERS, Evidence


def _look(evidence: Evidence) -> Iterator[Finding]:
    run = evidence.run
    batches = evidence.assignment is not None and bool(evidence.assignment.later)
    rises = [] if batches else [i for i in range(1, len(run.losses)) if _rises(run.losses, i)]
    if run.stopped or rises:
        yield Finding("divergence", _told(evidence, rises), tuple(_figures(evidence, rises)))
        yield from _steepest(evidence)


def _rises(losses: tuple[float, ...], i: int) -> bool:
    """Whether a loss is larger than the one before, by more than the rounding of the first loss."""
    return not losses[i] <= losses[i - 1] + ROUNDING * abs(losses[0])


ROUNDING = 1e-14


def _told(evidence: Evidence, rises: list[int]) -> str:
    run = evidence.run
    if run.stopped:
        return f"The run ended early: {run.stopped}."
    if len(rises) == 1:
        return f"The loss is not smaller in every round: in round {rises[0] + 1} it rises."
    return f"The loss is not smaller in every round: it rises in {len(rises)} of {len(run.losses) - 1}, first in round {rises[0] + 1}."


def _figures(evidence: Evidence, rises: list[int]) -> Iterator[tuple[str, str]]:
    losses = evidence.run.losses
    if rises:
        first = rises[0]
        yield (
            f"loss in rounds {first} and {first + 1}",
            f"{number(losses[first - 1])}, and larger by {number(losses[first] - losses[first - 1], 2)}",
        )
    finite = [loss for loss in losses if math.isfinite(loss)]
    if finite:
        yield "largest loss", number(max(finite))


def _steepest(evidence: Evidence) -> Iterator[Finding]:
    """The largest step that lowers the loss at the start, by its second derivatives and as measured."""
    assignment, run = evidence.assignment, evidence.run
    if (
        assignment is None
        or not assignment.optimizer.plain
        or run.mistake
        or not 0 < len(run.parameters) <= MOST_PARAMETERS
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
    text = (
        f"At the start, steps up to {number(predicted, 3)} descend by the second derivative along the gradient"
        if predicted
        else ""
    )
    if measured is not None:
        text += f"{', and' if text else 'At the start, steps'} up to {number(measured, 3)} as measured"
    if not text:
        return
    figures = [("step of the run", number(float(run.step))), ("g·g", number(square)), ("g·Hg", number(curvature))]
    figures += [("2 g·g / g·Hg", number(predicted))] if predicted else []
    figures += _sharpest(evidence)
    yield Finding("largest-step", f"{text}; this run takes {number(float(run.step))}.", tuple(figures))


def _sharpest(evidence: Evidence) -> list[tuple[str, str]]:
    """2/λ of the largest second derivative where the run has ended: no larger step can settle there."""
    end = np.array(list(evidence.run.parameters.values()))
    if not np.isfinite(end).all():
        return []
    with np.errstate(all="ignore"):
        square = evidence.hessian(end)
    if not np.isfinite(square).all():
        return []
    largest = float(np.linalg.eigvalsh(square)[-1])
    return [("2/λ at the end", number(2 / largest, 4))] if largest > 0 else []


_FARTHEST = 1e6


def _measured(evidence: Evidence, start: Any, gradient: Any) -> float | None:
    """The step at which the first update no longer lowers the loss; None if every one that is tried does."""
    whole, low, high = evidence.loss(start), 0.0, 1e-4

    def lowers(step: float) -> bool:
        return evidence.loss(start - step * gradient) < whole

    while lowers(high):
        low, high = high, 2 * high
        if high > _FARTHEST:
            return None
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if lowers(middle) else (low, middle)
    return low or None


DIVERGENCE = Rule("divergence", "divergence, and the largest step that descends", _look, rank=40)
