"""CSV: a table, its cells divided by commas, semicolons or tabs."""

import csv
import io
from collections.abc import Iterator

from symbp.errors import at_most
from symbp.limits import MOST_TABLE_COLUMNS, MOST_TABLE_ROWS
from symbp.reading.containers.base import Container
from symbp.reading.model import Grid


def _blocks(text: str) -> Iterator[Grid]:
    first = text.partition("\n")[0]
    # With a decimal comma the cells are divided by something else.
    delimiter = next((mark for mark in "\t;" if mark in first), ",")
    rows, places = [], []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), start=1):
            if row:
                rows.append(tuple(cell.strip() for cell in row[:MOST_TABLE_COLUMNS]))
                places.append(number)
            at_most(len(rows), MOST_TABLE_ROWS, "a table of more than {} rows", ValueError)
    except csv.Error as error:
        message = f"not valid CSV: {error}"
        raise ValueError(message) from None
    if rows:
        yield Grid(tuple(rows), tuple(places))


CSV = Container("csv", (".csv", ".tsv"), _blocks)
