"""A network that was found, as the text of an assignment."""

from __future__ import annotations

from itertools import pairwise

from symbp.finding.candidates import Candidate
from symbp.losses import losses
from symbp.losses.base import Targets
from symbp.templating import fill

_DRAWN = 2
"""How many samples are made up where the program has none."""


def assignment_text(candidate: Candidate, title: str) -> str:
    """The assignment of a candidate; what the program does not show is made up, the same every time.

    >>> print(assignment_text(Candidate((1, 1), x=(("0.5",),), y=(("1",),), weights=("0.8",)), "one").splitlines()[3])
    layers = [1, 1]
    """
    sizes = candidate.sizes
    classes = losses[candidate.loss].targets is Targets.DISTRIBUTION and sizes[-1] > 1
    x = candidate.x or [[_number(7 * s + 3 * i + 1) for i in range(sizes[0])] for s in range(_DRAWN)]
    y = candidate.y or [_target(candidate, s, classes=classes) for s in range(len(x))]
    counts = [a * b for a, b in pairwise(sizes)]
    biases = {"none": 0, "unit": sum(sizes[1:]), "fixed": sum(sizes[1:]), "layer": len(sizes) - 1}[candidate.bias]
    return fill(
        "found.toml",
        title=title,
        candidate=candidate,
        x=x,
        y=y,
        weights=candidate.weights or [_number(5 * n + 2) for n in range(sum(counts))],
        biases=candidate.biases or [_number(11 * n + 4) for n in range(biases)],
        several=len(x) > 1,
    )


def _number(n: int) -> str:
    """A number that no other one of the assignment is likely to be, between -1 and 1."""
    return f"{((n * 37) % 199 - 99) / 100:.2f}".replace("0.00", "0.17")


def _target(candidate: Candidate, sample: int, *, classes: bool) -> list[str]:
    width = candidate.sizes[-1]
    if classes:
        return ["1" if unit == sample % width else "0" for unit in range(width)]
    if losses[candidate.loss].targets is Targets.NUMBERS:
        return [_number(13 * sample + 5 * unit + 8) for unit in range(width)]
    return [str((sample + unit + 1) % 2) for unit in range(width)]
