"""A network file once it has been read: matrices and the names of activations."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count, islice, pairwise
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from symbp.errors import SpecError, at_most
from symbp.limits import MOST_ARRAY_NUMBERS, MOST_LAYERS

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
    at_most(sum(layer.weights.size for layer in layers), MOST_ARRAY_NUMBERS, "more than {} weights", SpecError)
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


_MOST_STEPS = 10_000


def in_order(layers: list[Layer]) -> list[Layer]:
    """The layers in the order in which their shapes fit, where a file does not say it.

    As they stand, or by the numbers in their names, or in the only order that fits.

    Raises:
        SpecError: several orders fit, and nothing tells which is meant.
    """
    known = [layers]
    if len({re.sub(r"\d++", "", layer.name) for layer in layers}) == 1:
        known.append(sorted(layers, key=lambda layer: [int(part) for part in re.findall(r"\d{1,9}", layer.name)]))
    fitting = [order for order in known if _fits(order)]
    if not fitting:
        fitting = list(islice(_orders([], layers, count()), 2)) if len(layers) < MOST_LAYERS else []
    if len(fitting) > 1 and [id(layer) for layer in fitting[0]] != [id(layer) for layer in fitting[1]]:
        names = [", ".join(f"'{layer.name}'" for layer in order)[:100] for order in fitting]
        message = f"the order of its layers cannot be known: {names[0]} fits as well as {names[1]}"
        raise SpecError(message)
    return fitting[0] if fitting else layers


def _fits(layers: list[Layer]) -> bool:
    return all(after.weights.shape[1] == len(before.weights) for before, after in pairwise(layers))


def _orders(begun: list[Layer], left: list[Layer], steps: Iterator[int]) -> Iterator[list[Layer]]:
    """The orders of layers whose shapes fit, as far as they are found in so many steps."""
    if not left:
        yield begun
    for i, layer in enumerate(left):
        if (not begun or layer.weights.shape[1] == len(begun[-1].weights)) and next(steps) < _MOST_STEPS:
            yield from _orders([*begun, layer], left[:i] + left[i + 1 :], steps)


def _times(array: Array) -> str:
    return " × ".join(map(str, array.shape))


def numbers(written: object, name: str) -> Array:
    """An array of a file in double precision.

    Raises:
        SpecError: too large, not numbers, or not all finite.
    """
    array = np.asarray(written)
    if array.dtype.kind not in "iuf":
        message = f"'{name}' holds entries of the type {array.dtype}; expected real numbers"
        raise SpecError(message)
    if array.size > MOST_ARRAY_NUMBERS:
        message = f"'{name}' has {array.size} entries; at most {MOST_ARRAY_NUMBERS} are read"
        raise SpecError(message)
    if not np.isfinite(array).all():
        message = f"'{name}' holds a number that is not finite"
        raise SpecError(message)
    return array.astype(np.float64)


def linear(name: str, weights: object, bias: object) -> Layer:
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
