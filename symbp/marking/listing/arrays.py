"""Arrays of a listing: which quantities of the assignment their entries are.

An array of numbers that are the assignment's inputs, targets, weights or biases stands for them, in
rows or in columns. From then on the names follow: of ``W1`` that holds the first layer's weights,
``dW1`` holds their gradients.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from symbp.marking.expression import Expression, constant, name
from symbp.marking.listing.functions import NotUnderstoodError, flat
from symbp.marking.names import Names, normalized
from symbp.steps import Role

Array = tuple[Any, ...]
"""Formulas, or arrays of them."""


class Families:
    """The groups of quantities that a listing may keep in an array: each in the shapes that it may have."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.assignment = names.assignment

    @cached_property
    def groups(self) -> Mapping[str, list[list[str]]]:
        """Matrices of names, one row a unit: inputs, targets, weights and biases of each layer."""
        network, lines = self.assignment.network, self.names.derivation
        found: dict[str, list[list[str]]] = {}
        for role in (Role.INPUT, Role.TARGET):
            givens = [step for step in lines.givens(role) if "@" not in step.name]
            samples = sorted({step.place.sample or 0 for step in givens})
            rows = [[step.name for step in givens if (step.place.sample or 0) == s] for s in samples]
            found[str(role)] = rows
        for layer in range(1, len(network.layers)):
            units = network.layers[layer]
            weights = [[connection.name for connection in network.incoming[unit.name]] for unit in units]
            found[f"weights {layer}"] = weights
            if all(unit.name in network.bias_of for unit in units):
                found[f"biases {layer}"] = [[network.bias_of[unit.name].name for unit in units]]
        return found

    def recognized(self, values: Array) -> Array | None:
        """The quantities that an array of numbers has the values of; None if it is none of them.

        >>> from symbp import derive, load
        >>> from symbp.marking.expression import number
        >>> a = load("nndl3")
        >>> families = Families(Names(a, derive(a)))
        >>> [entry.args for entry in families.recognized((number(Fraction("0.5")), number(Fraction("0.3"))))]
        [('x1',), ('x2',)]
        """
        try:
            numbers = [constant(value) for value in flat(values)]
        except NotUnderstoodError:
            return None
        if None in numbers or len(numbers) < 2:
            return None
        for group in self.groups.values():
            for names in (group, [list(column) for column in zip(*group, strict=False)]):
                ordered = [each for row in names for each in row]
                if [self._number(each) for each in ordered] == numbers and self._fits(values, names):
                    filled: Array = filled_with(values, iter([name(each) for each in ordered]))
                    return filled
        return None

    def _number(self, given: str) -> Fraction:
        return self.assignment.numbers[given].value

    @staticmethod
    def _fits(values: Array, names: list[list[str]]) -> bool:
        """Whether an array has so many rows of so many, or is one row or column of that many."""
        rows = [len(row) if isinstance(row, tuple) else 0 for row in values]
        if 0 in rows:
            return len(names) == 1 or len(names[0]) == 1
        return rows == [len(row) for row in names] or len(names) == 1 or len(names[0]) == 1

    def gradient_names(self, held: Mapping[str, Any], key: str) -> Array | None:
        """The gradients that an array's name speaks of: ``dW1`` of the array W1 that holds weights."""
        wanted = normalized(key)
        for variable, values in held.items():
            if isinstance(values, tuple) and wanted in _gradients_of(normalized(variable)):
                try:
                    parameters = [value.args[0] for value in flat(values) if value.op == "name"]
                except NotUnderstoodError:
                    continue
                gradients = [f"dL/d{parameter.removesuffix('_new')}" for parameter in parameters]
                if gradients and all(gradient in self.names.derivation for gradient in gradients):
                    return filled_with(values, iter([name(gradient) for gradient in gradients]))
        return None


def _gradients_of(variable: str) -> set[str]:
    heads = ("d", "grad", "g", "dl/d", "dld", "ded", "dloss", "nabla", "delta")
    return {f"{head}{variable}" for head in heads} | {f"{variable}grad", f"{variable}.grad"}


def filled_with(shape: Any, entries: Iterator[Expression]) -> Any:
    """The entries one after the other, in an array of that shape."""
    if isinstance(shape, tuple):
        return tuple(filled_with(part, entries) for part in shape)
    entry = next(entries, None)
    if entry is None:
        message = "an array with more entries than expected"
        raise NotUnderstoodError(message)
    return entry


def pairs(left: Any, right: Any) -> Iterator[tuple[Expression, Expression]]:
    """The entries of two arrays of one shape, side by side.

    Raises:
        NotUnderstoodError: the shapes differ.
    """
    if isinstance(left, tuple) != isinstance(right, tuple) or (isinstance(left, tuple) and len(left) != len(right)):
        message = "an array of another shape than expected"
        raise NotUnderstoodError(message)
    if isinstance(left, tuple):
        for one, two in zip(left, right, strict=True):
            yield from pairs(one, two)
    else:
        yield left, right
