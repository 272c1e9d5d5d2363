"""What a student hands in: from a file to numbers for the lines of the derivation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from symbp.discover import pick
from symbp.errors import SymbpError
from symbp.marking.names import Names
from symbp.marking.quantity import Quantity, read_quantity
from symbp.marking.readers import Entry, readers

LARGEST_FILE = 1_000_000
MOST_ENTRIES = 5_000
LONGEST_CELL = 2_000


class AnswersError(SymbpError, ValueError):
    """The answers cannot be read at all: whoever handed them in has to change the file."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One entry that could not be understood.

    Attributes:
        entry: what was written.
        message: what was expected.
        caret: how many characters of the value stand before the place that is not understood.
    """

    entry: Entry
    message: str
    caret: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """The answers by line, and what could not be understood."""

    answers: Mapping[str, Quantity]
    faults: tuple[Fault, ...]


def read_sheet(path: str | Path, names: Names) -> Sheet:
    """The answers in a file; its form is told by its ending.

    Raises:
        AnswersError: no such file, too large, not text, or not of its form.
    """
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            message = f"{path}: larger than {LARGEST_FILE // 1_000_000} MB; expected a sheet of answers"
            raise AnswersError(message)
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        message = f"{path}: not text in UTF-8"
        raise AnswersError(message) from None
    except OSError as error:
        message = f"'{path}' cannot be read: {error.strerror or error}"
        raise AnswersError(message) from None
    form = next((name for name, reader in readers().items() if path.suffix.lower() in reader.suffixes), "plain")
    try:
        return parse_sheet(text, names, form)
    except AnswersError as error:
        message = f"{path}: {error}"
        raise AnswersError(message) from None


def parse_sheet(text: str, names: Names, form: str = "plain") -> Sheet:
    """The answers in a text of the given form.

    Raises:
        AnswersError: the text is not of that form.
        UnknownNameError: there is no such form.

    >>> from symbp import derive, load
    >>> a = load("nndl3")
    >>> sheet = parse_sheet("dw1 = -0.0084", Names(a, derive(a)))
    >>> sheet.answers["dL/dw1"].text
    '-0.0084'
    """
    try:
        entries = list(islice(pick(readers(), form, "form of answers").entries(text), MOST_ENTRIES + 1))
    except ValueError as error:
        raise AnswersError(str(error)[:300]) from None
    if len(entries) > MOST_ENTRIES:
        message = f"more than {MOST_ENTRIES} answers"
        raise AnswersError(message)
    answers: dict[str, Quantity] = {}
    faults: list[Fault] = []
    for entry in entries:
        found = _understood(entry, names, answers)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            answers[found[0]] = found[1]
    return Sheet(answers, tuple(faults))


def _understood(entry: Entry, names: Names, answers: Mapping[str, Quantity]) -> tuple[str, Quantity] | Fault:
    if len(entry.name) > LONGEST_CELL or len(entry.value) > LONGEST_CELL:
        short = Entry(entry.name[:40], entry.value[:40], entry.line)
        return Fault(short, f"longer than {LONGEST_CELL} characters")
    line = names.line(entry.name)
    if line is None:
        return Fault(entry, f"no quantity is called '{entry.name}'. {names.hint(entry.name)}")
    value = read_quantity(entry.value)
    if value is None:
        what = "a number was expected" if entry.value else "the value is missing"
        return Fault(entry, what, _first_odd(entry.value))
    if line in answers and answers[line].value != value.value:
        return Fault(entry, f"{line} is answered twice, with {answers[line].text} and {value.text}")
    return line, value


def _first_odd(value: str) -> int:
    """Where a value stops looking like a number."""
    return next((n for n in range(len(value), 0, -1) if read_quantity(value[:n]) is not None), 0)
