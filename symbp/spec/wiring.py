"""From the ``[network]`` table to units, connections and biases with their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import sympy as sp

from symbp.activations import activations
from symbp.errors import SpecError, UnknownNameError, did_you_mean
from symbp.limits import LONGEST_NAME, MOST_CONNECTIONS, MOST_LAYERS, MOST_UNITS
from symbp.notation import Spelling, spell
from symbp.spec.assignment import BiasLink, Connection, Network, Unit
from symbp.spec.numbers import Number
from symbp.spec.schema import NetworkTable

# Latin and Greek letters: what every output, from a formula in TeX to a C identifier, can spell.
_LETTER = "A-Za-zΑ-ΡΣ-Ωα-ω"
_NAME = re.compile(rf"[{_LETTER}][{_LETTER}0-9]*(?:_[{_LETTER}0-9]+)*")
_UNIT = re.compile(rf"[{_LETTER}0-9]+(?:_[{_LETTER}0-9]+)*")
_RESERVED = frozenset({"L", "eta"})


def build_network(table: NetworkTable, with_targets: bool) -> Network:
    """The network that a table describes.

    Raises:
        SpecError: sizes, names or connections do not fit.
    """
    names = _unit_names(table)
    layers = _units(names, table)
    connections = _connections(table, layers)
    biases = _biases(table, layers)
    outputs = len(layers[-1])
    targets = tuple(table.targets or (f"y{k}" for k in range(1, outputs + 1))) if with_targets else ()
    if with_targets and len(targets) != outputs:
        message = f"network.targets: {len(targets)} names for {outputs} outputs"
        raise SpecError(message)
    sign = -1 if table.bias_sign == "-" else 1
    network = Network(layers, connections, biases, sign, targets, _stands_for(table, layers))
    _check_names(network)
    return network


def _stands_for(table: NetworkTable, layers: tuple[tuple[Unit, ...], ...]) -> tuple[int, ...]:
    """The sizes that the layers stand for, each of which has to be the same everywhere."""
    sizes = tuple(table.stands_for or ())
    if sizes and len(sizes) != len(layers):
        message = f"network.stands_for: {len(sizes)} sizes for {len(layers)} layers"
        raise SpecError(message)
    small: dict[int, int] = {}
    for size, layer in zip(sizes, layers, strict=False):
        if size < len(layer):
            message = f"network.stands_for: a layer of {len(layer)} units cannot stand for one of {size}"
            raise SpecError(message)
        if small.setdefault(size, len(layer)) != len(layer):
            message = f"network.stands_for: {size} stands once for {small[size]} units and once for {len(layer)}"
            raise SpecError(message)
    return sizes


def _unit_names(table: NetworkTable) -> list[list[str]]:
    if (table.layers is None) == (table.units is None):
        message = "network: expected either 'layers' (sizes) or 'units' (names), " + (
            "not both" if table.layers else "found neither"
        )
        raise SpecError(message)
    sizes = table.layers or [len(layer) for layer in table.units or []]
    _check_sizes(sizes, "layers" if table.layers else "units")
    if table.units is not None:
        return table.units
    deep = len(sizes) > 3
    middle = [
        [f"h{layer}_{i}" if deep else f"h{i}" for i in range(1, size + 1)]
        for layer, size in enumerate(sizes[1:-1], start=1)
    ]
    first = [f"x{i}" for i in range(1, sizes[0] + 1)]
    return [first, *middle, [f"o{i}" for i in range(1, sizes[-1] + 1)]]


def _check_sizes(sizes: Sequence[int], key: str) -> None:
    if not 2 <= len(sizes) <= MOST_LAYERS:
        message = f"network.{key}: {len(sizes)} layers; expected 2 to {MOST_LAYERS}, inputs and outputs included"
        raise SpecError(message)
    for i, size in enumerate(sizes, start=1):
        if not 1 <= size <= MOST_UNITS:
            message = f"network.{key}, entry {i}: a layer of {size} units; expected 1 to {MOST_UNITS}"
            raise SpecError(message)
    edges = sum(a * b for a, b in pairwise(sizes))
    if edges > MOST_CONNECTIONS:
        message = f"network.{key}: {edges} connections; at most {MOST_CONNECTIONS} can be handled"
        raise SpecError(message)


def _units(names: list[list[str]], table: NetworkTable) -> tuple[tuple[Unit, ...], ...]:
    chosen = _activations_of(names, table.activation)
    check_options(table.options, {name for layer in chosen for name in layer})
    layers = [tuple(Unit(name, 0, i) for i, name in enumerate(names[0], start=1))]
    for number, (layer, functions) in enumerate(zip(names[1:], chosen, strict=True), start=1):
        layers.append(
            tuple(
                Unit(name, number, i, function, options_of(function, table.options))
                for i, (name, function) in enumerate(zip(layer, functions, strict=True), start=1)
            )
        )
    return tuple(layers)


def options_of(function: str, given: Mapping[str, Number]) -> Mapping[str, sp.Rational]:
    """The options of an activation: those given, and defaults for the rest."""
    record = activations[function]
    options = {key: given[key].rational if key in given else default for key, default in record.options.items()}
    return options | {key: options[other] for key, other in record.follows.items() if key not in given}


def check_options(given: Iterable[str], used: set[str]) -> None:
    """Every option belongs to one of the activations that are used.

    Raises:
        SpecError: one does not.
    """
    known = {option for name in used for option in activations[name].options}
    for option in given:
        if option not in known:
            message = f"network.options: unknown option '{option}' for {', '.join(sorted(used))}. "
            raise SpecError(message + did_you_mean(option, known))


def _activations_of(names: list[list[str]], entries: str | list[str | list[str]]) -> list[list[str]]:
    sizes = [len(layer) for layer in names[1:]]
    rows = [entries] * len(sizes) if isinstance(entries, str) else entries
    if len(rows) != len(sizes):
        message = f"network.activation: {len(rows)} entries for {len(sizes)} layers behind the inputs"
        raise SpecError(message)
    out = []
    for number, (row, size) in enumerate(zip(rows, sizes, strict=True), start=1):
        place = f"network.activation, layer {number}"
        functions = [row] * size if isinstance(row, str) else row
        if len(functions) != size:
            message = f"{place}: {len(functions)} names for {size} units"
            raise SpecError(message)
        for name in functions:
            try:
                function = activations.pick(name)
            except UnknownNameError as error:
                message = f"{place}: {error}"
                raise SpecError(message) from None
            if not function.elementwise and set(functions) != {name}:
                message = f"{place}: {name} belongs to all units of its layer, not to some of them"
                raise SpecError(message)
        out.append(functions)
    return out


def _connections(table: NetworkTable, layers: tuple[tuple[Unit, ...], ...]) -> tuple[Connection, ...]:
    if table.connections is not None:
        units = {unit.name: unit for layer in layers for unit in layer}
        return tuple(_connection(i, entry, units) for i, entry in enumerate(table.connections, start=1))
    numbering = table.numbering or ("by-source" if len(layers) <= 3 else "matrix")
    pairs = [pair for before, after in pairwise(layers) for pair in _numbered(before, after, numbering)]
    if numbering != "matrix":
        return tuple(Connection(f"w{n}", source, target) for n, (source, target) in enumerate(pairs, start=1))
    gap = "_" if max(len(layer) for layer in layers) > 9 else ""
    return tuple(Connection(f"w{t.layer}_{t.index}{gap}{s.index}", s, t) for s, t in pairs)


def _numbered(before: tuple[Unit, ...], after: tuple[Unit, ...], numbering: str) -> list[tuple[Unit, Unit]]:
    if numbering == "by-source":
        return [(source, target) for source in before for target in after]
    return [(source, target) for target in after for source in before]


def _connection(i: int, entry: tuple[str, str, str], units: Mapping[str, Unit]) -> Connection:
    name, source, target = entry
    place = f"network.connections, entry {i}"
    for unit in (source, target):
        if unit not in units:
            message = f"{place}: unknown unit '{unit}'. {did_you_mean(unit, units)}"
            raise SpecError(message)
    if units[target].layer != units[source].layer + 1:
        message = f"{place}: '{name}' goes from layer {units[source].layer} to layer {units[target].layer}; "
        raise SpecError(message + "a connection leads to the next layer")
    return Connection(name, units[source], units[target])


def _biases(table: NetworkTable, layers: tuple[tuple[Unit, ...], ...]) -> tuple[BiasLink, ...]:
    units = {unit.name: unit for layer in layers[1:] for unit in layer}
    trained = table.bias != "fixed"
    if table.biases is not None:
        for i, (_, name) in enumerate(table.biases, start=1):
            if name not in units:
                message = f"network.biases, entry {i}: unknown unit '{name}'. {did_you_mean(name, units)}"
                raise SpecError(message)
        twice = _repeated([unit for _, unit in table.biases])
        if twice:
            message = f"network.biases: unit '{twice}' has two biases; expected one"
            raise SpecError(message)
        return tuple(BiasLink(name, units[unit], trained) for name, unit in table.biases)
    if table.bias == "none":
        return ()
    shared = table.bias == "layer"
    return tuple(BiasLink(f"b{u.layer}" if shared else f"b_{u.name}", u, trained) for u in units.values())


def _repeated(names: Sequence[str]) -> str | None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def _check_names(network: Network) -> None:
    units = [unit.name for layer in network.layers for unit in layer]
    twice = _repeated(units)
    if twice:
        message = f"network.units: two units are called '{twice}'"
        raise SpecError(message)
    for unit in units[len(network.inputs) :]:
        _check_name(unit, _UNIT, "unit")
    weights, biases = set(network.weights), set(network.bias_names)
    for name in weights & biases:
        message = f"network: '{name}' is a weight and a bias"
        raise SpecError(message)
    taken: dict[str, str] = {}
    groups = {"input": [u.name for u in network.inputs], "target": network.targets}
    groups |= {"weight": network.weights, "bias": network.bias_names}
    for what, names in groups.items():
        for name in names:
            _check_name(name, _NAME, what)
            if name in taken:
                message = f"network: the {what} '{name}' has the name of a {taken[name]}"
                raise SpecError(message)
            taken[name] = what
    _check_spellings(network, taken)
    doubled = _repeated([f"{c.source.name}>{c.target.name}" for c in network.connections])
    if doubled:
        source, target = doubled.split(">")
        message = f"network.connections: two connections lead from '{source}' to '{target}'"
        raise SpecError(message)
    fed = {connection.target.name for connection in network.connections}
    lonely = [unit.name for layer in network.layers[1:] for unit in layer if unit.name not in fed]
    if lonely:
        message = f"network.connections: nothing leads to unit '{lonely[0]}'"
        raise SpecError(message)
    feeding = {connection.source.name for connection in network.connections}
    idle = [unit.name for layer in network.layers[1:-1] for unit in layer if unit.name not in feeding]
    if idle:
        message = f"network.connections: nothing leads on from unit '{idle[0]}'"
        raise SpecError(message)


def _check_spellings(network: Network, taken: Mapping[str, str]) -> None:
    """No two quantities may look the same on a sheet: w1 and w_1, or a weight δ_h beside the delta of h."""
    looks: dict[str, str] = {"L": "loss", r"\eta": "learning rate"}
    for layer in network.layers[1:]:
        for unit in layer:
            for letters, what in (("δ", "delta"), ("a", "output"), ("z", "pre-activation"), ("p", "probability")):
                looks[Spelling(letters, spell(unit.name)).latex] = f"{what} of unit '{unit.name}'"
    for name, what in taken.items():
        spelling = spell(name).latex
        if spelling in looks:
            message = f"network: the {what} '{name}' would look like the {looks[spelling]}"
            raise SpecError(message)
        looks[spelling] = f"{what} '{name}'"


def _check_name(name: str, pattern: re.Pattern[str], what: str) -> None:
    label = name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME] + "…"
    if len(name) > LONGEST_NAME or not pattern.fullmatch(name):
        message = f"network: the name '{label}' of a {what} is not possible; "
        message += "expected a Latin or Greek letter, then letters, digits and single underscores, "
        message += f"at most {LONGEST_NAME} characters"
        raise SpecError(message)
    if name in _RESERVED or name.startswith(("in_", "out_", "softmax_", "sigmoid_")) or name.endswith("_new"):
        message = f"network: the {what} cannot be called '{label}': "
        raise SpecError(message + "L, eta, in_…, out_…, softmax_…, sigmoid_… and …_new name other quantities")
