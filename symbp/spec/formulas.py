"""An assignment that is given by formulas: their names, shapes and numbers, checked."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from symbp.errors import FormulaError, SpecError, did_you_mean
from symbp.formulas.evaluation import operation_of, shape_of, symbolic
from symbp.formulas.grammar import FormulaNode, read
from symbp.formulas.lines import Formulas, NamedFormula
from symbp.formulas.windows import Array
from symbp.limits import MOST_FORMULA_LINES, MOST_GIVENS
from symbp.spec.assignment import Assignment, Batch, DocumentChoice, LossChoice, Network, Outputs, Sample, Unit
from symbp.spec.choices import check_iterations, check_notation, marking_choice, optimizer_choice, rounding_choice
from symbp.spec.numbers import Number, read_number
from symbp.spec.schema import FormulaFile
from symbp.steps import entry_names, symbol

_NAME_OF_LINE = re.compile(r"\s*([^\W\d]\w{0,60})\s*=(?!=)(.*)", re.DOTALL)
_TAKEN = ("L", "eta")


@dataclass(frozen=True)
class FormulaContents:
    """A file with formulas.

    Attributes:
        tables: its tables, checked for their shape.
        name: short name.
        document: how its documents look.
    """

    tables: FormulaFile
    name: str
    document: DocumentChoice


def formula_assignment(contents: FormulaContents) -> Assignment:
    """The assignment that a file with formulas means.

    Raises:
        SpecError: a formula cannot be read, a name is used before it is made, shapes do not meet.
    """
    tables = contents.tables
    check_notation(tables.notation)
    check_iterations(tables.training.iterations)
    data, parameters = _numbers("data", tables.data), _numbers("parameters", tables.parameters)
    twice = next((name for name in data if name in parameters), None)
    if twice is not None:
        message = f"'{twice}' is given twice, in data and in parameters"
        raise SpecError(message)
    formulas = _formulas(tables, {**data, **parameters})
    if not parameters:
        # Where nothing is trained, all that is given is what the derivatives are taken by.
        data, parameters = {}, data
    inputs = _entries(data)
    units = tuple(Unit(name, 0, i) for i, name in enumerate(inputs, start=1))
    assignment = Assignment(
        name=contents.name,
        source=contents.name,
        title=tables.title,
        notes=tuple(tables.notes),
        network=Network((units,), (), (), 1, ()),
        loss=LossChoice("output", Outputs.SUM, Batch.MEAN),
        samples=(Sample(tuple(inputs.values()), ()),),
        parameters=_entries(parameters),
        learning_rate=tables.training.learning_rate,
        iterations=tuple(tables.training.iterations),
        input_gradients=tables.training.input_gradients,
        rounding=rounding_choice(tables.rounding, optimizer_choice(tables.training)),
        notation=tables.notation,
        optimizer=optimizer_choice(tables.training),
        marking=marking_choice(tables.marking, tables.notation),
        document=contents.document,
        formulas=formulas,
    )
    _check_entries(assignment)
    return assignment


def _numbers(table: str, givens: Mapping[str, object]) -> dict[str, Array]:
    """The givens of a table: numbers, vectors and matrices of exact numbers."""
    arrays: dict[str, Array] = {}
    count = 0
    for name, value in givens.items():
        _check_name(f"{table}.{name}", name)
        try:
            array = np.array(_read(value, 0), dtype=object)
        except (SpecError, ValueError) as error:
            reason = error if isinstance(error, SpecError) else "rows of different lengths"
            message = f"{table}.{name}: {reason}"
            raise SpecError(message) from None
        if array.ndim > 2 or not all(isinstance(entry, Number) for entry in array.ravel()):
            message = f"{table}.{name}: expected a number, a vector or a matrix whose rows are of one length"
            raise SpecError(message)
        count += array.size
        arrays[name] = array
    if count > MOST_GIVENS:
        message = f"{table}: {count} numbers; at most {MOST_GIVENS} are written out"
        raise SpecError(message)
    return arrays


def _read(value: object, depth: int) -> object:
    if isinstance(value, list) and depth < 2 and value:
        return [_read(each, depth + 1) for each in value]
    return read_number(value)


def _check_name(place: str, name: str) -> None:
    if not name.isidentifier() or len(name) > 40 or name.endswith("_new"):
        message = f"{place}: '{name[:40]}' cannot be a name; expected a letter, then letters and digits"
        raise SpecError(message)
    if name in _TAKEN:
        message = f"{place}: '{name}' has a meaning of its own here; expected another name"
        raise SpecError(message)


def _entries(arrays: Mapping[str, Array]) -> dict[str, Number]:
    """The numbers by the names of the entries."""
    return {
        entry: number
        for name, array in arrays.items()
        for entry, number in zip(entry_names(name, array.shape), array.ravel(), strict=True)
    }


def _formulas(tables: FormulaFile, givens: Mapping[str, Array]) -> Formulas:
    """The formulas, each with the names that stand before it."""
    lines, output = tables.formulas.lines, tables.formulas.output
    if len(lines) > MOST_FORMULA_LINES:
        message = f"formulas.lines: {len(lines)} lines; at most {MOST_FORMULA_LINES}"
        raise SpecError(message)
    typed = [(number, *_line(number, text)) for number, text in enumerate(lines, start=1)]
    taken = {*givens, *(name for _, name, _, _ in typed)}
    parsed = [part for line in typed for part in _parted(*line, taken)]
    later = {name: number for number, name, _, _ in reversed(parsed)}
    known = {name: _symbols(name, array.shape) for name, array in givens.items()}
    shapes = {name: array.shape for name, array in givens.items()}
    for number, name, formula, _ in parsed:
        place = f"formulas.lines, line {number}"
        if name in known:
            message = f"{place}: '{name}' is there already; every line makes a new name"
            raise SpecError(message)
        ahead = next((used for used in formula.names() if used not in known and used in later), None)
        if ahead is not None:
            where = "by itself" if later[ahead] == number else f"in line {later[ahead]}"
            message = f"{place}: '{ahead}' is used before it is made, {where}"
            raise SpecError(message)
        try:
            value = symbolic(formula, known)
        except FormulaError as error:
            message = f"{place}: {error}"
            raise SpecError(message) from None
        shapes[name] = value.shape
        known[name] = _symbols(name, value.shape)
    made_names = [name for _, name, _, _ in parsed]
    if output not in made_names:
        message = f"formulas.output: no line makes '{output[:40]}'. {did_you_mean(output[:40], made_names)}"
        raise SpecError(message)
    if shapes[output]:
        message = f"formulas.output: '{output}' is {shape_of(np.empty(shapes[output]))}; expected a number"
        raise SpecError(message)
    unknown = next((name for name in tables.formulas.frozen if name not in tables.parameters), None)
    if unknown is not None:
        message = f"formulas.frozen: '{unknown}' is no parameter. {did_you_mean(unknown, tables.parameters)}"
        raise SpecError(message)
    frozen = [entry for name in tables.formulas.frozen for entry in entry_names(name, shapes[name])]
    named = tuple(NamedFormula(name, formula, text) for _, name, formula, text in parsed)
    return Formulas(named, output, tuple(shapes.items()), frozenset(frozen))


_Line = tuple[int, str, FormulaNode, str]
"""Where it was typed, its name, its formula, and how it was written; "" for a line that nobody typed."""


def _parted(number: int, name: str, formula: FormulaNode, text: str, taken: set[str]) -> Iterator[_Line]:
    """A line; what softmax or a ramp is taken of stands in a line before it, as the net input does in a network.

    ``p = softmax(V @ h)`` is ``in_p = V @ h`` and ``p = softmax(in_p)``: its derivative is short in its own value.
    """
    operation, inner = operation_of(formula), f"in_{name}"
    parts = operation is not None and operation.alone and len(formula.args) == 1
    if parts and formula.args[0].op not in ("name", "index", "number") and inner not in taken:
        yield number, inner, formula.args[0], ""
        formula = FormulaNode("call", formula.text, (FormulaNode("name", inner),))
    yield number, name, formula, text


def _line(number: int, text: str) -> tuple[str, FormulaNode, str]:
    place = f"formulas.lines, line {number}"
    match = _NAME_OF_LINE.fullmatch(text)
    if match is None:
        message = f"{place}: expected a name, '=' and a formula, such as q = x + y, got '{text[:60]}'"
        raise SpecError(message)
    name, formula = match[1], match[2].strip()
    if name != "L":
        _check_name(place, name)
    try:
        return name, read(formula), " ".join(formula.split())
    except FormulaError as error:
        message = f"{place}: {error}"
        raise SpecError(message) from None


def _symbols(name: str, shape: tuple[int, ...]) -> Array:
    names = [symbol(entry) for entry in entry_names(name, shape)]
    return np.array(names, dtype=object).reshape(shape)


def _check_entries(assignment: Assignment) -> None:
    """No two entries may have one name: x of three entries has an x1."""
    assert assignment.formulas is not None
    names: Iterator[str] = itertools.chain.from_iterable(
        entry_names(name, shape) for name, shape in assignment.formulas.shapes
    )
    seen: set[str] = set()
    for name in names:
        if name in seen:
            message = f"formulas: two things are called '{name}': an entry of an array, and a name of its own"
            raise SpecError(message)
        seen.add(name)
