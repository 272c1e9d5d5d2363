"""From the contents of a file to an Assignment, unit by unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from symbp.errors import SpecError
from symbp.limits import MOST_ASSIGNMENT_LINES
from symbp.losses import Loss
from symbp.losses.base import Targets
from symbp.quantity import updated_name
from symbp.spec.arrays.sources import written_out
from symbp.spec.assignment import Assignment, Network, Sample
from symbp.spec.choices import (
    check_iterations,
    check_notation,
    check_targets,
    loss_choice,
    marking_choice,
    one_hot,
    optimizer_choice,
    rounding_choice,
    variant_rules,
)
from symbp.spec.contents import ResolvedSpec
from symbp.spec.numbers import Number, read_number
from symbp.spec.parameters import parameter_values
from symbp.spec.warnings import with_warnings
from symbp.spec.wiring import build_network


def assignment_of(spec: ResolvedSpec) -> Assignment:
    """The assignment that a file means, unit by unit.

    Raises:
        SpecError: something in it does not fit.
    """
    try:
        return _assignment(spec)
    except SpecError:
        raise
    except (RecursionError, OverflowError, ValueError):
        message = "a number in it is too large, or a table nested too deeply"
        raise SpecError(message) from None


def _assignment(spec: ResolvedSpec) -> Assignment:
    tables = spec.tables
    check_notation(tables.notation)
    loss = loss_choice(tables.loss)
    network = build_network(tables.network, with_targets=loss.function.targets is not Targets.NONE)
    samples = _samples(spec, network, loss.function)
    _check_amount(network, samples)
    parameters = parameter_values(_as_text(spec.parameters), network)
    training = tables.training
    check_iterations(training.iterations)
    batches = (
        [samples[i : i + size] for i in range(0, len(samples), size)] if (size := training.batch_size) else [samples]
    )
    assignment = Assignment(
        name=spec.name,
        source=spec.name,
        title=tables.title,
        notes=tuple(tables.notes),
        network=network,
        loss=loss,
        samples=batches[0],
        later=tuple(batches[1:]),
        parameters=parameters,
        learning_rate=training.learning_rate,
        iterations=tuple(training.iterations),
        input_gradients=training.input_gradients,
        rounding=rounding_choice(tables.rounding, optimizer_choice(tables.training)),
        notation=tables.notation,
        optimizer=optimizer_choice(training),
        marking=marking_choice(tables.marking, tables.notation),
        document=spec.document,
        variants=variant_rules(tables.variants),
    )
    _check_names(assignment)
    return with_warnings(assignment)


def _check_names(assignment: Assignment) -> None:
    """No unit and no parameter may be called like a quantity of the optimizer."""
    rule = assignment.optimizer.rule
    own = {name for parameter in assignment.trained for name in rule.names(parameter)} - {
        updated_name(parameter, 1) for parameter in assignment.trained
    }
    network = assignment.network
    for name in (*assignment.parameters, *network.targets, *(u.name for layer in network.layers for u in layer)):
        if name in own:
            message = f"network: nothing can be called '{name}': it is a quantity of the optimizer {rule.name}"
            raise SpecError(message)


def _samples(spec: ResolvedSpec, network: Network, loss: Loss) -> tuple[Sample, ...]:
    x = _exact(spec.x)
    _check_rows("data.x", x, len(network.inputs), "inputs")
    targets = _targets(spec, len(network.outputs), loss)
    if len(targets) != len(x):
        message = f"data: {len(x)} rows in x, but {len(targets)} in {'classes' if spec.y is None else 'y'}"
        raise SpecError(message)
    return tuple(Sample(tuple(row), tuple(y)) for row, y in zip(x, targets, strict=True))


def _exact(rows: Any) -> list[list[Number]]:
    """The rows of an array as exact numbers; rows that are exact already stay as they are."""
    if not isinstance(rows, np.ndarray):
        return list(rows)
    return [[read_number(text) for text in row] for row in written_out(rows)]


def _as_text(parameters: dict[str, Any]) -> dict[str, object]:
    """The table with arrays written out; a bias may come as a row or as a column."""
    table = dict(parameters)
    for key in ("weights", "biases"):
        if isinstance(table.get(key), list):
            table[key] = [
                written_out(entry.ravel() if key == "biases" else entry) if isinstance(entry, np.ndarray) else entry
                for entry in table[key]
            ]
    return table


def _targets(spec: ResolvedSpec, outputs: int, loss: Loss) -> Sequence[Sequence[Number]]:
    check_targets(spec, loss)
    if loss.targets is Targets.NONE:
        return [()] * len(spec.x)
    if spec.y is not None:
        rows = _exact(spec.y)
        _check_rows("data.y", rows, outputs, "outputs")
        return rows
    return [[read_number(entry) for entry in row] for row in one_hot(spec.classes or [], outputs)]


def _check_rows(place: str, rows: list[list[Number]], width: int, what: str) -> None:
    for i, row in enumerate(rows, start=1):
        if len(row) != width:
            message = f"{place}, row {i}: {len(row)} numbers for {width} {what}"
            raise SpecError(message)


def _check_amount(network: Network, samples: tuple[Sample, ...]) -> None:
    units = sum(len(layer) for layer in network.layers)
    lines = 4 * units * len(samples) + 2 * len(network.connections)
    if lines > MOST_ASSIGNMENT_LINES:
        message = (
            f"data: {len(samples)} samples make about {lines} lines; at most {MOST_ASSIGNMENT_LINES} can be handled"
        )
        raise SpecError(message)
