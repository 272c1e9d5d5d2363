"""The evidence that a rule may ask for: the run, its lines, and their values at the start."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import flint
import numpy as np
from numpy.typing import NDArray

from symbp.errors import PrecisionError
from symbp.pipeline import derive, givens
from symbp.quantity import gradient_of
from symbp.spec import Assignment
from symbp.steps import Derivation
from symbp.training import Iteration, Run
from symbp.training.compiled import Snapshot
from symbp.training.descent import descent
from symbp.training.precision import PRECISIONS
from symbp.values.arithmetic import UndecidedError
from symbp.values.balls import Balls, working_precision
from symbp.values.evaluation import evaluate
from symbp.values.exact import rational_lines

Array = NDArray[np.float64]

MOST_OBSERVED_PARAMETERS = 60
SMALL = 1e-15
"""A gradient above this is not 0."""
"""Of how many parameters the second derivatives are taken."""


def movable(assignment: Assignment) -> bool:
    """Whether the weights can take each output of a single sample wherever its unit goes, whatever the others do."""
    network, layers = assignment.network, assignment.network.layers
    if len(assignment.samples) > 1 or assignment.later:
        return False
    own = {link.unit.name for link in network.biases if link.trained}
    shared = len(network.weights) < len(network.connections) or len(network.bias_names) < len(network.biases)
    if shared or all(unit.name in own for unit in network.outputs):
        return not shared
    # From an input that is not 0, over whole layers, each output is reached by weights of its own.
    whole = all(len(network.incoming[u.name]) == len(layers[u.layer - 1]) for layer in layers[1:] for u in layer)
    return whole and any(number.value for number in assignment.samples[0].x)


class Evidence:
    """A run, and what can be worked out from its assignment."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @property
    def assignment(self) -> Assignment | None:
        """The assignment, if it is in lines; of a run with a mistake its lines say nothing."""
        assignment = self.run.assignment
        return assignment if isinstance(assignment, Assignment) and not self.run.mistake else None

    @property
    def iterations(self) -> tuple[Iteration, ...]:
        """The iterations that were looked at."""
        return self.run.iterations

    @functools.cached_property
    def derivation(self) -> Derivation:
        """The lines."""
        assert self.assignment is not None
        return derive(self.assignment)

    @functools.cached_property
    def zero(self) -> frozenset[str]:
        """The lines of the first iteration that are exactly 0, whatever the digits of the others."""
        assert self.assignment is not None
        small = {
            gradient_of(name)
            for each in self.iterations[:1]
            for name, value in each.gradients.items()
            if abs(value) < SMALL
        }
        if not small:
            return frozenset()
        try:
            with working_precision(96):
                values = evaluate(self.derivation, givens(self.assignment), Balls())
            exact = {name for name, value in values.items() if isinstance(value, flint.fmpq) and value == 0}
            if not small <= exact:
                # What is 0 only because terms cancel takes exact arithmetic to see.
                exact |= {
                    name
                    for name, value in rational_lines(self.derivation, givens(self.assignment)).items()
                    if value == 0
                }
        except (PrecisionError, UndecidedError):
            # A line that has no value, such as a logarithm of 0: the run ends in its first iteration.
            return frozenset()
        return frozenset(exact)

    @functools.cached_property
    def _look(self) -> Callable[[object], Snapshot | None]:
        """Parameters -> the first batch, by the code that was run; None where a value leaves the range of numbers."""
        assert self.assignment is not None
        compiled = descent(self.assignment, PRECISIONS["double"])
        rest, batch = compiled.start[len(compiled.trained) :], compiled.order.batch(0)

        def snapshot_at(parameters: Any) -> Snapshot | None:
            """The loss and its gradients at these parameters; None where they are no numbers."""
            try:
                return compiled.look((*map(float, parameters), *rest), batch, 1.0)
            except (ArithmeticError, ValueError):
                return None

        return snapshot_at

    def gradient(self, parameters: Array) -> Array:
        """The gradient of the first batch; no numbers where it has none."""
        seen = self._look(parameters)
        return np.full(len(parameters), np.nan) if seen is None else np.array(seen.gradients)

    def loss(self, parameters: object) -> float:
        """The loss of the first batch; no number where it has none."""
        seen = self._look(parameters)
        return math.nan if seen is None else float(seen.loss)

    @property
    def start(self) -> Array:
        """The parameters at the start."""
        assert self.assignment is not None
        return np.array([float(self.assignment.parameters[name].value) for name in self.run.parameters])

    def hessian(self, parameters: Array, width: float = 1e-5) -> Array:
        """The second derivatives of the loss of the first batch: central differences of the derived gradients."""
        rows = []
        for i in range(len(parameters)):
            step = np.zeros(len(parameters))
            step[i] = width * max(1.0, abs(parameters[i]))
            rows.append((self.gradient(parameters + step) - self.gradient(parameters - step)) / (2 * step[i]))
        square = np.array(rows)
        return (square + square.T) / 2
