"""Markdown: a table with a name and a value in each row; a heading "Round 2" or "Sample 3" holds for what is below."""

import re
from collections.abc import Iterator
from dataclasses import replace

from symbp.marking.key import AnswerKey
from symbp.marking.readers.base import Entry, Reader, heading, rows_of_table


def _entries(text: str, _: AnswerKey) -> Iterator[Entry]:
    under: dict[str, int] = {}
    rows: list[tuple[int, list[str]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip().startswith("|"):
            cells = [cell.strip().strip("`$*") for cell in line.strip().strip("|").split("|")]
            if not all(re.fullmatch(r":?-+:?|", cell) for cell in cells):
                rows.append((number, cells))
            continue
        found = heading(line)
        if found is not None:
            yield from _under(rows, under)
            rows = []
            under[found[0]] = found[1]
    yield from _under(rows, under)


def _under(rows: list[tuple[int, list[str]]], under: dict[str, int]) -> Iterator[Entry]:
    for entry in rows_of_table(rows):
        round_, sample = entry.round or under.get("round", 0), entry.sample or under.get("sample", 0)
        yield replace(entry, round=round_, sample=sample)


MARKDOWN = Reader("md", (".md", ".markdown"), _entries)
