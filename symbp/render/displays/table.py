"""A hand-calculation table as a table."""

from __future__ import annotations

from dataclasses import replace

from symbp.formula import plain
from symbp.notation import notation
from symbp.render import table_formats
from symbp.tables import Table
from symbp.templating import fill, xml

_SIGNS = replace(
    plain.UNICODE,
    relations={sign: xml(text) for sign, text in plain.UNICODE.relations.items()} | {"<": "&lt;", ">": "&gt;"},
)


def bundle(table: Table) -> dict[str, str]:
    """Text, and HTML with the lines as rows.

    >>> from symbp import derive, load, table
    >>> a = load("nndl3")
    >>> ">∂<i>L</i>/∂<i>w</i><sub>1</sub></td>" in bundle(table(derive(a), a))["text/html"]
    True
    """
    names = notation(table.assignment.notation).html(table.derivation)
    heads = ("name", "formula", "numbers put in", "exact", "proven", "by hand", "NumPy", "drift")
    rows = []
    for row, cells in zip(table.rows, map(table_formats.cells, table.rows), strict=True):
        expr = table.derivation[row.name].expr
        formula = "" if expr is None else plain.write(table.derivation.arranged(expr), names.__getitem__, _SIGNS)
        rows.append((row.kind, (names[row.name], formula, *map(xml, cells[2:]))))
    html = fill("displays/table.html", title=table.assignment.title, heads=heads, rows=rows, numbers=5)
    return {"text/plain": table_formats.write(table, "text"), "text/html": html}
