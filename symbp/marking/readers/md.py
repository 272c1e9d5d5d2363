"""Markdown: a table with a name and a value in each row."""

import re
from collections.abc import Iterator

from symbp.marking.readers.base import Entry, Reader

_VALUES = ("value", "answer", "result", "by hand", "number", "rounded")


def _entries(text: str) -> Iterator[Entry]:
    column = 1
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.lstrip().startswith("|"):
            continue
        cells = [cell.strip().strip("`$*") for cell in line.strip().strip("|").split("|")]
        if len(cells) < 2 or all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            continue
        heads = [cell.lower() for cell in cells]
        if heads[0] in ("name", "quantity", "line", "what", ""):
            column = next((heads.index(head) for head in _VALUES if head in heads), 1)
            continue
        if len(cells) > column and cells[column]:
            yield Entry(cells[0], cells[column], number)


MARKDOWN = Reader("md", (".md", ".markdown"), _entries)
