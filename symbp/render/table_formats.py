"""The hand-calculation table as text, CSV, Markdown and JSON."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields

from symbp.discover import pick
from symbp.tables import Row, Table

FORMAT_VERSION = 1
_HEADS = ("name", "formula", "numbers put in", "exact", "proven", "by hand", "NumPy", "drift")


def write(table: Table, form: str) -> str:
    """The table in a format: text, csv, md or json.

    Raises:
        UnknownNameError: there is no such format.

    >>> from symbp import derive, load
    >>> from symbp.tables import table
    >>> a = load("line")
    >>> print(write(table(derive(a), a), "csv").splitlines()[4][:30])
    in_y,pre,1,1,,w*x + b,2*1 + 3,
    """
    return pick(_WRITERS, form, "format")(table)


def cells(row: Row) -> tuple[str, ...]:
    """The row as text, as its heads say."""
    drift = f"{row.drift:+d}" if row.drift else "0" if row.formula else ""
    # Near a tie hand and machine may differ: the reader is told which figure to mistrust.
    hand = f"{row.rounded} (tie)" if row.tie else row.rounded
    proven = row.value if row.certified else f"{row.value} (not proven)"
    return (row.name, row.formula, row.substituted, row.exact or "", proven, hand, repr(row.numpy), drift)


def _text(table: Table) -> str:
    """Columns under their heads; wide formulas are folded by the terminal's width through rich."""
    from rich.table import Table as RichTable
    from rich.text import Text

    from symbp.terminal import written

    out = RichTable(box=None, pad_edge=False, header_style="bold")
    for head in _HEADS:
        numeric = head in ("proven", "by hand", "NumPy", "drift")
        out.add_column(head, justify="right" if numeric else "left", overflow="fold", no_wrap=numeric)
    for row in table.rows:
        out.add_row(*map(Text, cells(row)))
    return written(lambda console: console.print(out), narrowest=120)


def _csv(table: Table) -> str:
    buffer = io.StringIO()
    names = [field.name for field in fields(Row)]
    writer = csv.DictWriter(buffer, names, lineterminator="\n")
    writer.writeheader()
    for row in table.rows:
        writer.writerow({key: "" if value is None else value for key, value in asdict(row).items()})
    return buffer.getvalue()


def _markdown(table: Table) -> str:
    lines = ["| " + " | ".join(_HEADS) + " |", "|:--|:--|:--|:--|--:|--:|--:|:-:|"]
    for row in table.rows:
        marked = [f"`{cell}`" if cell and i < 4 else cell for i, cell in enumerate(cells(row))]
        lines.append("| " + " | ".join(marked) + " |")
    return "\n".join(lines) + "\n"


def _json(table: Table) -> str:
    rounding = {key: value for key, value in asdict(table.rounding).items() if value is not None}
    content = {
        "format_version": FORMAT_VERSION,
        "assignment": table.assignment.name,
        "rounding": rounding,
        "warnings": table.assignment.warnings,
        "rows": [asdict(row) | {"numpy": row.numpy if math.isfinite(row.numpy) else None} for row in table.rows],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


_WRITERS: Mapping[str, Callable[[Table], str]] = {"text": _text, "csv": _csv, "md": _markdown, "json": _json}
