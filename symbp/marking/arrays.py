"""Vectors and matrices on a sheet as a whole: ``w = [0.3, 0.8]``, and formulas of them, ``z = dot(w, x) + b``."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import sympy as sp

from symbp.errors import FormulaError
from symbp.formula.layout.signs import GREEK
from symbp.formula.maximum import Maximum
from symbp.formulas.evaluation import symbolic
from symbp.formulas.grammar import read
from symbp.formulas.windows import Array
from symbp.marking.entry import Entry
from symbp.marking.expression import PI, Expression, call, chosen, largest, name, number, power
from symbp.marking.families import placed, read_rows
from symbp.marking.judge import fits
from symbp.marking.key import AnswerKey
from symbp.marking.names import Meaning
from symbp.marking.sheet import Fault
from symbp.marking.written import read_written
from symbp.page.words import say
from symbp.steps import entry_names, symbol


class Arrays:
    """Reads vectors and matrices that stand on a sheet as a whole.

    Args:
        key: the answer key.

    >>> from symbp.marking.expression import to_sympy
    >>> from symbp.marking.key import AnswerKey
    >>> from symbp import load
    >>> made = Arrays(AnswerKey(load("logistic-l2")))
    >>> [to_sympy(each) for each in made.formulas("w * x")], made.formulas("w +")
    ([w1*x1, w2*x2], ())
    >>> [(each.name, each.value) for each in made.spread(Entry("w", "[0.3, 0.8]"))]
    [('w1', '0.3'), ('w2', '0.8')]
    """

    def __init__(self, key: AnswerKey) -> None:
        self.key = key

    def spread(self, entry: Entry) -> list[Entry] | Fault:
        """An entry for each number or formula of an array; a fault where their count is not its own; none for another.

        A matrix may lie either way: it is read so that more of it is right.
        """
        rows = self.key.families.rows(entry.name, entry.iteration, entry.sample)
        if rows is None:
            return []
        matrix = read_rows(entry.value.rpartition("=")[2])
        if matrix is None:
            lines = [line for row in rows for line in row]
            formulas = self.formulas(entry.value)
            pairs = zip(lines, formulas, strict=True) if len(lines) == len(formulas) else ()
            return [replace(entry, name=line, formula=each, meanings=(Meaning(line),)) for line, each in pairs]
        predictions = self.key.families.predictions(entry.name, entry.iteration, entry.sample)
        ways = [*placed(rows, matrix), *(placed(predictions, matrix) if predictions else ())]
        if not ways:
            shape = [str(len(row)) for row in matrix]
            said = say("marking.entries_expected", rows=len(rows), columns=len(rows[0]), shape=shape)
            return Fault(entry, said)
        best = max(ways, key=lambda way: sum(self._is_right(line, text) for line, text in way))
        return [replace(entry, name=line, value=text, meanings=(Meaning(line),)) for line, text in best]

    def _is_right(self, line: str, text: str) -> bool:
        quantity = read_written(text)
        return quantity is not None and fits(self.key, quantity, Meaning(line))

    def formulas(self, written: str) -> tuple[Expression, ...]:
        """The entries of what a formula comes to, row by row; none where it is no formula of the arrays."""
        if self.key.assignment.formulas is None:
            return ()
        try:
            return tuple(expression_of(entry) for entry in np.ravel(symbolic(read(written.strip()), self._known)))
        except FormulaError:
            return ()

    @cached_property
    def _known(self) -> Mapping[str, Array]:
        formulas = self.key.assignment.formulas
        assert formulas is not None
        known: dict[str, Array] = {}
        for each, shape in formulas.shapes:
            array = np.array([symbol(entry) for entry in entry_names(each, shape)], dtype=object).reshape(shape)
            known |= dict.fromkeys((each, GREEK.get(each, each)), array)
        return known


def expression_of(entry: Any) -> Expression:
    """An entry as the tree that a student's formula is.

    Raises:
        FormulaError: it is not defined, as log(0).
    """
    match entry:
        case sp.Symbol():
            return name(entry.name)
        case sp.Rational():
            return number(int(entry.p)) / number(int(entry.q)) if entry.q != 1 else number(int(entry.p))
        case sp.Piecewise():
            return _cases(entry)
        case sp.core.numbers.Pi():
            return PI
        case sp.Pow() if entry.base != sp.E:
            return power(expression_of(entry.base), expression_of(entry.exp))
    parts = [expression_of(arg) for arg in entry.args]
    if isinstance(entry, Maximum):
        return functools.reduce(largest, parts)
    if isinstance(entry, (sp.Add, sp.Mul)):
        expression = parts[0]
        for part in parts[1:]:
            expression = expression + part if isinstance(entry, sp.Add) else expression * part
        return expression
    if entry.func not in _FUNCTIONS:
        message = "not defined"
        raise FormulaError(message)
    return call(_FUNCTIONS[entry.func], parts[0])


def _cases(entry: sp.Piecewise) -> Expression:
    branches: list[Any] = list(entry.args)
    expression = expression_of(branches[-1].expr)
    for branch in reversed(branches[:-1]):
        left, right = expression_of(branch.cond.lhs), expression_of(branch.cond.rhs)
        expression = chosen(left, branch.cond.rel_op, right, expression_of(branch.expr), expression)
    return expression


_FUNCTIONS = {
    sp.exp: "exp",
    sp.log: "log",
    sp.erf: "erf",
    sp.tanh: "tanh",
    sp.sinh: "sinh",
    sp.cosh: "cosh",
    sp.Abs: "abs",
    sp.sin: "sin",
    sp.cos: "cos",
}
