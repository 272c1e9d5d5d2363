"""The table of a network in matrices as text, CSV, Markdown and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from symbp.dense.table import DenseTable, MatrixRow
from symbp.discover import pick

FORMAT_VERSION = 1
HEADS = ("matrix", "kind", "shape", "norm", "largest", "entries")


@dataclass(frozen=True, slots=True)
class _Writer:
    name: str
    write: Callable[[DenseTable], str]


def write(table: DenseTable, form: str) -> str:
    """The table in a format: text, csv, md or json.

    Raises:
        UnknownNameError: there is no such format.

    >>> from symbp.dense import dense_table
    >>> from symbp.spec import load_dense
    >>> print(write(dense_table(load_dense("nndl3")), "text").splitlines()[1])
    X       given     2×1    0.583095   0.5        [1,1] = 0.5
    """
    return pick(_WRITERS, form, "format").write(table)


def number(value: float) -> str:
    """Six significant figures: what is left of binary numbers when nobody calculates by hand."""
    return f"{value:.6g}"


def cells(row: MatrixRow) -> tuple[str, ...]:
    """The row as text."""
    entries = ", ".join(f"[{where}] = {number(value)}" for where, value in row.entries.items())
    return row.name, row.kind, f"{row.rows}×{row.columns}", number(row.norm), number(row.largest), entries


def _text(table: DenseTable) -> str:
    rows = [HEADS, *map(cells, table.rows)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines) + "\n"


def _csv(table: DenseTable) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(("name", "kind", "layer", "rows", "columns", "norm", "largest", "entry", "value"))
    for row in table.rows:
        for where, value in row.entries.items():
            layer = "" if row.layer is None else row.layer
            writer.writerow((row.name, row.kind, layer, row.rows, row.columns, row.norm, row.largest, where, value))
    return buffer.getvalue()


def _markdown(table: DenseTable) -> str:
    lines = ["| " + " | ".join(HEADS) + " |", "|:--|:--|--:|--:|--:|:--|"]
    lines += ["| " + " | ".join((f"`{row.name}`", *cells(row)[1:])) + " |" for row in table.rows]
    return "\n".join(lines) + "\n"


def _json(table: DenseTable) -> str:
    content = {
        "format_version": FORMAT_VERSION,
        "assignment": table.dense.name,
        "form": "matrices",
        "warnings": table.dense.warnings,
        "rows": [asdict(row) for row in table.rows],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


_WRITERS: Mapping[str, _Writer] = {
    writer.name: writer
    for writer in (_Writer("text", _text), _Writer("csv", _csv), _Writer("md", _markdown), _Writer("json", _json))
}
