"""From formulas to forward lines: each entry of each formula is a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import sympy as sp

from symbp.formulas.evaluation import operation_of, symbolic
from symbp.formulas.grammar import FormulaNode
from symbp.formulas.lines import Formulas
from symbp.formulas.operations import OPERATIONS
from symbp.formulas.windows import Array
from symbp.spec.assignment import Assignment
from symbp.steps import Kind, Place, Role, Step, entry_names, names_in, symbol


def givens(assignment: Assignment, formulas: Formulas) -> Iterator[Step]:
    """The data, then the parameters, those that are frozen included."""
    for name in assignment.data:
        yield Step(name, None, Kind.GIVEN, Place(layer=0), why=Role.INPUT)
    for name in assignment.parameters:
        frozen = name in formulas.frozen
        yield Step(name, None, Kind.GIVEN, Place(layer=0), why=Role.FIXED if frozen else Role.WEIGHT)


def lines(formulas: Formulas) -> Iterator[Step]:
    r"""The lines; the output is called ``L``, as the loss of a network is.

    >>> from symbp.spec import parse
    >>> made = parse(
    ...     '[formulas]\nlines = ["q = x + y", "f = q*z"]\noutput = "f"\n[data]\nx = -2\ny = 5\nz = -4\n'
    ... )
    >>> [(step.name, step.expr) for step in lines(made.formulas)]
    [('q', x + y), ('L', q*z)]
    """
    known: dict[str, Array] = {name: _symbols(name, shape) for name, shape in formulas.givens}
    for number, line in enumerate(formulas.lines, start=1):
        value = symbolic(line.formula, known)
        last = line.name == formulas.output
        names = ["L"] if last else entry_names(line.name, value.shape)
        plain = bool(value.shape) and all(map(_multilinear, value.ravel()))
        kind = Kind.LOSS if last else Kind.PRE if plain else Kind.ACT
        slopes = _slopes(line.formula, known, names)
        for name, entry in zip(names, value.ravel(), strict=True):
            # The output is shown by its own name.
            own = line.name if last else None
            yield Step(name, entry, kind, Place(layer=number), of=own, why="formula", slopes=slopes.get(name, _NONE))
        known[line.name] = np.array([symbol(name) for name in names], dtype=object).reshape(value.shape)
        if last:
            return


_NONE: Mapping[str, sp.Expr] = MappingProxyType({})


def _multilinear(entry: sp.Expr) -> bool:
    """Whether an entry is a sum of products of names: its derivatives are names, and need no lines of their own."""
    return all(
        all(factor.is_Symbol or factor.is_Rational for factor in sp.Mul.make_args(term))
        and len(term.free_symbols) == sum(factor.is_Symbol for factor in sp.Mul.make_args(term)) <= 2
        for term in sp.Add.make_args(entry)
    )


def _slopes(
    formula: FormulaNode, known: Mapping[str, Array], names: Sequence[str]
) -> Mapping[str, Mapping[str, sp.Expr]]:
    """The derivatives of a function of something in its own value, as a(1 - a) is for the sigmoid."""
    operation = operation_of(formula)
    if operation is OPERATIONS["softmax"]:
        return _softmax_slopes(symbolic(formula.args[0], known), names)
    if operation is None or operation.slope is None:
        return {}
    if operation is OPERATIONS["sqrt"] and any(not each.is_Pow for each in symbolic(formula, known).ravel()):
        # The root of a square is an absolute value, and has another slope.
        return {}
    inner = symbolic(formula.args[0], known).ravel()
    return {
        name: MappingProxyType(
            {each: operation.slope(symbol(name)) * sp.diff(entry, symbol(each)) for each in sorted(names_in(entry))}
        )
        for name, entry in zip(names, inner, strict=True)
    }


def _softmax_slopes(inner: Array, names: Sequence[str]) -> Mapping[str, Mapping[str, sp.Expr]]:
    """Of a softmax of names, row by row: p(1 - p) by its own, and -p q by another one of its row."""
    if not all(entry.is_Symbol for entry in inner.ravel()) or len(set(inner.ravel())) < inner.size:
        return {}
    values: Array = np.array([symbol(name) for name in names], dtype=object).reshape(inner.shape)
    slopes = {}
    for place in np.ndindex(inner.shape):
        own, row = values[place], range(inner.shape[-1])
        others = [(inner[(*place[:-1], k)].name, values[(*place[:-1], k)]) for k in row]
        slopes[own.name] = MappingProxyType(
            {by: own * (1 - own) if value == own else -own * value for by, value in others}
        )
    return slopes


def _symbols(name: str, shape: tuple[int, ...]) -> Array:
    return np.array([symbol(entry) for entry in entry_names(name, shape)], dtype=object).reshape(shape)
