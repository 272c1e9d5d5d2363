"""What a solution in matrices says of its layers, its numbers and its update."""

from __future__ import annotations

from collections.abc import Iterator

from symbp.dense.entries import entry
from symbp.dense.table import DenseTable
from symbp.formula import typeset
from symbp.formula.layout import Figure, Name, Scripts, Sign, Space, characters, row as beside
from symbp.notation import Notation
from symbp.page.equations import aligned
from symbp.page.model import Block, Equations, Line, Maths, Paragraph, Phrase, Section, Table, line
from symbp.page.words import say
from symbp.render.dense.entries import WrittenOut, entry_rows
from symbp.render.general.matrix_form import matrix_name
from symbp.render.table import number
from symbp.spec.dense import Dense

_SUMMARY_HEADS = (
    "solution.matrix_head",
    "solution.kind_head",
    "solution.shape_head",
    "solution.norm_head",
    "solution.largest_head",
    "solution.first_head",
)


def layers(dense: Dense) -> Table:
    """The layers with their sizes, activations and shapes."""
    rows: list[tuple[Line, ...]] = [(line("0"), line(str(dense.sizes[0])), (say("solution.inputs"),), (), ())]
    for i, (layer, weights, bias) in enumerate(zip(dense.layers, dense.weights, dense.biases, strict=True), 1):
        shape = _shape(*weights.shape)
        biases: Line = (say("solution.no_biases"),)
        if bias is not None:
            fixed = layer.bias == "fixed"
            biases = (say("solution.given_biases", count=bias.size),) if fixed else line(str(bias.size))
        rows.append((line(str(i)), line(str(dense.sizes[i])), (Phrase(layer.function.title),), (shape,), biases))
    heads = ("solution.layer", "solution.units", "solution.activation", "solution.weights", "solution.biases")
    return Table(tuple((say(head),) for head in heads), "rrllr", tuple(rows), (say("solution.layers"),))


def _shape(rows: int, columns: int) -> Maths:
    return Maths(beside(Figure(str(rows)), Sign("×", apart=True), Figure(str(columns))))


def updates(table: DenseTable, letters: Notation) -> list[Equations]:
    """The update of each matrix of parameters."""
    rows = []
    for row in table.rows:
        if row.kind == "update":
            old = row.name.removesuffix("_new")
            new, before, gradient = (matrix_name(name, letters) for name in (row.name, old, f"d{old}"))
            step = Sign("−", apart=True), Name("η"), Space(3), gradient
            rows.append((new, beside(Sign("=", apart=True), before, *step)))
    return [aligned(rows)] if rows else []


def summary(table: DenseTable, letters: Notation) -> Iterator[Block]:
    """The matrices by shape and norm, and one derivative written out."""
    yield Paragraph((say("solution.norms"),))
    rows = []
    for row in table.rows:
        shape = _shape(row.rows, row.columns)
        numbers = ((Maths(typeset.number(number(each))),) for each in (row.norm, row.largest, row.entries["1,1"]))
        rows.append(((Maths(matrix_name(row.name, letters, inline=True)),), line(row.kind), (shape,), *numbers))
    yield Table(tuple((say(head),) for head in _SUMMARY_HEADS), "lllrrr", tuple(rows))
    depth = len(table.dense.layers)
    example = entry(table, f"W{depth}[1,1]")
    name = Maths(Scripts(Name("w"), characters("1,1"), characters(f"({depth})")))
    rows_ = aligned(entry_rows(WrittenOut(table, example, letters.name)))
    meaning = Paragraph((say("solution.entry_meaning", name=name),))
    yield Section("entry", (say("solution.entry"),), (meaning, rows_))
