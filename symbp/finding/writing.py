"""A network that was found, as the text of an assignment."""

from __future__ import annotations

from itertools import pairwise

from symbp.finding.candidates import Candidate
from symbp.spec import standing_in
from symbp.templating import fill


def assignment_text(candidate: Candidate, title: str) -> str:
    """The assignment of a candidate; what the program does not show is made up, the same every time.

    >>> print(assignment_text(Candidate((1, 1), x=(("0.5",),), y=(("1",),), weights=("0.8",)), "one").splitlines()[3])
    layers = [1, 1]
    """
    sizes = candidate.sizes
    x = candidate.x or standing_in.inputs(sizes[0])
    y = candidate.y or [standing_in.targets(candidate.loss, sample, sizes[-1]) for sample in range(len(x))]
    counts = [a * b for a, b in pairwise(sizes)]
    biases = {"none": 0, "unit": sum(sizes[1:]), "fixed": sum(sizes[1:]), "layer": len(sizes) - 1}[candidate.bias]
    return fill(
        "found.toml",
        title=title,
        candidate=candidate,
        x=x,
        y=y,
        weights=candidate.weights or list(standing_in.weights(sum(counts))),
        biases=candidate.biases or list(standing_in.biases(biases)),
        several=len(x) > 1,
    )
