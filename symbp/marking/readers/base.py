"""What a reader of answers is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from symbp.marking.expression import Expression
from symbp.marking.key import AnswerKey
from symbp.marking.names import Meaning


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
        meanings: what the name stands for, where the reader knows better than its spelling tells.
    """

    name: str
    value: str
    line: int = 0
    round: int = 0
    sample: int = 0
    formula: Expression | None = None
    fault: str = ""
    meanings: tuple[Meaning, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """A form in which answers are handed in.

    Attributes:
        name: key.
        suffixes: endings of file names that mean this form.
        entries: text (bytes where the form is binary) and the answer key -> its answers, in order.
        binary: whether the form is not text.

    ``entries`` raises ValueError, with a sentence, for a text that is not of this form.
    """

    name: str
    suffixes: tuple[str, ...]
    entries: Callable[[Any, AnswerKey], Iterable[Entry]]
    binary: bool = False


_LONGEST_HEADING = 80
_ROUND = re.compile(
    r"[\W_]*(?:(?P<round>round|iteration|epoch|pass|runde|iterasi|第)|(?P<sample>sample|row|example|pattern|data))"
    r"\s*(?:no\.?|number|#)?\s*(?P<number>\d{1,3})\s*(?:轮|次)?[\W_]*",
    re.IGNORECASE,
)


def heading(line: str) -> tuple[str, int] | None:
    """What a heading says about the lines below it.

    >>> heading("## Round 2:"), heading("sample 3"), heading("round it")
    (('round', 2), ('sample', 3), None)
    """
    if len(line) > _LONGEST_HEADING:
        return None
    match = _ROUND.fullmatch(line.strip())
    if match is None:
        return None
    return ("round" if match.group("round") else "sample"), int(match.group("number"))


VALUE_HEADS = ("formula", "value", "answer", "result", "number", "rounded", "by hand", "given")
NAME_HEADS = ("name", "quantity", "line", "what", "symbol")


def rows_of_table(rows: Iterable[tuple[int, list[str]]]) -> Iterable[Entry]:
    """The answers in the rows of a table: a name and a value in each, or in the columns with these heads.

    A head such as "round 2" or "sample 1" makes a column of values of its own.
    """
    name, values, tags = 0, [(1, 0, 0)], {"round": -1, "sample": -1}
    for place, (number, cells) in enumerate(rows):
        heads = [cell.lower().strip() for cell in cells]
        found = _value_columns(heads)
        if found and (set(heads) & set(NAME_HEADS) or heads[0] == "" or place == 0):
            name = next((heads.index(head) for head in NAME_HEADS if head in heads), 0)
            values = found
            tags = {word: heads.index(word) if word in heads else -1 for word in tags}
            continue
        if place == 0 and not any(letter.isdigit() for cell in cells[1:] for letter in cell):
            # Heads in words that are not known.
            continue
        for column, round_, sample in values:
            if max(name, column) < len(cells) and cells[name] and cells[column]:
                rounds, samples = round_ or _count(cells, tags["round"]), sample or _count(cells, tags["sample"])
                yield Entry(cells[name], cells[column], number, rounds, samples)


def _value_columns(heads: list[str]) -> list[tuple[int, int, int]]:
    """Which columns hold values, and of which round and sample."""
    found = [(heads.index(head), 0, 0) for head in VALUE_HEADS if head in heads]
    for column, head in enumerate(heads):
        tag = heading(head)
        if tag is not None:
            found.append((column, tag[1], 0) if tag[0] == "round" else (column, 0, tag[1]))
    return found


def _count(cells: list[str], column: int) -> int:
    return counted(cells[column]) if 0 <= column < len(cells) else 0


def counted(written: object) -> int:
    """The number of a round or a sample; 0 for anything else.

    >>> counted("2"), counted("two"), counted(None)
    (2, 0, 0)
    """
    text = str(written)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
