"""Random assignments, as text: what a user could have written."""

from __future__ import annotations

import itertools

from hypothesis import strategies as st

from symbp.activations import activations
from symbp.losses import losses
from symbp.losses.base import Targets

ELEMENTWISE = [name for name, record in activations.items() if record.elementwise]
# Losses by what the outputs have to be for the loss to be defined.
WITH_TARGETS = {name: record for name, record in losses.items() if record.targets is not Targets.NONE}
ANYWHERE = [name for name, record in WITH_TARGETS.items() if record.targets is Targets.NUMBERS or record.logits]
PROBABILITIES = [name for name in WITH_TARGETS if name not in ANYWHERE]


def number(low=-20, high=20):
    """A decimal with one figure behind the point, as text."""
    return st.integers(low, high).map(lambda n: f"{n / 10:.1f}")


@st.composite
def assignments(draw, widest=3, deepest=3, most_samples=2, among=None, losing=None):
    """The text of an assignment and the sizes of its layers."""
    depth = draw(st.integers(1, deepest))
    sizes = [draw(st.integers(1, widest)) for _ in range(depth + 1)]
    loss = draw(st.sampled_from(losing or [*ANYWHERE, *PROBABILITIES]))
    hidden = [draw(st.sampled_from(among or ELEMENTWISE)) for _ in range(depth - 1)]
    last = ["sigmoid", "softmax"] if loss in PROBABILITIES else [*(among or ELEMENTWISE), "softmax"]
    last = draw(st.sampled_from(last))
    if last == "softmax" and loss == "binary-cross-entropy" and sizes[-1] == 1:
        last = "sigmoid"
    samples = draw(st.integers(1, most_samples))
    bias = draw(st.sampled_from(["none", "unit", "layer", "fixed"]))
    rows = lambda width, low, high: [[draw(number(low, high)) for _ in range(width)] for _ in range(samples)]  # noqa: E731
    targets = rows(sizes[-1], *((-9, 9) if losses[loss].targets is Targets.NUMBERS else (1, 9)))
    weights = sum(a * b for a, b in itertools.pairwise(sizes))
    biases = {"none": 0, "unit": sum(sizes[1:]), "fixed": sum(sizes[1:]), "layer": depth}[bias]
    text = f"""
[network]
layers = {sizes}
activation = {[*hidden, last]!r}
bias = "{bias}"
bias_sign = "{draw(st.sampled_from("+-"))}"
numbering = "{draw(st.sampled_from(["by-source", "by-target", "matrix"]))}"
[loss]
name = "{loss}"
outputs = "{draw(st.sampled_from(["half-sum", "sum", "mean"]))}"
batch = "{draw(st.sampled_from(["mean", "sum"]))}"
[data]
x = {rows(sizes[0], -20, 20)}
y = {targets}
[parameters]
weights = {[draw(number()) for _ in range(weights)]}
biases = {[draw(number()) for _ in range(biases)]}
[training]
learning_rate = {draw(number(1, 20))}
"""
    return text.replace("'", '"'), sizes
