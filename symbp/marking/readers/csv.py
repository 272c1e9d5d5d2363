"""CSV: name and value in the first two columns, or in columns with these heads."""

import csv
import io
from collections.abc import Iterator

from symbp.marking.readers.base import Entry, Reader

_NAMES = {"name", "quantity", "line", "what"}
_VALUES = {"value", "answer", "number", "result", "rounded"}


def _entries(text: str) -> Iterator[Entry]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    name, value = 0, 1
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            cells = [cell.strip() for cell in row]
            heads = [cell.lower() for cell in cells]
            if _NAMES & set(heads) and _VALUES & set(heads):
                name = next(i for i, head in enumerate(heads) if head in _NAMES)
                value = next(i for i, head in enumerate(heads) if head in _VALUES)
            elif len(cells) > max(name, value) and cells[name] and cells[value]:
                yield Entry(cells[name], cells[value])
    except csv.Error as error:
        message = f"not valid CSV: {error}"
        raise ValueError(message) from None


CSV = Reader("csv", (".csv", ".tsv"), _entries)
