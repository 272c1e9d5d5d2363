"""Proof obligations of a network in matrices."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import numpy as np

from symbp import oracle
from symbp.dense.table import DenseTable, dense_table
from symbp.findings import Finding, Standing
from symbp.general import architecture_of
from symbp.general.instances import Instances
from symbp.numpy_reference import dense_problem
from symbp.page.words import say
from symbp.pipeline import derive
from symbp.proof import Report
from symbp.spec import parse
from symbp.spec.dense import ArrayAssignment

TOLERANCE = 1e-12
ARRAY_DIFFERENCE_TOLERANCE = 1e-5
DIFFERENCES = 12
SMALLEST_GRADIENT = 1e-9
"""Against a loss of 1, gradients below this are what rounding leaves of saturated units."""
WIDEST_WRITTEN_OUT = 3


def verify_dense(dense: ArrayAssignment) -> Report:
    """Every obligation of an assignment in arrays, tried.

    >>> from symbp.spec import load
    >>> verify_dense(load("nndl3", arrays=True)).holds
    True
    """
    return report(dense_table(dense))


def report(table: DenseTable) -> Report:
    """The obligations of a table that has been made already."""
    obligations: tuple[Callable[[DenseTable], Finding], ...] = (
        _shapes,
        _instances,
        _against_oracle,
        _against_differences,
    )
    return Report(table.dense.name, tuple(obligation(table) for obligation in obligations))


def _shapes(table: DenseTable) -> Finding:
    wrong = [line.name for line in table.form.lines if table.arrays[line.name].shape != line.shape]
    if wrong:
        return Finding("shapes", say("proof.shape_differs", matrix=wrong[0]), standing=Standing.FAILED)
    return Finding("shapes", say("proof.shapes", matrices=len(table.form.lines)), standing=Standing.PROVEN)


def _instances(table: DenseTable) -> Finding:
    """The index form, by the same network with few units, written out unit by unit."""
    assignment = parse(_narrow(table.dense))
    derivation = derive(assignment)
    instances = Instances(assignment, derivation)
    sizes = "-".join(str(size) for size in architecture_of(assignment).sizes)
    if instances.differing():
        return Finding("instances", say("proof.narrow_no_instance", sizes=sizes), standing=Standing.FAILED)
    lines = sum(step.expr is not None for step in derivation)
    sentence = say("proof.narrow_instances", sizes=sizes, lines=lines)
    return Finding("instances", sentence, standing=Standing.PROVEN)


def _narrow(dense: ArrayAssignment) -> str:
    """The assignment with at most three units a layer and two samples, as text."""
    sizes = [min(size, WIDEST_WRITTEN_OUT) for size in dense.sizes]
    samples = min(dense.x.shape[1], 2)
    names = [layer.activation for layer in dense.layers]
    options = {key: str(value) for layer in dense.layers for key, value in layer.options.items()}
    loss = dense.loss
    # Each target row has a sum of 1: what a loss that expects a distribution expects.
    targets = [[f"1/{sizes[-1]}"] * sizes[-1]] * samples if len(dense.y) else []
    y = f"y = {targets}" if targets else ""
    text = f"""
[network]
layers = {sizes}
activation = {names}
options = {{{", ".join(f"{key} = '{value}'" for key, value in options.items())}}}
bias = "{dense.layers[0].bias}"
bias_sign = "{"-" if dense.bias_sign < 0 else "+"}"
[loss]
name = "{loss.name}"
outputs = "{loss.outputs}"
batch = "{loss.batch}"
options = {{{", ".join(f"{key} = '{value}'" for key, value in loss.options.items())}}}
[data]
x = {[["1/2"] * sizes[0]] * samples}
{y}
[parameters]
fill = 1
"""
    return text.replace("'", '"')


def _against_oracle(table: DenseTable) -> Finding:
    judged, dense = oracle.run(dense_problem(table.dense)), table.dense
    worst = abs(table.arrays["L"].item() - judged.loss) / max(1.0, abs(judged.loss))
    start = 0
    parts: dict[str, np.ndarray] = {}
    for number, weights in enumerate(dense.weights, start=1):
        parts[f"dW{number}"] = judged.gradient[start : start + weights.size].reshape(weights.shape)
        start += weights.size
    for number, bias in enumerate(dense.biases, start=1):
        if bias is not None:
            parts[f"db{number}"] = judged.gradient[start : start + bias.size].reshape(bias.shape)
            start += bias.size
    # Measured on the largest of all gradients: that of a bias may be 0 but for the last bits.
    scale = max(float(np.abs(judged.gradient).max()), SMALLEST_GRADIENT * max(1.0, abs(judged.loss)))
    for name, truth in parts.items():
        if name in table.arrays:
            worst = max(worst, float(np.abs(table.arrays[name] - truth).max()) / scale)
    if not worst <= TOLERANCE:
        return Finding("numpy", say("proof.matrices_differ", apart=f"{worst:.1e}"), standing=Standing.FAILED)
    power = next(power for power in range(-16, 0) if worst < 10.0**power)
    return Finding("numpy", say("proof.matrices", power=power), standing=Standing.PROVEN)


def _against_differences(table: DenseTable) -> Finding:
    """Chosen gradients against central differences of the judge's loss."""
    dense, setting = table.dense, dense_problem(table.dense)
    source = random.Random(dense.name)  # noqa: S311 - which entries, no secret
    flat = np.concatenate([table.arrays[f"dW{n}"].ravel() for n in range(1, len(dense.weights) + 1)])
    chosen = sorted({source.randrange(flat.size) for _ in range(DIFFERENCES)})
    kinked = 0
    for parameter in chosen:
        scale = max(1.0, abs(float(flat[parameter])), abs(table.arrays["L"].item()) * 1e-4)
        tries = (oracle.differences(setting, parameter, step) for step in (1e-2, 1e-3, 1e-4))
        apart = min((abs(value - flat[parameter]) for value in tries if math.isfinite(value)), default=math.inf)
        if apart > ARRAY_DIFFERENCE_TOLERANCE * scale:
            if not oracle.kink(setting, parameter):
                sentence = say("proof.matrix_differences_differ", weight=parameter + 1, apart=f"{apart:.1e}")
                return Finding("differences", sentence, standing=Standing.FAILED)
            kinked += 1
    sentence = say("proof.matrix_differences", gradients=len(chosen) - kinked, kinked=kinked)
    return Finding("differences", sentence, standing=Standing.KINK if kinked else Standing.PROVEN)
