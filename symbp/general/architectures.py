"""Architectures, which the general formulas are about: how many layers, which activations, biases and loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

import sympy as sp

from symbp.activations import Activation, activations
from symbp.errors import SymbpError
from symbp.limits import MOST_LAYERS
from symbp.losses import Loss
from symbp.registry import by_name, choice
from symbp.spec.assignment import Assignment, LossChoice
from symbp.spec.choices import loss_choice
from symbp.spec.dense import ArrayAssignment
from symbp.spec.schema import LossTable


class Bias(StrEnum):
    """How a layer is biased: not, one bias a unit, one for all units, or given and not trained."""

    NONE = "none"
    UNIT = "unit"
    LAYER = "layer"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class LayerActivation:
    """An activation with its options."""

    name: str
    options: Mapping[str, sp.Rational] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def record(self) -> Activation:
        """The activation function."""
        return activations[self.name]


@dataclass(frozen=True, slots=True)
class LayerKind:
    """The properties that layers with the same general formulas share.

    ``functions`` holds the layer's activations, each once: one, unless units differ.
    """

    functions: tuple[LayerActivation, ...]
    bias: Bias

    @property
    def function(self) -> LayerActivation | None:
        """The one activation of the layer; None where its units differ."""
        return self.functions[0] if len(self.functions) == 1 else None


@dataclass(frozen=True, slots=True)
class Architecture:
    """A network and its loss, without names and numbers.

    Attributes:
        layers: the kinds of layers 1 to D.
        loss: which loss, and how it is put together.
        sizes: units of the layers 0 to D; empty where they are left open.
        samples: how many samples make the loss; 0 for a batch of any size, 1 for a single sample.
        bias_sign: 1 where biases are added, -1 where thresholds are subtracted.
        whole: whether each unit is connected to every unit before it, by a weight of its own.
        updates: whether a step of gradient descent belongs to the formulas.
    """

    layers: tuple[LayerKind, ...]
    loss: LossChoice
    sizes: tuple[int, ...] = ()
    samples: int = 1
    bias_sign: int = 1
    whole: bool = True
    updates: bool = True

    @property
    def depth(self) -> int:
        """How many layers there are behind the inputs."""
        return len(self.layers)

    @property
    def batch(self) -> bool:
        """Whether the formulas carry an index for the sample."""
        return self.samples != 1

    @property
    def runs(self) -> tuple[tuple[int, int], ...]:
        """The first and last number of layers in a row that share their formulas; the last layer stands alone.

        >>> architecture("tanh", "squared-error", depth=4).runs
        ((1, 3), (4, 4))
        """
        cuts = [l for l, (a, b) in enumerate(pairwise(self.layers), start=1) if a != b or l == self.depth - 1]  # noqa: E741
        return tuple((first + 1, last) for first, last in pairwise((0, *cuts, self.depth)))


def architecture(
    activation: str | Activation,
    loss: str | Loss,
    depth: int = 2,
    *,
    output_activation: str | Activation = "",
    bias: str = "unit",
    batch: bool = False,
) -> Architecture:
    """An architecture without an assignment.

    Args:
        activation: of the hidden layers, or its name.
        loss: a loss, or its name.
        depth: how many layers there are behind the inputs.
        output_activation: of the last layer; by default the one that the loss is made for, such as
            softmax for the cross-entropy, else that of the hidden layers.
        bias: none, unit, layer or fixed.
        batch: whether the loss is the mean over samples.

    Raises:
        UnknownNameError: there is no such activation, loss or bias.

    >>> architecture("tanh", "cross-entropy", 3).layers[-1].function.name
    'softmax'
    """
    if not 1 <= depth <= MOST_LAYERS:
        message = f"a depth of {depth} layers; expected 1 to {MOST_LAYERS}"
        raise SymbpError(message)
    hidden = activations.pick(activation)
    chosen = loss_choice(LossTable(name=by_name(loss)))
    record = chosen.function
    last = activations.pick(output_activation or record.default_output_activation or hidden)
    kind = choice(Bias, bias, "bias")
    layers = [LayerKind((LayerActivation(f.name, f.options),), Bias(kind)) for f in (*[hidden] * (depth - 1), last)]
    return Architecture(tuple(layers), chosen, samples=0 if batch else 1)


def architecture_of(assignment: Assignment | ArrayAssignment) -> Architecture:
    """The architecture of an assignment, unit by unit or in arrays.

    Raises:
        SymbpError: it is given by formulas, and has no layers.

    >>> from symbp.spec import load
    >>> architecture_of(load("nndl3")).sizes
    (2, 2, 2)
    """
    if isinstance(assignment, ArrayAssignment):
        layers = [
            LayerKind((LayerActivation(each.activation, each.options),), Bias(each.bias)) for each in assignment.layers
        ]
        samples = assignment.x.shape[1]
        return Architecture(
            tuple(layers),
            assignment.loss,
            assignment.sizes,
            samples,
            assignment.bias_sign,
            updates=assignment.optimizer.plain,
        )
    if assignment.formulas is not None:
        message = f"{assignment.name} is given by formulas: it has no layers that could have general formulas"
        raise SymbpError(message)
    network = assignment.network
    layers = []
    for units in network.layers[1:]:
        functions = {unit.activation: LayerActivation(unit.activation, unit.options) for unit in units}
        links = [network.bias_of[unit.name] for unit in units if unit.name in network.bias_of]
        if not links:
            bias = Bias.NONE
        elif not links[0].trained:
            bias = Bias.FIXED
        else:
            shared = len(units) > 1 and len(links) == len(units) and len({link.name for link in links}) == 1
            bias = Bias.LAYER if shared else Bias.UNIT
        layers.append(LayerKind(tuple(functions.values()), bias))
    edges = sum(len(before) * len(after) for before, after in pairwise(network.layers))
    return Architecture(
        layers=tuple(layers),
        loss=assignment.loss,
        sizes=tuple(len(layer) for layer in network.layers),
        samples=len(assignment.samples),
        bias_sign=network.bias_sign,
        whole=edges == len(network.connections) == len(network.weights),
        updates=assignment.optimizer.plain,
    )
