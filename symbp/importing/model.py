"""What is left of a network file once it has been read: matrices and the names of activations."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from symbp.errors import SpecError
from symbp.spec.arrays.files import MOST_ENTRIES
from symbp.spec.wiring import MOST_LAYERS

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Layer:
    """A fully connected layer.

    Attributes:
        name: what the file calls it.
        weights: (units, units of the layer before).
        bias: (units,), or None.
        activation: key of an activation; "" where the file does not say.
        options: of the activation.
    """

    name: str
    weights: Array
    bias: Array | None
    activation: str = ""
    options: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Model:
    """The layers of a network, from the inputs to the outputs."""

    layers: tuple[Layer, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units of the layers, the inputs first."""
        return (self.layers[0].weights.shape[1], *(len(layer.weights) for layer in self.layers))

    def with_activations(self, hidden: str, output: str) -> Model:
        """The model with these activations where the file says nothing."""
        last = len(self.layers) - 1
        chosen = (
            layer if layer.activation else replace(layer, activation=output if i == last else hidden)
            for i, layer in enumerate(self.layers)
        )
        return Model(tuple(chosen))


def checked(layers: list[Layer]) -> Model:
    """The model, if its layers fit.

    Raises:
        SpecError: there is none, shapes do not fit, or layers differ in what an assignment has once.
    """
    if not layers:
        message = "no fully connected layer in it"
        raise SpecError(message)
    if len(layers) >= MOST_LAYERS:
        message = f"{len(layers)} layers; at most {MOST_LAYERS - 1} can be handled"
        raise SpecError(message)
    if sum(layer.weights.size for layer in layers) > MOST_ENTRIES:
        message = f"more than {MOST_ENTRIES} weights"
        raise SpecError(message)
    for layer in layers:
        if not layer.weights.size or not all(map(math.isfinite, layer.options.values())):
            message = f"'{layer.name}' has no units, or an option that is not finite: not supported"
            raise SpecError(message)
    for before, after in pairwise(layers):
        if after.weights.shape[1] != len(before.weights):
            shapes = f"'{after.name}' has the shape {_times(after.weights)}, '{before.name}' before it"
            message = (
                f"{shapes} {_times(before.weights)}: {after.weights.shape[1]} columns for {len(before.weights)} rows"
            )
            raise SpecError(message)
    for layer in layers:
        if layer.bias is not None and layer.bias.shape != (len(layer.weights),):
            message = f"the bias of '{layer.name}' has {layer.bias.size} numbers for {len(layer.weights)} units"
            raise SpecError(message)
    first = layers[0]
    other = next((layer for layer in layers if (layer.bias is None) != (first.bias is None)), None)
    if other is not None:
        with_bias, without = (first, other) if other.bias is None else (other, first)
        message = f"'{with_bias.name}' has biases and '{without.name}' has none: not supported"
        raise SpecError(message)
    return Model(tuple(layers))


def _times(array: Array) -> str:
    return " × ".join(map(str, array.shape))


def numbers(written: Any, name: str) -> Array:
    """An array of a file in double precision.

    Raises:
        SpecError: too large, not numbers, or not all finite.
    """
    array = np.asarray(written)
    if array.dtype.kind not in "iuf":
        message = f"'{name}' holds entries of the type {array.dtype}; expected real numbers"
        raise SpecError(message)
    if array.size > MOST_ENTRIES:
        message = f"'{name}' has {array.size} entries; at most {MOST_ENTRIES} are read"
        raise SpecError(message)
    if not np.isfinite(array).all():
        message = f"'{name}' holds a number that is not finite"
        raise SpecError(message)
    return array.astype(np.float64)


def linear(name: str, weights: Any, bias: Any) -> Layer:
    """A layer from the arrays of a file.

    Raises:
        SpecError: the weights are no matrix.
    """
    matrix = numbers(weights, f"{name}.weight")
    if matrix.ndim != 2:
        shape = " × ".join(map(str, matrix.shape))
        message = f"'{name}.weight' has the shape {shape}: only fully connected layers are supported"
        raise SpecError(message)
    return Layer(name, matrix, None if bias is None else numbers(bias, f"{name}.bias"))
