"""The answers of a student: from a file to numbers and formulas for the lines of the derivation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from symbp.errors import SymbpError, at_most
from symbp.limits import LARGEST_SHEET, MOST_ANSWERS, MOST_SHEET_FILES, MOST_SHEET_ITERATIONS
from symbp.marking.entry import LONGEST_CELL, Entry
from symbp.marking.interpret import interpreted
from symbp.marking.key import BITS, AnswerKey, answer_key
from symbp.marking.reading.document import entries_of
from symbp.marking.sheet import Sheet
from symbp.reading.containers import Container, containers, of_file
from symbp.reading.languages import is_again
from symbp.spec.assignment import Assignment
from symbp.steps import Kind
from symbp.values.balls import working_precision


class AnswersError(SymbpError, ValueError):
    """The answers cannot be read at all: whoever handed them in has to change the file."""


def read_sheet(paths: str | Path | Sequence[str | Path], assignment: Assignment) -> Sheet:
    """The answers in a file, or in the files that a sheet consists of; the form of each is told by its ending.

    Args:
        paths: a file, several in their order, or a folder of pages, which are taken in the order of their names.
        assignment: what they are answers to.

    Raises:
        AnswersError: no such file, too large, not text, or not of its form; more files than are read.
    """
    files = [file for each in ([paths] if isinstance(paths, str | Path) else paths) for file in _files(Path(each))]
    return sheet_of(((str(file), _content(file)) for file in files[: MOST_SHEET_FILES + 1]), assignment)


def sheet_of(pages: Iterable[tuple[str, bytes]], assignment: Assignment) -> Sheet:
    r"""The answers on the pages of a sheet; the form of each is told by the ending of its name.

    Args:
        pages: name and content of each, in their order.
        assignment: what they are answers to.

    Raises:
        AnswersError: a page is not text, or not of its form; more pages than are read.

    >>> from symbp import load
    >>> sheet_of([("sheet.csv", b"name,value\ndw1,-0.0084")], load("nndl3")).answers[0].line
    'dL/dw1'
    """
    key = answer_key(assignment)
    entries_by_page: list[tuple[str, list[Entry]]] = []
    for name, content in pages:
        if len(entries_by_page) == MOST_SHEET_FILES:
            message = f"{len(entries_by_page) + 1} files; at most {MOST_SHEET_FILES} make up one sheet"
            raise AnswersError(message)
        try:
            container = of_file(Path(name))
            read = _entries(container, content if container.binary else content.decode("utf-8-sig"), key)
            entries_by_page.append((name, read))
        except UnicodeDecodeError:
            message = f"{name}: not text in UTF-8"
            raise AnswersError(message) from None
        except AnswersError as error:
            message = f"{name}: {error}"
            raise AnswersError(message) from None
    if not entries_by_page:
        message = "no page has been handed in; expected at least one, with lines such as dL/dw1 = -0.0084"
        raise AnswersError(message)
    try:
        if len(entries_by_page) == 1:
            return _sheet(entries_by_page[0][1], assignment)
        paged = [replace(entry, file=Path(name).name) for name, entries in entries_by_page for entry in entries]
        return _sheet(paged, assignment)
    except AnswersError as error:
        message = f"{', '.join(name for name, _ in entries_by_page)}: {error}"
        raise AnswersError(message) from None


def words_of(paths: Sequence[Path]) -> str:
    """The words of the pages of a sheet, whatever form they have; what cannot be read has none."""
    said = []
    for file in [file for each in paths for file in _files(each)][:MOST_SHEET_FILES]:
        try:
            said.append(words_in(file, _content(file)))
        except SymbpError:
            continue
    return "\n".join(said)


def words_in(file: Path, content: bytes) -> str:
    """The words of a page, whatever form it has; one that cannot be read has none.

    Args:
        file: its name, of which its form is told.
        content: of the file.
    """
    container = of_file(file)
    try:
        blocks = container.blocks(content if container.binary else content.decode("utf-8-sig"))
        return "\n".join(
            text for block in blocks for text in ([block.text] if hasattr(block, "text") else _cells(block))
        )
    except (SymbpError, ValueError, RecursionError):
        return ""


def _cells(block: object) -> list[str]:
    return [cell for row in getattr(block, "rows", ()) for cell in row]


def _files(path: Path) -> list[Path]:
    """The pages in a folder, page 10 behind page 9; a file by itself."""
    if not path.is_dir():
        return [path]
    endings = {ending for each in containers.values() for ending in each.suffixes if ending}
    pages = sorted(each for each in path.iterdir() if each.is_file() and each.suffix.lower() in endings)
    if not pages:
        message = f"'{path}' holds no page of answers; expected files such as page1.md"
        raise AnswersError(message)
    return sorted(pages, key=lambda each: natural(each.name))


def natural(name: str) -> list[tuple[int, str]]:
    """By what names are sorted so that page 10 stands behind page 9.

    >>> sorted(["p10", "p9", "p"], key=natural)
    ['p', 'p9', 'p10']
    """
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in _NUMBERS_IN_NAMES.split(name) if part]


_NUMBERS_IN_NAMES = re.compile(r"(\d{1,18})")


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_SHEET:
            message = f"{path}: larger than {LARGEST_SHEET // 1_000_000} MB; expected a sheet of answers"
            raise AnswersError(message)
        return path.read_bytes()
    except OSError as error:
        message = f"{path}: it cannot be read: {error.strerror or error}"
        raise AnswersError(message) from None
    except ValueError as error:
        message = f"{path}: it cannot be read: {error}"
        raise AnswersError(message) from None


def parse_sheet(content: str | bytes, assignment: Assignment, format: str = "plain") -> Sheet:
    """The answers in a text of the given format.

    Raises:
        AnswersError: the text is not of that format.
        UnknownNameError: there is no such format.

    >>> from symbp import load
    >>> parse_sheet("dw1 = -0.0084", load("nndl3")).answers[0].line
    'dL/dw1'
    """
    return _sheet(_entries(containers.pick(format), content, answer_key(assignment)), assignment)


def _sheet(entries: Sequence[Entry], assignment: Assignment) -> Sheet:
    """The sheet that entries make up: what each name means on it, and what was written for it."""
    iterations = max([1, *(_iteration_of(entry, assignment) for entry in entries)])
    if iterations > MOST_SHEET_ITERATIONS or (iterations > 1 and assignment.learning_rate is None):
        message = f"iteration {iterations} is spoken of; " + (
            f"at most {MOST_SHEET_ITERATIONS} are followed"
            if iterations > MOST_SHEET_ITERATIONS
            else "without training.learning_rate there is only one"
        )
        raise AnswersError(message)
    with working_precision(BITS):
        again = _calculated_again(entries, assignment)
        entries = [replace(entry, iteration=2) if n in again else entry for n, entry in enumerate(entries)]
        sheet = interpreted(entries, answer_key(assignment, max(iterations, 2 if again else 1)))
    if not (sheet.answers or sheet.faults or sheet.notes):
        message = "nothing in it is an answer; expected lines such as dL/dw1 = -0.0084"
        raise AnswersError(message)
    return sheet


_FORWARD = (Kind.PRE, Kind.ACT, Kind.LOSS)


def _calculated_again(entries: Sequence[Entry], assignment: Assignment) -> frozenset[int]:
    """The places of what a sheet says of the pass after the update: "new error", "the output after the update"."""
    if assignment.learning_rate is None or assignment.online:
        return frozenset()
    key = answer_key(assignment)
    defining = [entry for entry in entries if entry.defines]
    again = set()
    for n, entry in enumerate(entries):
        if entry.iteration <= 1 and is_again(f"{entry.label} {entry.name}"):
            answers = interpreted([*defining, entry], key).answers
            steps = [key.step(answer.line) for answer in answers]
            if steps and all(step is not None and step.kind in _FORWARD for step in steps):
                again.add(n)
    return frozenset(again)


def _entries(container: Container, content: str | bytes, key: AnswerKey) -> list[Entry]:
    try:
        entries = [_printable(entry) for entry in islice(entries_of(container.blocks(content), key), MOST_ANSWERS + 1)]
    except ValueError as error:
        raise AnswersError(str(error)[:300]) from None
    at_most(len(entries), MOST_ANSWERS, "more than {} answers", AnswersError)
    return entries


def _printable(entry: Entry) -> Entry:
    """The text as written, without control characters: a report shows it again."""
    if entry.name.isprintable() and entry.value.isprintable() and entry.fault.isprintable():
        return entry
    return replace(entry, name=_spaced(entry.name), value=_spaced(entry.value), fault=_spaced(entry.fault))


def _spaced(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


_TAG = re.compile(r"@(\d{1,6})(?!\d)")


def _iteration_of(entry: Entry, assignment: Assignment) -> int:
    iterations = [entry.iteration, *(int(tag) for tag in _TAG.findall(entry.name[:LONGEST_CELL]))]
    if assignment.online:
        iterations += [entry.sample, *(int(tag) for tag in re.findall(r"\[(\d{1,3})\]", entry.name[:LONGEST_CELL]))]
    return max(iterations)
