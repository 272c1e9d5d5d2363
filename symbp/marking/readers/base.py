"""What a reader of answers is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from symbp.marking.expression import Expression
from symbp.marking.names import Names


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer as it was written.

    Attributes:
        name: what it is said to be.
        value: what it is said to be worth: a number, a formula, or a chain of them.
        line: where it stands in the file, counted from 1; 0 where a form has no lines.
        round: the round of training that it stands under; 0 if nothing is said.
        sample: the sample that it stands under.
        formula: the value where the reader has understood it already, as that of a listing has.
        fault: why the value cannot be understood, where the reader knows already.
    """

    name: str
    value: str
    line: int = 0
    round: int = 0
    sample: int = 0
    formula: Expression | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """A form in which answers are handed in.

    Attributes:
        name: key.
        suffixes: endings of file names that mean this form.
        entries: text (bytes where the form is binary) and the names -> its answers, in order.
        binary: whether the form is not text.

    ``entries`` raises ValueError, with a sentence, for a text that is not of this form.
    """

    name: str
    suffixes: tuple[str, ...]
    entries: Callable[[Any, Names], Iterable[Entry]]
    binary: bool = False


_ROUND = re.compile(
    r"[\W_]*(?:(?P<round>round|iteration|epoch|pass|step|update|runde|iterasi|第)|(?P<sample>sample|row|example|pattern|data))"
    r"\s*(?:no\.?|number|#)?\s*(?P<number>\d{1,3})\s*(?:轮|次)?[\W_]*",
    re.IGNORECASE,
)


def heading(line: str) -> tuple[str, int] | None:
    """What a heading says about the lines below it.

    >>> heading("## Round 2:"), heading("sample 3"), heading("round it")
    (('round', 2), ('sample', 3), None)
    """
    match = _ROUND.fullmatch(line.strip())
    if match is None:
        return None
    return ("round" if match.group("round") else "sample"), int(match.group("number"))


VALUE_HEADS = ("value", "answer", "result", "number", "rounded", "by hand", "given", "formula")
NAME_HEADS = ("name", "quantity", "line", "what", "symbol")


def rows_of_table(rows: Iterable[tuple[int, list[str]]]) -> Iterable[Entry]:
    """The answers in the rows of a table: a name and a value in each, or in the columns with these heads."""
    columns: dict[str, int] = {"name": 0, "value": 1}
    for number, cells in rows:
        heads = [cell.lower().strip() for cell in cells]
        if any(head in NAME_HEADS or head == "" for head in heads[:1]) or set(heads) & set(NAME_HEADS):
            value = next((heads.index(head) for head in VALUE_HEADS if head in heads), None)
            if value is not None:
                name = next((heads.index(head) for head in NAME_HEADS if head in heads), 0)
                columns = {"name": name, "value": value}
                columns |= {word: heads.index(word) for word in ("round", "sample") if word in heads}
                continue
        if len(cells) > max(columns["name"], columns["value"]) and cells[columns["name"]] and cells[columns["value"]]:
            tags = {word: _count(cells, columns.get(word)) for word in ("round", "sample")}
            yield Entry(cells[columns["name"]], cells[columns["value"]], number, tags["round"], tags["sample"])


def _count(cells: list[str], column: int | None) -> int:
    text = cells[column] if column is not None and column < len(cells) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
