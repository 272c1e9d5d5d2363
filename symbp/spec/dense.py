"""An assignment in arrays: for networks whose single lines are too many to write out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import sympy as sp

from symbp.activations import Activation, activations
from symbp.display import Displayed
from symbp.errors import SpecError
from symbp.page.model import Sentence
from symbp.renamed import ASSIGNMENT, renamed_fields
from symbp.spec.assignment import (
    AS_USUAL,
    PLAIN,
    Assignment,
    DocumentChoice,
    LossChoice,
    OptimizerChoice,
    Rounding,
    Sample,
)
from symbp.spec.numbers import Number

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DenseLayer:
    """A fully connected layer: its activation with options, and its bias (none, unit, layer, fixed)."""

    activation: str
    options: Mapping[str, sp.Rational]
    bias: str

    @property
    def function(self) -> Activation:
        """The activation function."""
        return activations[self.activation]


@renamed_fields(ASSIGNMENT)
@dataclass(frozen=True)
class ArrayAssignment(Displayed):
    """One exercise in arrays.

    Attributes:
        name, source, title, notes, loss, step, iterations, rounding, notation: as of an assignment.
        layers: layers 1 to D.
        sizes: units of the layers 0 to D.
        bias_sign: 1 where biases are added, -1 where thresholds are subtracted.
        x, y: inputs and targets of the samples of one update, (units, samples); ``y`` has no rows
            where the loss has no targets.
        later: inputs and targets of the updates after the first; empty where each uses all samples.
        optimizer: how parameters are updated.
        samples: how many samples there are in all.
        weights: of layers 1 to D, (units, units of the layer before).
        biases: (units, 1), (1, 1) where one is shared by the layer, None where there is none.
    """

    name: str
    source: str
    title: str
    notes: tuple[str, ...]
    layers: tuple[DenseLayer, ...]
    sizes: tuple[int, ...]
    bias_sign: int
    loss: LossChoice
    x: Array
    y: Array
    samples: int
    weights: tuple[Array, ...]
    biases: tuple[Array | None, ...]
    learning_rate: Number | None
    iterations: tuple[int, ...]
    rounding: Rounding
    notation: str
    warnings: tuple[Sentence, ...] = ()
    document: DocumentChoice = AS_USUAL
    later: tuple[tuple[Array, Array], ...] = ()
    optimizer: OptimizerChoice = PLAIN

    @property
    def arrays(self) -> dict[str, Array]:
        """Everything given, by the names of the matrix form: X, Y, W1, b1, ….

        Y is there even where the loss has no targets: it is then 0.
        """
        y = self.y if len(self.y) else np.zeros((self.sizes[-1], self.x.shape[1]))
        arrays = {"X": self.x, "Y": y}
        for number, (weights, bias) in enumerate(zip(self.weights, self.biases, strict=True), start=1):
            arrays[f"W{number}"] = weights
            if bias is not None:
                arrays[f"b{number}"] = bias
        return arrays


def to_arrays(assignment: Assignment) -> ArrayAssignment:
    """An assignment in arrays.

    Raises:
        SpecError: units of a layer differ, connections are missing or shared.
    """
    network = assignment.network
    depth = len(network.layers) - 1
    layers, weights, biases = [], [], []
    values = {name: float(number.value) for name, number in assignment.parameters.items()}
    for number in range(1, depth + 1):
        units, before = network.layers[number], network.layers[number - 1]
        edges = {(c.target.index, c.source.index): c.name for unit in units for c in network.incoming[unit.name]}
        whole = len(edges) == len(units) * len(before) == len(set(edges.values()))
        if len({unit.activation for unit in units}) > 1 or not whole:
            message = f"layer {number} has units that differ, or connections that are missing or shared"
            raise SpecError(f"{message}: it has no form in arrays")
        weights.append(np.array([[values[edges[t.index, s.index]] for s in before] for t in units]))
        links = [network.bias_of[unit.name] for unit in units if unit.name in network.bias_of]
        names = [link.name for link in links]
        shared = len(units) > 1 and len(set(names)) == 1 and len(names) == len(units)
        if links and not shared and (len(names) != len(units) or len(set(names)) != len(names)):
            message = f"layer {number} has biases that are missing or shared in part: it has no form in arrays"
            raise SpecError(message)
        kind = "none" if not links else "fixed" if not links[0].trained else "layer" if shared else "unit"
        biases.append(np.array([[values[name]] for name in (names[:1] if shared else names)]) if links else None)
        layers.append(DenseLayer(units[0].activation, units[0].options, kind))
    x, y = _in_columns(assignment.samples)
    return ArrayAssignment(
        name=assignment.name,
        source=assignment.source,
        title=assignment.title,
        notes=assignment.notes,
        layers=tuple(layers),
        sizes=tuple(len(layer) for layer in network.layers),
        bias_sign=network.bias_sign,
        loss=assignment.loss,
        x=x,
        y=y,
        samples=sum(map(len, (assignment.samples, *assignment.later))),
        weights=tuple(weights),
        biases=tuple(biases),
        learning_rate=assignment.learning_rate,
        iterations=assignment.iterations,
        rounding=assignment.rounding,
        notation=assignment.notation,
        warnings=assignment.warnings,
        document=assignment.document,
        later=tuple(map(_in_columns, assignment.later)),
        optimizer=assignment.optimizer,
    )


def _in_columns(samples: tuple[Sample, ...]) -> tuple[Array, Array]:
    x = np.array([[float(n.value) for n in sample.x] for sample in samples]).T
    y = np.array([[float(n.value) for n in sample.y] for sample in samples]).T
    return x, y if y.size else np.zeros((0, x.shape[1]))
