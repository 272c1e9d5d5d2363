"""Gradient descent by code that is made from the derivation and compiled once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from symbp.exporting.code.programs import source_text
from symbp.exporting.program import program
from symbp.exporting.targets.python import LANGUAGE
from symbp.spec.assignment import Assignment, Sample
from symbp.training.mistakes import believed

Numbers = tuple[float, ...]
Batch = Sequence[Numbers]


@dataclass(frozen=True, slots=True)
class Descent:
    """The compiled functions of an assignment.

    Attributes:
        names: of the trained parameters.
        outputs: names of the outputs of a sample.
        start: the parameters at the start.
        batches: the numbers of the samples, batch by batch: inputs, then targets.
        descend: parameters, batches, first round, rounds, step, losses (a list that grows) -> parameters.
        look: parameters, batch, step -> loss, outputs of each sample, gradients.
    """

    names: tuple[str, ...]
    outputs: tuple[str, ...]
    start: Numbers
    batches: tuple[Batch, ...]
    descend: Callable[[Numbers, Sequence[Batch], int, int, float, list[float]], Numbers]
    look: Callable[[Numbers, Batch, float], tuple[float, list[Numbers], list[float]]]


def descent(assignment: Assignment, mistake: str | None = None) -> Descent:
    """Compile the rounds of an assignment.

    Args:
        assignment: what is trained.
        mistake: a misconception that is put into its lines.

    >>> from symbp.spec import load
    >>> made = descent(load("nndl3"))
    >>> losses = []
    >>> after = made.descend(made.start, made.batches, 0, 1000, 1.0, losses)
    >>> round(losses[0], 10), len(losses)
    (0.2097097937, 1000)
    """
    made = program(assignment, None if mistake is None else lambda one, lines: believed(one, lines, mistake))
    outputs = tuple(f"out_{unit.name}" for unit in assignment.network.outputs)
    text = source_text(made, LANGUAGE, "training/descent.py.txt", shown=outputs)
    # What is run is printed from our own lines; whatever an author called a quantity has become an
    # identifier of ASCII letters.
    scope: dict[str, Any] = {}
    exec(compile(text, f"<rounds of {assignment.name}>", "exec"), scope)  # noqa: S102 - see above
    return Descent(
        names=made.trained,
        outputs=outputs,
        start=tuple(float(assignment.parameters[name].value) for name in made.trained),
        batches=tuple(tuple(map(_numbers, batch)) for batch in (assignment.samples, *assignment.later)),
        descend=scope["descend"],
        look=scope["look"],
    )


def _numbers(sample: Sample) -> Numbers:
    return tuple(float(number.value) for number in (*sample.x, *sample.y))
