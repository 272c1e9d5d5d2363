"""The view of a solution in matrices: everything its document says, as finished strings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from symbp.dense.entries import Entry, entry
from symbp.dense.table import DenseTable
from symbp.formula import latex
from symbp.losses.base import Targets
from symbp.notation import Notation, notation
from symbp.proof import Report
from symbp.render.blocks import Block, Grid
from symbp.render.dense.entries import latex_rows
from symbp.render.dense.tables import cells, number
from symbp.render.general.blocks import general_blocks, index_sentence, matrix_blocks, matrix_sentence
from symbp.render.general.matrix_form import latex_name
from symbp.render.sentences import made_by
from symbp.spec.assignment import Batch, Outputs
from symbp.spec.dense import Dense


@dataclass(frozen=True)
class DenseSolution:
    """A worked solution in matrices. Its length grows with the layers, not with their width."""

    command: str
    title: str
    notes: tuple[str, ...]
    warnings: tuple[str, ...]
    conventions: tuple[str, ...]
    layers: Grid
    general_sentence: str
    general: tuple[Block, ...]
    matrix_sentence: str
    matrices: tuple[Block, ...]
    table: Grid
    entry_sentence: str
    entry: tuple[Block, ...]
    update: tuple[Block, ...]
    checks: tuple[str, ...]
    skeleton: str = "skeleton_dense"
    caption: str = "The network; long layers are drawn shortened"


def dense_solution(table: DenseTable, report: Report, letters: str | None = None) -> DenseSolution:
    """The view of a table in matrices that has been checked."""
    dense, chosen = table.dense, notation(letters or table.dense.notation)
    general = table.form.general
    example = entry(table, f"W{len(dense.layers)}[1,1]")
    last = f"w^{{({len(dense.layers)})}}_{{1,1}}"
    return DenseSolution(
        command=made_by(dense, f" --notation {letters}" if letters else ""),
        title=dense.title,
        notes=dense.notes,
        warnings=dense.warnings,
        conventions=tuple(_conventions(dense)),
        layers=_layers(dense),
        general_sentence=index_sentence(
            general.architecture, chosen, "Every line of the network is an instance of one of these"
        ),
        general=tuple(general_blocks(general, chosen)),
        matrix_sentence=matrix_sentence(general.architecture, chosen),
        matrices=tuple(matrix_blocks(general, chosen)),
        table=_table(table, chosen),
        entry_sentence=(
            f"Any single derivative can be written out. That by ${last}$, for example, with numbers to six figures; "
            r"$=$ before the result says that the figures shown round to it, $\approx$ that they do not:"
        ),
        entry=(_example(table, example, chosen),),
        update=tuple(_update(table, chosen)),
        checks=tuple(check.sentence for check in report.checks),
    )


def _conventions(dense: Dense) -> Iterator[str]:
    choice = dense.loss
    over = {
        Outputs.HALF_SUM: "half the sum over the outputs",
        Outputs.SUM: "summed over the outputs",
        Outputs.MEAN: "averaged over the outputs",
    }[choice.outputs]
    yield f"Loss: {choice.function.title}, {over}."
    for remark in dict.fromkeys(layer.function.remark(layer.options) for layer in dense.layers):
        if remark:
            yield remark
    count, whole = dense.x.shape[1], dense.samples
    how = "mean" if choice.batch is Batch.MEAN else "sum"
    if count < whole:
        yield f"There are {whole} samples; an update takes {count} of them, and its loss is the {how} of theirs."
    elif count > 1:
        yield f"There are {count} samples; the loss is the {how} of their losses."
    if choice.function.targets is Targets.DISTRIBUTION and set(np.unique(dense.y)) <= {0.0, 1.0}:
        yield "The target of a class is a column that is 1 at the class and 0 elsewhere."
    kinds = {layer.bias for layer in dense.layers} - {"none"}
    if kinds:
        kind = {"layer": "one shared by all units of a layer", "fixed": "one a unit, given and not trained"}
        sign = "subtracted, as a threshold" if dense.bias_sign < 0 else "added"
        yield f"Biases: {kind.get(kinds.pop(), 'one a unit')}; they are {sign}."
    yield "Numbers are binary, with about 16 significant digits, and shown to 6."
    if dense.step is not None:
        yield rf"Step: $\eta = {latex.number(dense.step.text)}$; all parameters are updated at once."
        if not dense.optimizer.plain:
            rule = dense.optimizer.rule
            yield f"Updates by {rule.title}, which is not written out in matrices. {rule.remark}"


def _layers(dense: Dense) -> Grid:
    rows = [("0", str(dense.sizes[0]), "inputs", "", "")]
    for number_, (layer, weights, bias) in enumerate(zip(dense.layers, dense.weights, dense.biases, strict=True), 1):
        shape = rf"${weights.shape[0]} \times {weights.shape[1]}$"
        biases = "none" if bias is None else f"{bias.size}" + (", given" if layer.bias == "fixed" else "")
        rows.append((str(number_), str(dense.sizes[number_]), layer.function.title, shape, biases))
    return Grid(("layer", "units", "activation", "weights", "biases"), "rrllr", tuple(rows))


def _table(table: DenseTable, letters: Notation) -> Grid:
    rows = []
    for row in table.rows:
        _, kind, _, norm, largest, _ = cells(row)
        first = number(row.entries["1,1"])
        shape = rf"${row.rows} \times {row.columns}$"
        numbers = tuple(f"${latex.number(each)}$" for each in (norm, largest, first))
        rows.append((f"${latex_name(row.name, letters, inline=True)}$", kind, shape, *numbers))
    heads = ("matrix", "kind", "shape", "norm", "largest entry", "entry 1,1")
    return Grid(heads, "lllrrr", tuple(rows))


def _example(table: DenseTable, example: Entry, letters: Notation) -> Block:
    return Block(tuple(latex_rows(table, example, letters)))


def _update(table: DenseTable, letters: Notation) -> Iterator[Block]:
    rows = []
    for row in table.rows:
        if row.kind == "update":
            old = row.name.removesuffix("_new")
            names = [latex_name(name, letters) for name in (row.name, old, f"d{old}")]
            rows.append(rf"{names[0]} &= {names[1]} - \eta\,{names[2]}")
    if rows:
        yield Block(tuple(rows))
