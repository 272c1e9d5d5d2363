"""What a student hands in: from a file to numbers and formulas for the lines of the derivation."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from pathlib import Path

from symbp.discover import pick
from symbp.errors import SymbpError
from symbp.marking.interpret import LONGEST_CELL, interpreted
from symbp.marking.key import BITS, AnswerKey, answer_key
from symbp.marking.readers import Entry, Reader, readers
from symbp.marking.sheet import Sheet
from symbp.spec.assignment import Assignment
from symbp.values.balls import working_precision

LARGEST_FILE = 1_000_000
MOST_ENTRIES = 1_000
MOST_ROUNDS = 20


class AnswersError(SymbpError, ValueError):
    """The answers cannot be read at all: whoever handed them in has to change the file."""


def read_sheet(path: str | Path, assignment: Assignment) -> Sheet:
    """The answers in a file; its form is told by its ending.

    Raises:
        AnswersError: no such file, too large, not text, or not of its form.
    """
    path = Path(path)
    form = next((name for name, reader in readers().items() if path.suffix.lower() in reader.suffixes), "plain")
    try:
        if path.stat().st_size > LARGEST_FILE:
            message = f"{path}: larger than {LARGEST_FILE // 1_000_000} MB; expected a sheet of answers"
            raise AnswersError(message)
        content = path.read_bytes() if readers()[form].binary else path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        message = f"{path}: not text in UTF-8"
        raise AnswersError(message) from None
    except (OSError, ValueError) as error:
        message = f"'{path}' cannot be read: {getattr(error, 'strerror', None) or error}"
        raise AnswersError(message) from None
    try:
        return parse_sheet(content, assignment, form)
    except AnswersError as error:
        message = f"{path}: {error}"
        raise AnswersError(message) from None


def parse_sheet(content: str | bytes, assignment: Assignment, form: str = "plain") -> Sheet:
    """The answers in a text of the given form.

    Raises:
        AnswersError: the text is not of that form.
        UnknownNameError: there is no such form.

    >>> from symbp import load
    >>> parse_sheet("dw1 = -0.0084", load("nndl3")).answers[0].line
    'dL/dw1'
    """
    reader = pick(readers(), form, "form of answers")
    entries = _entries(reader, content, answer_key(assignment))
    rounds = max([1, *(_round_of(entry, assignment) for entry in entries)])
    if rounds > MOST_ROUNDS or (rounds > 1 and assignment.step is None):
        message = f"round {rounds} is spoken of; " + (
            f"at most {MOST_ROUNDS} are followed" if rounds > MOST_ROUNDS else "without training.step there is only one"
        )
        raise AnswersError(message)
    with working_precision(BITS):
        sheet = interpreted(entries, answer_key(assignment, rounds))
    if not (sheet.answers or sheet.faults or sheet.notes):
        message = "nothing in it is an answer; expected lines such as dL/dw1 = -0.0084"
        raise AnswersError(message)
    return sheet


def _entries(reader: Reader, content: str | bytes, key: AnswerKey) -> list[Entry]:
    try:
        entries = [_printable(entry) for entry in islice(reader.entries(content, key), MOST_ENTRIES + 1)]
    except ValueError as error:
        raise AnswersError(str(error)[:300]) from None
    if len(entries) > MOST_ENTRIES:
        message = f"more than {MOST_ENTRIES} answers"
        raise AnswersError(message)
    return entries


def _printable(entry: Entry) -> Entry:
    """What was written without control characters: a report shows it again."""
    if entry.name.isprintable() and entry.value.isprintable() and entry.fault.isprintable():
        return entry
    return replace(entry, name=_spaced(entry.name), value=_spaced(entry.value), fault=_spaced(entry.fault))


def _spaced(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


_TAG = re.compile(r"@(\d{1,6})(?!\d)")


def _round_of(entry: Entry, assignment: Assignment) -> int:
    found = [entry.round, *(int(tag) for tag in _TAG.findall(entry.name[:LONGEST_CELL]))]
    if assignment.online:
        found += [entry.sample, *(int(tag) for tag in re.findall(r"\[(\d{1,3})\]", entry.name[:LONGEST_CELL]))]
    return max(found)
