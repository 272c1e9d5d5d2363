"""From the contents of a file to an ArrayAssignment, an assignment in arrays."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from symbp.activations import activations
from symbp.errors import SpecError, UnknownNameError
from symbp.limits import MOST_ARRAY_NUMBERS, MOST_LAYERS
from symbp.losses.base import Targets
from symbp.spec.arrays import recipe
from symbp.spec.assignment import LossChoice
from symbp.spec.choices import (
    check_iterations,
    check_notation,
    check_targets,
    loss_choice,
    one_hot,
    optimizer_choice,
    rounding_choice,
)
from symbp.spec.contents import ResolvedSpec
from symbp.spec.dense import Array, ArrayAssignment, DenseLayer
from symbp.spec.numbers import read_number
from symbp.spec.parameters import number_at
from symbp.spec.schema import NetworkTable
from symbp.spec.warnings import of_outputs
from symbp.spec.wiring import check_options, options_of


def written_lines(spec: ResolvedSpec) -> int:
    """About how many lines an assignment has unit by unit."""
    sizes, samples = spec.sizes, len(spec.x)
    batch = min(spec.tables.training.batch_size or samples, samples)
    return 4 * sum(sizes) * batch + 2 * sum(a * b for a, b in pairwise(sizes))


def is_wide(spec: ResolvedSpec, most_lines: int) -> bool:
    """Whether an assignment is worked out in matrices: it has more lines, and layers that are fully connected."""
    network = spec.tables.network
    rows = network.activation if isinstance(network.activation, list) else []
    by_unit = any(isinstance(row, list) and len(set(row)) > 1 for row in rows)
    named = network.units or network.connections or network.biases
    return written_lines(spec) > most_lines and not named and not by_unit


def dense_of(spec: ResolvedSpec) -> ArrayAssignment:
    """The assignment that a file means, in arrays.

    Raises:
        SpecError: something in it does not fit.
    """
    try:
        return _dense(spec)
    except SpecError:
        raise
    except (RecursionError, OverflowError, ValueError, TypeError):
        message = "a number in it is too large, or a list has not the shape that is expected"
        raise SpecError(message) from None


def _dense(spec: ResolvedSpec) -> ArrayAssignment:
    tables = spec.tables
    check_notation(tables.notation)
    check_iterations(tables.training.iterations)
    sizes = tuple(spec.sizes)
    _check_sizes(sizes)
    loss = loss_choice(tables.loss)
    check_targets(spec, loss.function)
    x = _matrix(spec.x, "data.x").T
    if len(x) != sizes[0]:
        message = f"data.x: shape {_times(x.T.shape)}; expected … × {sizes[0]} (samples × units of layer 0)"
        raise SpecError(message)
    y = _targets(spec, loss, sizes[-1], x.shape[1])
    names = tables.network.targets
    if names is not None and len(names) != sizes[-1]:
        message = f"network.targets: {len(names)} names for {sizes[-1]} outputs"
        raise SpecError(message)
    weights, biases = _parameters(spec, sizes)
    batch = min(tables.training.batch_size or x.shape[1], x.shape[1])
    layers = _layers(spec, len(sizes) - 1)
    return ArrayAssignment(
        name=spec.name,
        source=spec.name,
        title=tables.title,
        notes=tuple(tables.notes),
        layers=layers,
        sizes=sizes,
        bias_sign=-1 if tables.network.bias_sign == "-" else 1,
        loss=loss,
        x=np.ascontiguousarray(x[:, :batch]),
        y=np.ascontiguousarray(y[:, :batch]),
        samples=x.shape[1],
        weights=weights,
        biases=biases,
        learning_rate=tables.training.learning_rate,
        iterations=tuple(tables.training.iterations),
        rounding=rounding_choice(tables.rounding, optimizer_choice(tables.training)),
        notation=tables.notation,
        later=tuple(
            (np.ascontiguousarray(x[:, start : start + batch]), np.ascontiguousarray(y[:, start : start + batch]))
            for start in range(batch, x.shape[1], batch)
        ),
        optimizer=optimizer_choice(tables.training),
        document=spec.document,
        warnings=tuple(of_outputs(loss.function, {layers[-1].activation}, tables.training.learning_rate)),
    )


def _check_sizes(sizes: tuple[int, ...]) -> None:
    if not 2 <= len(sizes) <= MOST_LAYERS or min(sizes) < 1:
        message = f"network.layers: {len(sizes)} layers; expected 2 to {MOST_LAYERS}, each of at least one unit"
        raise SpecError(message)
    edges = sum(a * b for a, b in pairwise(sizes))
    if edges > MOST_ARRAY_NUMBERS:
        message = f"network.layers: {edges} connections; at most {MOST_ARRAY_NUMBERS} can be handled"
        raise SpecError(message)


def _layers(spec: ResolvedSpec, count: int) -> tuple[DenseLayer, ...]:
    network = spec.tables.network
    entries = network.activation
    names = (
        [entries] * count if isinstance(entries, str) else [row if isinstance(row, str) else row[0] for row in entries]
    )
    for number, row in enumerate(entries if isinstance(entries, list) else (), start=1):
        if isinstance(row, list) and number < len(spec.sizes) and len(row) != spec.sizes[number]:
            message = f"network.activation, layer {number}: {len(row)} names for {spec.sizes[number]} units"
            raise SpecError(message)
    if len(names) != count:
        message = f"network.activation: {len(names)} entries for {count} layers behind the inputs"
        raise SpecError(message)
    for number, name in enumerate(names, start=1):
        try:
            activations.pick(name)
        except UnknownNameError as error:
            message = f"network.activation, layer {number}: {error}"
            raise SpecError(message) from None
    check_options(network.options, set(names))
    return tuple(DenseLayer(name, options_of(name, network.options), network.bias) for name in names)


def _matrix(rows: Any, place: str) -> Array:
    if isinstance(rows, np.ndarray):
        return rows
    widths = {len(row) for row in rows}
    if len(widths) > 1:
        message = f"{place}: rows of different lengths, {min(widths)} and {max(widths)}"
        raise SpecError(message)
    return np.array([[float(number.value) for number in row] for row in rows], dtype=np.float64)


def _check_shape(place: str, shape: tuple[int, ...], expected: tuple[int, ...], what: str) -> None:
    if shape != expected:
        message = f"{place}: shape {_times(shape)}; expected {_times(expected)} ({what})"
        raise SpecError(message)


def _times(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "of a single number"


def _targets(spec: ResolvedSpec, loss: LossChoice, outputs: int, samples: int) -> Array:
    if loss.function.targets is Targets.NONE:
        return np.zeros((0, samples))
    if spec.y is not None:
        y = _matrix(spec.y, "data.y")
        _check_shape("data.y", y.shape, (samples, outputs), f"samples × units of layer {len(spec.sizes) - 1}")
        return y.T
    labels = spec.classes or []
    if len(labels) != samples:
        message = f"data: {samples} rows in x, but {len(labels)} in classes"
        raise SpecError(message)
    return np.array(one_hot(labels, outputs), dtype=np.float64).T


def _parameters(spec: ResolvedSpec, sizes: tuple[int, ...]) -> tuple[tuple[Array, ...], tuple[Array | None, ...]]:
    """The weights and biases of each layer, from arrays, numbers, one number for all, or a recipe."""
    table, network = spec.parameters, spec.tables.network
    depth = len(sizes) - 1
    unknown = [key for key in table if key not in ("weights", "biases", "fill", "random")]
    if unknown:
        message = f"parameters: '{unknown[0]}' alone cannot be given in a network that is worked out in matrices; "
        raise SpecError(message + "expected weights, biases, fill, random or file")
    if network.bias == "none" and "biases" in table:
        message = "parameters.biases: the network has no biases (network.bias is none)"
        raise SpecError(message)
    heights = {"none": [], "layer": [1] * depth}.get(network.bias, list(sizes[1:]))
    shapes = {"weights": list(pairwise(sizes)), "biases": heights}
    given = {key: _listed(table[key], key, sizes, network) for key in shapes if key in table and shapes[key]}
    missing = [key for key in shapes if shapes[key] and key not in given]
    counts = {"weights": sum(a * b for a, b in pairwise(sizes)), "biases": sum(heights)}
    flat = _rest(table, [counts[key] for key in missing])
    for key, numbers in zip(missing, flat, strict=True):
        given[key] = _cut(numbers, key, sizes, network)
    biases = given.get("biases", [None] * depth)
    weights = [matrix for matrix in given["weights"] if matrix is not None]
    return tuple(weights), tuple(biases)


def _rest(table: Mapping[str, Any], counts: list[int]) -> list[Array]:
    if "fill" in table and "random" in table:
        message = "parameters: expected 'fill' or 'random', not both"
        raise SpecError(message)
    if not counts:
        return []
    if "fill" in table:
        value = float(number_at("parameters.fill", table["fill"]).value)
        return [np.full(count, value) for count in counts]
    if isinstance(table.get("random"), dict):
        numbers = recipe("parameters.random", table["random"]).draw(sum(counts))
        return [numbers[start : start + n] for start, n in zip(np.cumsum([0, *counts]), counts, strict=False)]
    message = "parameters: no values for all of them; give arrays in 'weights' and 'biases', or 'fill' or 'random'"
    raise SpecError(message)


def _by_source(network: NetworkTable, sizes: tuple[int, ...]) -> bool:
    return (network.numbering or ("by-source" if len(sizes) <= 3 else "matrix")) == "by-source"


def _cut(numbers: Array, key: str, sizes: tuple[int, ...], network: NetworkTable) -> list[Array | None]:
    """Numbers in numbering order, cut into the matrices or vectors of the layers."""
    matrices: list[Array | None] = []
    start = 0
    for before, after in pairwise(sizes):
        turned = key == "weights" and _by_source(network, sizes)
        rows, columns = (1 if network.bias == "layer" else after, 1) if key == "biases" else (after, before)
        part = numbers[start : start + rows * columns]
        start += rows * columns
        # In numbering by source the units that are left come first.
        matrices.append(np.ascontiguousarray(part.reshape(columns, rows).T if turned else part.reshape(rows, columns)))
    return matrices


def _listed(entries: object, key: str, sizes: tuple[int, ...], network: NetworkTable) -> list[Array | None]:
    depth = len(sizes) - 1
    if not isinstance(entries, list):
        message = f"parameters.{key}: expected a list"
        raise SpecError(message)
    if not any(isinstance(entry, list | np.ndarray) for entry in entries):
        numbers = np.array([float(read_number(entry).value) for entry in entries])
        expected = sum(a * b for a, b in pairwise(sizes)) if key == "weights" else sum(sizes[1:])
        expected = depth if key == "biases" and network.bias == "layer" else expected
        if len(numbers) != expected:
            message = f"parameters.{key}: {len(numbers)} numbers for {expected} {key}"
            raise SpecError(message)
        return _cut(numbers, key, sizes, network)
    if len(entries) != depth:
        message = f"parameters.{key}: {len(entries)} {'matrices' if key == 'weights' else 'vectors'} for {depth} layers"
        raise SpecError(message)
    return [_entry(entry, key, number, sizes, network) for number, entry in enumerate(entries, start=1)]


def _entry(entry: Any, key: str, number: int, sizes: tuple[int, ...], network: NetworkTable) -> Array:
    place = f"parameters.{key}, layer {number}"
    if not isinstance(entry, np.ndarray):
        rows = entry if isinstance(entry, list) and entry and isinstance(entry[0], list) else [entry]
        entry = _matrix([[read_number(value) for value in row] for row in rows], place)
    if key == "weights":
        expected = (sizes[number], sizes[number - 1])
        _check_shape(place, entry.shape, expected, f"units of layer {number} × units of layer {number - 1}")
        return np.ascontiguousarray(entry)
    flat = entry.ravel()
    height = 1 if network.bias == "layer" else sizes[number]
    _check_shape(place, flat.shape, (height,), f"the biases of layer {number}")
    return flat[:, None].copy()
