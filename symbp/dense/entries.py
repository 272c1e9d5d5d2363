"""A single ∂L/∂w of a wide network, written out with its sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import sympy as sp

from symbp.dense.names import EntryPlace, place
from symbp.dense.table import DenseTable
from symbp.errors import UnknownNameError, did_you_mean
from symbp.general.architectures import Bias
from symbp.general.derivation import General
from symbp.general.lines import GeneralLine, Stage
from symbp.general.symbols import I, J


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line that the entry needs, with its unit put in, and its layer; unit j is any unit."""

    line: GeneralLine
    layer: int


@dataclass(frozen=True, slots=True)
class GradientEntry:
    """∂L/∂w or ∂L/∂b for one parameter.

    Attributes:
        parameter: the entry of the parameter's matrix.
        lines: its sum, then what the sum is made of, from the last layer to the inputs.
        factors: for each sample the numbers of the sum: for a weight δ of the unit and the output of
            the unit that it leaves; for a bias what the sample adds.
        value: what they add up to, by NumPy in double precision.
    """

    parameter: EntryPlace
    lines: tuple[EntryLine, ...]
    factors: tuple[tuple[float, ...], ...]
    value: float


def entry(table: DenseTable, text: str) -> GradientEntry:
    """The gradient of one parameter, written out.

    Raises:
        UnknownNameError: there is no such parameter.

    >>> from symbp.dense.table import dense_table
    >>> from symbp.spec import load
    >>> gradient = entry(dense_table(load("nndl3", arrays=True)), "w2[2,1]")
    >>> gradient.lines[0].line.result, round(gradient.value, 6)
    (before[1]*dL/dz[2], 0.083866)
    """
    position = place(text, table.arrays)
    name = position.name[1:] if position.name.startswith(("dW", "db")) else position.name
    if name[0] not in "Wb" or f"d{name}" not in table.arrays:
        trained = [each[1:] for each in table.arrays if each.startswith(("dW", "db"))]
        message = f"'{text}' is no trained parameter. {did_you_mean(position.name, trained)}"
        raise UnknownNameError(message)
    layer = int(name[1:])
    at = EntryPlace(name, position.row, position.column)
    lines = tuple(_lines(table.form.general, at, layer))
    value = float(table.arrays[f"d{name}"][at.row - 1, at.column - 1])
    return GradientEntry(at, lines, tuple(_factors(table, at, layer)), value)


def _lines(general: General, at: EntryPlace, layer: int) -> Iterator[EntryLine]:
    own = general.layer(layer)
    shared = at.name.startswith("b") and own.kind.bias is Bias.LAYER
    unit: dict[object, object] = {} if shared else {J: sp.Integer(at.row)}
    part = general.objective.part
    both = unit | {I: sp.Integer(at.column)}
    gradient = own.weight if at.name.startswith("W") else own.bias
    assert gradient is not None
    yield _at(gradient, both, layer)
    depth, by_sample = general.architecture.depth, general.objective.by_sample
    for number in range(layer, depth + 1):
        # Behind the parameter's own layer every unit is reached.
        delta = _delta(general, number)
        if by_sample is not None:
            # ∂L/∂L_s is the same number for every sample: it is put in.
            substitute = delta.result.xreplace({by_sample.left: by_sample.result})
            delta = replace(delta, stages=(Stage(substitute, ""),))
        yield _at(delta, unit if number == layer else {}, number)
    if part is not None:
        yield _at(part, unit if layer == depth else {}, depth)
    for number in range(depth, 0, -1):
        chosen = unit if number == layer else {J: sp.Integer(at.column)} if number == layer - 1 else {}
        chosen = {} if number > layer or at.name.startswith("b") else chosen
        yield _at(general.layer(number).acts[0], chosen, number)
        yield _at(general.layer(number).pre, chosen, number)


def _at(line: GeneralLine, indices: dict[object, object], layer: int) -> EntryLine:
    result = line.result.xreplace(indices)
    left: sp.Expr = line.left.xreplace(indices)
    return EntryLine(GeneralLine(line.key, left, (Stage(result, ""),), result), layer)


def _delta(general: General, layer: int) -> GeneralLine:
    own, objective = general.layer(layer), general.objective
    if layer == general.architecture.depth:
        if objective.combined is not None:
            return objective.combined
        identity = own.kind.function is not None and own.kind.function.name == "identity"
        return replace(objective.by_output, key="combined", left=own.delta.left) if identity else own.delta
    return own.recursion or own.delta


def _factors(table: DenseTable, at: EntryPlace, layer: int) -> Iterator[tuple[float, ...]]:
    deltas = table.arrays[f"D{layer}"]
    if at.name.startswith("W"):
        before = table.arrays["X" if layer == 1 else f"A{layer - 1}"][at.column - 1]
        yield from ((float(delta), float(out)) for delta, out in zip(deltas[at.row - 1], before, strict=True))
        return
    # A bias that a layer shares collects the deltas of all its units.
    whole = table.dense.layers[layer - 1].bias == Bias.LAYER
    totals = deltas.sum(axis=0) if whole else deltas[at.row - 1]
    yield from ((table.dense.bias_sign * float(total),) for total in totals)
