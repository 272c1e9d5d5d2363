"""The machine's values: every line of an assignment as the NumPy judge has it, by name."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from symbp import oracle
from symbp.activations import activations
from symbp.formulas.judge import Judge
from symbp.formulas.lines import Formulas
from symbp.quantity import Quantity
from symbp.spec.assignment import Assignment, Batch, Unit
from symbp.spec.dense import ArrayAssignment
from symbp.steps import entry_names


def problem(assignment: Assignment) -> oracle.Problem:
    """The assignment as arrays and plain NumPy functions."""
    network, choice = assignment.network, assignment.loss
    order = {name: i for i, name in enumerate((*network.weights, *network.bias_names))}
    options = {key: float(value) for key, value in choice.options.items()}
    scale = float(choice.scale(len(network.outputs)))
    count = len(assignment.samples)
    return oracle.Problem(
        parameters=np.array([float(assignment.parameters[name].value) for name in order]),
        layers=[_layer(assignment, i, order) for i in range(1, len(network.layers))],
        x=np.array([[float(n.value) for n in sample.x] for sample in assignment.samples]).T,
        y=np.array([[float(n.value) for n in sample.y] for sample in assignment.samples]).T,
        losses=lambda a, y: scale * choice.function.values(a, y, options),
        loss_gradient=lambda a, y: scale * choice.function.gradient(a, y, options),
        sample_weight=1 / count if choice.batch is Batch.MEAN else 1.0,
    )


def _layer(assignment: Assignment, number: int, order: Mapping[str, int]) -> oracle.LayerIndices:
    network = assignment.network
    units, before = network.layers[number], network.layers[number - 1]
    weights = np.full((len(units), len(before)), oracle.ABSENT)
    biases = np.full(len(units), oracle.ABSENT)
    for unit in units:
        for connection in network.incoming[unit.name]:
            weights[unit.index - 1, connection.source.index - 1] = order[connection.name]
        if unit.name in network.bias_of:
            biases[unit.index - 1] = order[network.bias_of[unit.name].name]
    groups: dict[str, list[int]] = {}
    for unit in units:
        groups.setdefault(unit.activation, []).append(unit.index - 1)
    functions = [_function(units[rows[0]], np.array(rows)) for rows in groups.values()]
    return oracle.LayerIndices(weights, biases, network.bias_sign, functions)


def _function(unit: Unit, rows: oracle.Indices) -> oracle.ActivationRows:
    options = {key: float(value) for key, value in unit.options.items()}
    function = unit.function
    return oracle.ActivationRows(
        rows,
        functools.partial(_with, function.forward, options),
        functools.partial(_with, function.vjp, options),
    )


def _with(call: Callable[..., object], options: Mapping[str, float], *arrays: oracle.Array) -> oracle.Array:
    return np.asarray(call(*arrays, options))


def dense_problem(dense: ArrayAssignment) -> oracle.Problem:
    """An assignment in arrays for the judge; the parameters stand one after the other, weights of all layers first."""
    sizes = [weights.size for weights in dense.weights]
    starts = np.cumsum([0, *sizes])
    layers, parts, end = [], [weights.ravel() for weights in dense.weights], int(starts[-1])
    for i, (layer, weights, bias) in enumerate(zip(dense.layers, dense.weights, dense.biases, strict=True)):
        where = np.full(len(weights), oracle.ABSENT)
        if bias is not None:
            where = end + (np.arange(len(weights)) if len(bias) > 1 else np.zeros(len(weights), dtype=int))
            parts.append(bias.ravel())
            end += bias.size
        options = {key: float(value) for key, value in layer.options.items()}
        function = oracle.ActivationRows(
            np.arange(len(weights)),
            functools.partial(_with, layer.function.forward, options),
            functools.partial(_with, layer.function.vjp, options),
        )
        order = np.arange(starts[i], starts[i + 1]).reshape(weights.shape)
        layers.append(oracle.LayerIndices(order, where, dense.bias_sign, [function]))
    choice, count = dense.loss, dense.x.shape[1]
    options, scale = {key: float(v) for key, v in choice.options.items()}, float(choice.scale(dense.sizes[-1]))
    return oracle.Problem(
        parameters=np.concatenate(parts),
        layers=layers,
        x=dense.x,
        y=dense.y,
        losses=lambda a, y: scale * choice.function.values(a, y, options),
        loss_gradient=lambda a, y: scale * choice.function.gradient(a, y, options),
        sample_weight=1 / count if choice.batch is Batch.MEAN else 1.0,
    )


def numpy_values(assignment: Assignment, iterations: int = 1) -> dict[str, float]:
    """NumPy's value of every line of so many iterations of training, by name.

    >>> from symbp.spec import load
    >>> values = numpy_values(load("nndl3"), iterations=2)
    >>> round(values["dL/dw1"], 12), values["L@2"] < values["L"]
    (-0.008421480462, True)
    """
    if assignment.formulas is not None:
        return _of_formulas(assignment, assignment.formulas)
    values = _of_iteration(assignment, {})
    all_values = dict(values)
    for k in range(2, iterations + 1):
        carried = {Quantity.named(name).word: value for name, value in values.items() if Quantity.named(name).updated}
        values = _of_iteration(replace(assignment, samples=assignment.batch(k), later=()), carried)
        all_values |= {f"{name}@{k}": value for name, value in values.items()}
    return all_values


def judge(assignment: Assignment, formulas: Formulas, carried: Mapping[str, float] | None = None) -> Judge:
    """The judge of an assignment that is given by formulas, with other values of some givens."""
    numbers = {name: float(number.value) for name, number in assignment.numbers.items()} | dict(carried or {})
    givens = {
        name: np.array([numbers[entry] for entry in entry_names(name, shape)]).reshape(shape)
        for name, shape in formulas.givens
    }
    end = [line.name for line in formulas.lines].index(formulas.output) + 1
    return Judge([(line.name, line.formula) for line in formulas.lines[:end]], givens)


def _of_formulas(assignment: Assignment, formulas: Formulas) -> dict[str, float]:
    """Every line of an assignment that is given by formulas."""
    twin = judge(assignment, formulas)
    shapes = dict(formulas.shapes)
    values = {name: float(number.value) for name, number in assignment.numbers.items()}

    def entries(name: str) -> list[str]:
        """The names of a quantity's entries; those of the output are the loss."""
        return ["L"] if name == formulas.output else entry_names(name, shapes[name])

    for name in twin.values:
        values |= dict(zip(entries(name), map(float, twin.value(name).ravel()), strict=True))
        gradient = twin.gradient(name)
        values |= {f"dL/d{e}": float(v) for e, v in zip(entries(name), gradient.ravel(), strict=True)}
    for line, formula in twin.lines[:-1]:
        for name in dict.fromkeys(formula.names()):
            slopes = twin.slope(line, name).reshape(len(entries(line)), -1)
            for i, above in enumerate(entries(line)):
                values |= {f"d{above}/d{e}": float(v) for e, v in zip(entries(name), slopes[i], strict=True)}
    return values | (_updated(assignment, values) if assignment.learning_rate is not None else {})


def _of_iteration(assignment: Assignment, carried: Mapping[str, float]) -> dict[str, float]:
    """The values of one iteration, with the updates of the one before in the place of what the assignment gives."""
    with np.errstate(all="ignore"):
        values = {name: float(number.value) for name, number in assignment.numbers.items()} | dict(carried)
        names = (*assignment.network.weights, *assignment.network.bias_names)
        setting = replace(problem(assignment), parameters=np.array([values[name] for name in names]))
        result = oracle.run(setting)
        for s in range(len(assignment.samples)):
            values |= dict(_of_sample(assignment, setting, result, s))
    values["L"] = result.loss
    for i, name in enumerate(names):
        values[f"dL/d{name}"] = float(result.gradient[i])
    return values | (_updated(assignment, values) if assignment.learning_rate is not None else {})


def _updated(assignment: Assignment, values: Mapping[str, float]) -> dict[str, float]:
    """The lines of the optimizer, by its NumPy twin."""
    rule = assignment.optimizer.rule
    updates: dict[str, float] = {}
    for parameter in assignment.trained:
        shorts = ("w", "g", "eta", *rule.options, *rule.shared, *rule.states)
        with np.errstate(all="ignore"):
            results = rule.values({short: np.float64(values[rule.long_name(short, parameter)]) for short in shorts})
        updates |= {rule.long_name(short, parameter): float(value) for short, value in results.items()}
    return updates


def _of_sample(
    assignment: Assignment, setting: oracle.Problem, result: oracle.PassResult, s: int
) -> Iterator[tuple[str, float]]:
    def sampled(name: str) -> str:
        """The name of a quantity in this sample."""
        return assignment.sampled(name, s + 1)

    network = assignment.network
    for i, unit in enumerate(network.inputs):
        yield f"dL/d{sampled(unit.name)}", float(result.da[0][i, s])
    for number, layer in enumerate(network.layers[1:], start=1):
        z, a = result.z[number][:, s], result.a[number][:, s]
        for i, unit in enumerate(layer):
            before, after = sampled(f"in_{unit.name}"), sampled(f"out_{unit.name}")
            yield before, float(z[i])
            yield after, float(a[i])
            yield f"dL/d{before}", float(result.dz[number][i, s])
            yield f"dL/d{after}", float(result.da[number][i, s])
        yield from _slopes(layer, setting.layers[number - 1], z, a, sampled)
    outputs = result.a[-1][:, s : s + 1]
    if assignment.loss.function.link:
        part = assignment.loss.function.link
        for unit, value in zip(network.outputs, activations[part].forward(outputs, {})[:, 0], strict=True):
            yield sampled(f"{part}_{unit.name}"), float(value)
    yield sampled("L"), float(result.losses[s])
    yield f"dL/d{sampled('L')}", setting.sample_weight


def _slopes(
    layer: tuple[Unit, ...],
    functions: oracle.LayerIndices,
    z: oracle.Array,
    a: oracle.Array,
    sampled: Callable[[str], str],
) -> Iterator[tuple[str, float]]:
    """∂out_k/∂in_j as the vjp of the k-th unit vector."""
    for function in functions.functions:
        rows = [layer[i] for i in function.rows]
        for k, unit in enumerate(rows):
            upstream = np.zeros((len(rows), 1))
            upstream[k] = 1.0
            pulled = function.vjp(z[function.rows][:, None], a[function.rows][:, None], upstream)
            for j, other in enumerate(rows):
                if unit is other or not unit.function.elementwise:
                    yield f"d{sampled(f'out_{unit.name}')}/d{sampled(f'in_{other.name}')}", float(pulled[j, 0])
