"""From an assignment to the forward lines: givens, pre-activations, activations, loss."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

import sympy as sp

from symbp import circuit
from symbp.activations import activations
from symbp.activations.base import LayerSum
from symbp.spec.assignment import Assignment, Batch, Unit
from symbp.steps import Derivation, Kind, Place, Role, Step, symbol
from symbp.substitution import product


def forward(assignment: Assignment) -> Derivation:
    """The forward lines of an assignment, sample by sample, with the loss as the last line ``L``.

    For unit j of layer l, fed by units i::

        in_j  := w_j1*out_1 + w_j2*out_2 + … ± b_j
        out_j := f(in_j)

    >>> from symbp.spec import load
    >>> print(forward(load("nndl3")).formula("L"))
    1/2*((out_o1 - y1)**2 + (out_o2 - y2)**2)
    """
    if assignment.formulas is not None:
        first = (*circuit.givens(assignment, assignment.formulas), *_of_training(assignment))
        return Derivation((*first, *circuit.lines(assignment.formulas)))
    return Derivation((*_givens(assignment), *_lines(assignment), *_total(assignment)))


def _givens(assignment: Assignment) -> Iterator[Step]:
    network = assignment.network
    for s in _samples(assignment):
        sample = s if len(assignment.samples) > 1 else None
        for unit in network.inputs:
            place = Place(layer=0, unit=unit.index, sample=sample)
            yield Step(assignment.sampled(unit.name, s), None, Kind.GIVEN, place, why=Role.INPUT)
        for k, target in enumerate(network.targets, start=1):
            place = Place(layer=len(network.layers) - 1, unit=k, sample=sample)
            yield Step(assignment.sampled(target, s), None, Kind.GIVEN, place, why=Role.TARGET)
    first = {connection.name: connection for connection in reversed(network.connections)}
    for name in network.weights:
        c = first[name]
        place = Place(layer=c.target.layer, unit=c.target.index, source=c.source.index)
        yield Step(name, None, Kind.GIVEN, place, why=Role.WEIGHT)
    links = {link.name: link for link in reversed(network.biases)}
    for name in network.bias_names:
        link = links[name]
        place = Place(layer=link.unit.layer, unit=link.unit.index)
        yield Step(name, None, Kind.GIVEN, place, why=Role.BIAS if link.trained else Role.FIXED)
    yield from _of_training(assignment)


def _of_training(assignment: Assignment) -> Iterator[Step]:
    if assignment.learning_rate is not None:
        yield Step("eta", None, Kind.GIVEN, why=Role.LEARNING_RATE)
        yield from _of_optimizer(assignment)


def _of_optimizer(assignment: Assignment) -> Iterator[Step]:
    """The givens of an update: the options, and the states before the first iteration."""
    rule = assignment.optimizer.rule
    for name in rule.options:
        yield Step(name, None, Kind.GIVEN, why=Role.OPTION)
    for name in (*rule.shared, *(rule.long_name(s, p) for p in assignment.trained for s in rule.states)):
        yield Step(name, None, Kind.GIVEN, why=Role.STATE)


def _samples(assignment: Assignment) -> range:
    return range(1, len(assignment.samples) + 1)


def _lines(assignment: Assignment) -> Iterator[Step]:
    for s in _samples(assignment):
        for layer in assignment.network.layers[1:]:
            # Unit by unit, unless an activation needs the whole layer before it can begin.
            groups = [(unit,) for unit in layer] if layer[0].function.elementwise else [layer]
            for group in groups:
                yield from (_pre(assignment, unit, s) for unit in group)
                yield from (_act(assignment, unit, layer, s) for unit in group)
        yield from _loss(assignment, s)


def _place(assignment: Assignment, unit: Unit, s: int) -> Place:
    return Place(layer=unit.layer, unit=unit.index, sample=s if len(assignment.samples) > 1 else None)


def _output(assignment: Assignment, unit: Unit, s: int) -> sp.Symbol:
    """The output of a unit: an input is its own output."""
    return symbol(assignment.sampled(unit.name if unit.layer == 0 else f"out_{unit.name}", s))


def _pre(assignment: Assignment, unit: Unit, s: int) -> Step:
    network = assignment.network
    terms = [
        product(symbol(connection.name), _output(assignment, connection.source, s))
        for connection in network.incoming[unit.name]
    ]
    link = network.bias_of.get(unit.name)
    if link is not None:
        terms.append(network.bias_sign * symbol(link.name))
    name = assignment.sampled(f"in_{unit.name}", s)
    return Step(name, sp.Add(*terms), Kind.PRE, _place(assignment, unit, s), why="affine")


def _act(assignment: Assignment, unit: Unit, layer: tuple[Unit, ...], s: int) -> Step:
    function = unit.function
    before = [symbol(assignment.sampled(f"in_{each.name}", s)) for each in layer]
    z, own = before[unit.index - 1], _output(assignment, unit, s)
    slopes = {}
    if function.slope is not None:
        for each, other in zip(layer, before, strict=True):
            if each is unit or not function.elementwise:
                a = _output(assignment, each, s)
                slopes[other.name] = function.slope(z, own, a, each is unit, unit.options)
    return Step(
        name=own.name,
        expr=function.expression(z, _over(before), unit.options),
        kind=Kind.ACT,
        place=_place(assignment, unit, s),
        why=function.name,
        slopes=MappingProxyType(slopes),
    )


def _over(names: list[sp.Symbol]) -> LayerSum:
    """A function that adds a term up over these names."""
    return lambda term: sp.Add(*map(term, names))


def _loss(assignment: Assignment, s: int) -> Iterator[Step]:
    """The loss of one sample, after the helper lines that it is written in."""
    choice, outputs = assignment.loss, assignment.network.outputs
    function = choice.function
    out = [_output(assignment, unit, s) for unit in outputs]
    targets = [symbol(assignment.sampled(name, s)) for name in assignment.network.targets]
    parts = []
    for unit, z in zip(outputs, out, strict=True) if function.link else ():
        applied = activations[function.link]
        part = symbol(assignment.sampled(f"{function.link}_{unit.name}", s))
        parts.append(part)
        expr = applied.expression(z, _over(out), applied.options)
        yield Step(part.name, expr, Kind.LOSS, _place(assignment, unit, s), why=function.link)
    scale = choice.scale(len(outputs))
    slopes = {}
    if function.slope is not None:
        for a, t, p in zip(out, targets, parts, strict=True):
            slopes[a.name] = scale * function.slope(a, t, p, sp.Add(*targets))
    several = len(assignment.samples) > 1
    yield Step(
        name=assignment.sampled("L", s),
        expr=scale * function.expression(out, targets, parts, choice.options),
        kind=Kind.LOSS,
        place=Place(sample=s if several else None),
        why=function.name,
        slopes=MappingProxyType(slopes),
    )


def _total(assignment: Assignment) -> Iterator[Step]:
    if len(assignment.samples) == 1:
        return
    whole = sp.Add(*(symbol(f"L[{s}]") for s in _samples(assignment)))
    mean = assignment.loss.batch is Batch.MEAN
    expr = whole / len(assignment.samples) if mean else whole
    yield Step("L", expr, Kind.LOSS, why="mean over samples" if mean else "sum over samples")
