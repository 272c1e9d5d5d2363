"""The hand-calculation table as a page; of a wide network its matrices, by shape, norm and chosen entries."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, fields

from symbp.dense.table import DenseTable, MatrixRow
from symbp.page.model import Code, Line, Page, TableBlock as Grid, Text, line
from symbp.page.views import Records, View, register
from symbp.page.words import plain, say
from symbp.tables import Row, Table

_HEADS = (
    "table.name",
    "table.formula",
    "table.substituted",
    "table.exact",
    "table.proven",
    "table.by_hand",
    "table.numpy",
    "table.rounding_error",
)


def page(table: Table) -> Page:
    """The table with a row a line.

    >>> from symbp import derive, load
    >>> from symbp.tables import table
    >>> a = load("line")
    >>> [len(grid.rows) for grid in page(table(derive(a), a)).tables()]
    [11]
    """
    grid = Grid(tuple((say(head),) for head in _HEADS), "llllrrrr", tuple(map(_cells, table.rows)))
    return Page((Text(table.assignment.title),), (grid,))


def _cells(row: Row) -> tuple[Line, ...]:
    error = f"{row.drift:+d}" if row.drift else "0" if row.formula else ""
    # Near a tie hand and machine may differ: the reader is told which figure to mistrust.
    hand = (say("table.tie", value=row.rounded),) if row.tie else line(row.rounded)
    proven = line(row.value) if row.certified else (say("table.not_proven", value=row.value),)
    names = (Code(row.name), Code(row.formula), Code(row.substituted), Code(row.exact or ""))
    return (*((name,) for name in names), proven, hand, line(repr(_same_everywhere(row.numpy))), line(error))


def _same_everywhere(value: float) -> float:
    """NumPy's value to 13 figures: the last ones differ from processor to processor, the table must not."""
    return float(f"{value:.13g}")


def _record(row: Row) -> dict[str, object]:
    return asdict(row) | {"numpy": _same_everywhere(row.numpy)}


def data(table: Table) -> dict[str, object]:
    """The table for JSON."""
    return {
        "assignment": table.assignment.name,
        "rounding": {key: value for key, value in asdict(table.rounding).items() if value is not None},
        "warnings": plain(table.assignment.warnings),
        "rows": [_record(row) | ({} if math.isfinite(row.numpy) else {"numpy": None}) for row in table.rows],
    }


def records(table: Table) -> Records:
    """The table for CSV."""
    return [field.name for field in fields(Row)], [tuple(_record(row).values()) for row in table.rows]


# -- in matrices --------------------------------------------------------------------------------


def number(value: float) -> str:
    """Six significant figures: what is left of binary numbers when nobody calculates by hand."""
    return f"{value:.6g}"


def matrix_page(table: DenseTable) -> Page:
    """The matrices, one a row."""
    heads = ("table.matrix", "table.kind", "table.shape", "table.norm", "table.largest", "table.entries")
    grid = Grid(tuple((say(head),) for head in heads), "llrrrl", tuple(map(_matrix_cells, table.rows)))
    return Page((Text(table.dense.title),), (grid,))


def _matrix_cells(row: MatrixRow) -> tuple[Line, ...]:
    entries = ", ".join(f"[{where}] = {number(value)}" for where, value in row.entries.items())
    shape = f"{row.rows}×{row.columns}"
    return (Code(row.name),), *map(line, (row.kind, shape, number(row.norm), number(row.largest), entries))


def matrix_data(table: DenseTable) -> Mapping[str, object]:
    """The matrices for JSON."""
    rows = [asdict(row) for row in table.rows]
    return {"assignment": table.dense.name, "form": "matrices", "warnings": plain(table.dense.warnings), "rows": rows}


def matrix_records(table: DenseTable) -> Records:
    """The matrices for CSV, an entry a row."""
    heads = ("name", "kind", "layer", "rows", "columns", "norm", "largest", "entry", "value")
    return heads, [
        (row.name, row.kind, row.layer, row.rows, row.columns, row.norm, row.largest, where, value)
        for row in table.rows
        for where, value in row.entries.items()
    ]


register(Table, View(lambda table: f"{table.assignment.name}-table", page, data, records))
register(DenseTable, View(lambda table: f"{table.dense.name}-table", matrix_page, matrix_data, matrix_records))
