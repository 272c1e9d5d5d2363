"""The solution of a wide network: its layers, its formulas, its matrices by shape and norm."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from symbp.dense.entries import entry
from symbp.dense.table import DenseTable
from symbp.formula import typeset
from symbp.formula.layout import Name, Operator, Scripts, Space, Unsigned, characters, row as beside
from symbp.notation import Notation
from symbp.page.equations import aligned
from symbp.page.model import Block, Equations, Line, Maths, Paragraph, Phrase, Section, TableBlock, line
from symbp.page.words import say
from symbp.quantity import Quantity
from symbp.solving import given
from symbp.solving.conventions import matrix_conventions
from symbp.solving.dense.entries import WrittenOut, entry_rows
from symbp.solving.general.blocks import general_section
from symbp.solving.general.matrix_form import matrix_name
from symbp.solving.sections import checks, section
from symbp.solving.solution import Solution
from symbp.solving.table import number
from symbp.spec.dense import ArrayAssignment


class InMatrices:
    """The sections of a solution in matrices, by name; they are the same in every size."""

    def __init__(self, solution: Solution, worked: DenseTable) -> None:
        self.solution, self.worked = solution, worked

    @property
    def builders(self) -> Mapping[str, Callable[[], Section | None]]:
        """The sections in their order."""
        return {name: getattr(self, name) for name in ("given", "general", "update", "summary", "checks")}

    def given(self) -> Section:
        """The layers and the conventions."""
        dense = self.worked.dense
        return given.section(self.solution, (layers(dense),), matrix_conventions(dense))

    def general(self) -> Section:
        """The formulas of the general layer, which stand for all lines."""
        before = Paragraph((say("solution.too_wide"),))
        return general_section(self.worked.form.general, self.solution.notation, before)

    def update(self) -> Section | None:
        """The update, where one is asked for."""
        update = updates(self.worked, self.solution.notation)
        return section("update", *update) if update else None

    def summary(self) -> Section:
        """The matrices, and one derivative written out."""
        return section("summary", *summary(self.worked, self.solution.notation))

    def checks(self) -> Section:
        """How it was checked."""
        return checks(self.solution)


_SUMMARY_HEADS = (
    "solution.matrix_head",
    "solution.kind_head",
    "solution.shape_head",
    "solution.norm_head",
    "solution.largest_head",
    "solution.first_head",
)


def layers(dense: ArrayAssignment) -> TableBlock:
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
    return TableBlock(tuple((say(head),) for head in heads), "rrllr", tuple(rows), (say("solution.layers"),))


def _shape(rows: int, columns: int) -> Maths:
    return Maths(beside(Unsigned(str(rows)), Operator("×", apart=True), Unsigned(str(columns))))


def updates(table: DenseTable, notation: Notation) -> list[Equations]:
    """The update of each matrix of parameters."""
    rows = []
    for row in table.rows:
        if row.kind == "update":
            old = Quantity.named(row.name).word
            new, before, gradient = (matrix_name(name, notation) for name in (row.name, old, f"d{old}"))
            step = Operator("−", apart=True), Name("η"), Space(3), gradient
            rows.append((new, beside(Operator("=", apart=True), before, *step)))
    return [aligned(rows)] if rows else []


def summary(table: DenseTable, notation: Notation) -> Iterator[Block]:
    """The matrices by shape and norm, and one derivative written out."""
    yield Paragraph((say("solution.norms"),))
    rows = []
    for row in table.rows:
        shape = _shape(row.rows, row.columns)
        numbers = ((Maths(typeset.number(number(each))),) for each in (row.norm, row.largest, row.entries["1,1"]))
        rows.append(((Maths(matrix_name(row.name, notation, inline=True)),), line(row.kind), (shape,), *numbers))
    yield TableBlock(tuple((say(head),) for head in _SUMMARY_HEADS), "lllrrr", tuple(rows))
    depth = len(table.dense.layers)
    example = entry(table, f"W{depth}[1,1]")
    name = Maths(Scripts(Name("w"), characters("1,1"), characters(f"({depth})")))
    rows_ = aligned(entry_rows(WrittenOut(table, example, notation.name)))
    meaning = Paragraph((say("solution.entry_meaning", name=name),))
    yield Section("entry", (say("solution.entry"),), (meaning, rows_))
