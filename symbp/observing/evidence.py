"""What a rule may ask: the run, its lines, and their values at the start."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from symbp.errors import PrecisionError
from symbp.pipeline import derive, givens
from symbp.spec import Assignment
from symbp.steps import Derivation
from symbp.training import Round, Run
from symbp.training.descent import descent
from symbp.training.machine import Seen
from symbp.training.precision import PRECISIONS
from symbp.values.exact import rational_lines

MOST_PARAMETERS = 60
"""Of how many parameters the second derivatives are taken."""


def movable(assignment: Assignment) -> bool:
    """Whether the weights can take each output of a single sample wherever its unit goes, whatever the others do."""
    network = assignment.network
    last = [c for unit in network.outputs for c in network.incoming[unit.name]]
    alone = len({c.name for c in last}) == len(last) and all(network.incoming[unit.name] for unit in network.outputs)
    bias = any(link.trained for link in network.biases)
    moving = bias or any(number.value for number in assignment.samples[0].x)
    return len(assignment.samples) == 1 and not assignment.later and alone and moving


class Evidence:
    """A run, and what can be worked out from its assignment."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @property
    def assignment(self) -> Assignment | None:
        """The assignment, if it is in lines; of a run with a mistake its lines say nothing."""
        made = self.run.assignment
        return made if isinstance(made, Assignment) and not self.run.mistake else None

    @property
    def rounds(self) -> tuple[Round, ...]:
        """The rounds that were looked at."""
        return self.run.rounds

    @functools.cached_property
    def derivation(self) -> Derivation:
        """The lines."""
        assert self.assignment is not None
        return derive(self.assignment)

    @functools.cached_property
    def rational(self) -> Mapping[str, Fraction]:
        """The lines of the first round that are rational: a value that is exactly 0 is among them."""
        assert self.assignment is not None
        try:
            return rational_lines(self.derivation, givens(self.assignment))
        except PrecisionError:
            # A line that has no value, such as a logarithm of 0: the run ends in its first round.
            return {}

    @functools.cached_property
    def _look(self) -> Callable[[Any], Seen | None]:
        """Parameters -> the first batch, by the code that was run; None where a value leaves the range of numbers."""
        assert self.assignment is not None
        made = descent(self.assignment, PRECISIONS["double"])
        rest, batch = made.start[len(made.trained) :], made.order.batch(0)

        def at(parameters: Any) -> Seen | None:
            try:
                return made.look((*map(float, parameters), *rest), batch, 1.0)
            except (ArithmeticError, ValueError):
                return None

        return at

    def gradient(self, parameters: Any) -> Any:
        """The gradient of the first batch; no numbers where it has none."""
        seen = self._look(parameters)
        return np.full(len(parameters), np.nan) if seen is None else np.array(seen.gradients)

    def loss(self, parameters: Any) -> float:
        """The loss of the first batch; no number where it has none."""
        seen = self._look(parameters)
        return math.nan if seen is None else float(seen.loss)

    @property
    def start(self) -> Any:
        """The parameters at the start."""
        assert self.assignment is not None
        return np.array([float(self.assignment.parameters[name].value) for name in self.run.parameters])

    def hessian(self, parameters: Any, width: float = 1e-5) -> Any:
        """The second derivatives of the loss of the first batch: central differences of the derived gradients."""
        rows = []
        for i in range(len(parameters)):
            step = np.zeros(len(parameters))
            step[i] = width * max(1.0, abs(parameters[i]))
            rows.append((self.gradient(parameters + step) - self.gradient(parameters - step)) / (2 * step[i]))
        square = np.array(rows)
        return (square + square.T) / 2
