"""From the ``[parameters]`` table to one exact number for every weight and bias."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symbp.errors import SpecError, did_you_mean
from symbp.spec.arrays import recipe
from symbp.spec.assignment import Network
from symbp.spec.numbers import Number, read_number

_COLLECTIVE = ("weights", "biases", "fill", "random")


def parameter_values(table: Mapping[str, object], network: Network) -> dict[str, Number]:
    """The value of every parameter, weights first, in numbering order.

    Raises:
        SpecError: an unknown name, a value given twice or not at all, a list of the wrong size.
    """
    order = (*network.weights, *network.bias_names)
    known = set(order)
    named = {key: value for key, value in table.items() if key not in _COLLECTIVE or key in known}
    values: dict[str, Number] = {}
    for name, entry in named.items():
        if name not in known:
            hint = did_you_mean(name, [*order, *_COLLECTIVE])
            message = f"parameters: there is no parameter '{name}'. {hint}"
            raise SpecError(message)
        values[name] = number_at(f"parameters.{name}", entry)
    for key, names in (("weights", network.weights), ("biases", network.bias_names)):
        if key in table and key not in known:
            _take(values, _listed(key, table[key], names, network), key)
    rest = [name for name in order if name not in values]
    values.update(_rest(table, rest))
    missing = [name for name in order if name not in values]
    if missing:
        listing = ", ".join(missing[:8]) + (", …" if len(missing) > 8 else "")
        message = f"parameters: no value for {listing}; give one by name, in a list, or with 'fill'"
        raise SpecError(message)
    return {name: values[name] for name in order}


def number_at(place: str, value: object) -> Number:
    """The number at a place of the file, which an error names.

    Raises:
        SpecError: it is no number.
    """
    try:
        return read_number(value)
    except SpecError as error:
        message = f"{place}: {error}"
        raise SpecError(message) from None


def _take(values: dict[str, Number], more: Mapping[str, Number], key: str) -> None:
    for name, number in more.items():
        if name in values:
            message = f"parameters: '{name}' is given twice, by name and in '{key}'"
            raise SpecError(message)
        values[name] = number


def _listed(key: str, values: object, names: tuple[str, ...], network: Network) -> dict[str, Number]:
    """``weights`` or ``biases``: a flat list in numbering order, or one matrix (vector) a layer."""
    if not isinstance(values, list):
        message = f"parameters.{key}: expected a list"
        raise SpecError(message)
    if any(isinstance(entry, list) for entry in values):
        return _matrices(values, network) if key == "weights" else _vectors(values, network)
    if len(values) != len(names):
        ends = f" ({names[0]} to {names[-1]})" if names else ""
        message = f"parameters.{key}: {len(values)} numbers for {len(names)} {key}{ends}"
        raise SpecError(message)
    entries = enumerate(zip(names, values, strict=True), start=1)
    return {name: number_at(f"parameters.{key}, entry {i}", entry) for i, (name, entry) in entries}


def _matrices(matrices: list[Any], network: Network) -> dict[str, Number]:
    """One matrix a layer: a row for each unit that is reached, a column for each that is left."""
    sizes = [len(layer) for layer in network.layers]
    if len(matrices) != len(sizes) - 1:
        message = f"parameters.weights: {len(matrices)} matrices for {len(sizes) - 1} layers"
        raise SpecError(message)
    for layer, matrix in enumerate(matrices, start=1):
        rows = matrix if isinstance(matrix, list) else []
        widths = {len(row) if isinstance(row, list) else 0 for row in rows}
        if len(rows) != sizes[layer] or widths != {sizes[layer - 1]}:
            shape = f"{len(rows)} × {'/'.join(str(width) for width in sorted(widths)) or 0}"
            message = f"parameters.weights, matrix {layer}: shape {shape}; expected "
            raise SpecError(f"{message}{sizes[layer]} × {sizes[layer - 1]} (a row for each unit of layer {layer})")
    return {
        c.name: number_at(
            f"parameters.weights, matrix {c.target.layer}, row {c.target.index}, column {c.source.index}",
            matrices[c.target.layer - 1][c.target.index - 1][c.source.index - 1],
        )
        for c in network.connections
    }


def _vectors(vectors: list[Any], network: Network) -> dict[str, Number]:
    sizes = [
        len({network.bias_of[u.name].name for u in layer if u.name in network.bias_of}) for layer in network.layers[1:]
    ]
    shapes = [len(row) if isinstance(row, list) else 0 for row in vectors]
    if shapes != sizes:
        message = f"parameters.biases: vectors of lengths {shapes}; expected {sizes}"
        raise SpecError(message)
    values: dict[str, Number] = {}
    for number, (row, layer) in enumerate(zip(vectors, network.layers[1:], strict=True), start=1):
        # A bias that units share stands once.
        names = dict.fromkeys(network.bias_of[unit.name].name for unit in layer if unit.name in network.bias_of)
        for place, (name, entry) in enumerate(zip(names, row, strict=True), start=1):
            values[name] = number_at(f"parameters.biases, layer {number}, entry {place}", entry)
    return values


def _rest(table: Mapping[str, object], names: list[str]) -> dict[str, Number]:
    """Values by ``fill`` or ``random`` for the parameters that have none yet."""
    if "fill" in table and "random" in table:
        message = "parameters: expected 'fill' or 'random', not both"
        raise SpecError(message)
    if "fill" in table:
        number = number_at("parameters.fill", table["fill"])
        return dict.fromkeys(names, number)
    if "random" in table:
        return _random(table["random"], names)
    return {}


def _random(table: object, names: list[str]) -> dict[str, Number]:
    """Numbers drawn from a seed, in the order of the names."""
    if not isinstance(table, dict):
        message = "parameters.random: expected a table such as {seed = 1}"
        raise SpecError(message)
    drawn = recipe("parameters.random", table)
    values = drawn.draw(len(names))
    return {name: read_number(drawn.text(float(value))) for name, value in zip(names, values, strict=True)}
