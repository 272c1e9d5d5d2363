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
        assigned: whether the name is given a new value, as by an arrow.
    """

    name: str
    value: str
    line: int = 0
    round: int = 0
    sample: int = 0
    formula: Expression | None = None
    fault: str = ""
    meanings: tuple[Meaning, ...] = ()
    assigned: bool = False


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
    r"[\W_]*+(?:(?P<round>round|iteration|epoch|pass|runde|iterasi|第)|(?P<sample>sample|row|example|pattern|data))"
    r"\s*+(?:no\.?|number|#)?\s*+(?P<number>\d{1,3})\s*+(?:轮|次)?[\W_]*+",
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


def counted(written: object) -> int:
    """The number of a round or a sample; 0 for anything else.

    >>> counted("2"), counted("two"), counted(None)
    (2, 0, 0)
    """
    text = str(written)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
