"""The table of a network in matrices as a table."""

from __future__ import annotations

from symbp.dense.table import DenseTable
from symbp.render.dense import tables
from symbp.templating import fill, xml


def bundle(table: DenseTable) -> dict[str, str]:
    """Text, and HTML with the matrices as rows."""
    rows = [(row.kind, tuple(map(xml, tables.cells(row)))) for row in table.rows]
    html = fill("displays/table.html", title=table.dense.title, heads=tables.HEADS, rows=rows, numbers=4)
    return {"text/plain": tables.write(table, "text"), "text/html": html}
