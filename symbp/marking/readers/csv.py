"""CSV: name and value in the first two columns, or in columns with these heads; also round and sample."""

import csv
import io
from collections.abc import Iterator

from symbp.marking.key import AnswerKey
from symbp.marking.readers.base import Entry, Reader
from symbp.marking.reading.tables import MOST_COLUMNS, rows_of_table


def _entries(text: str, key: AnswerKey) -> Iterator[Entry]:
    first = text.partition("\n")[0]
    # With a decimal comma the cells are divided by something else.
    delimiter = next((mark for mark in "\t;" if mark in first), ",")
    try:
        rows = csv.reader(io.StringIO(text), delimiter=delimiter)
        numbered = ((n, [cell.strip() for cell in row[:MOST_COLUMNS]]) for n, row in enumerate(rows, start=1) if row)
        yield from rows_of_table(numbered, key.names)
    except csv.Error as error:
        message = f"not valid CSV: {error}"
        raise ValueError(message) from None


CSV = Reader("csv", (".csv", ".tsv"), _entries)
