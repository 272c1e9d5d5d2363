"""Tables in which a class has handed in: a row a student, and a column a line of the calculation."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from symbp.errors import SymbpError
from symbp.limits import LARGEST_TABLE, MOST_CLASS_COLUMNS
from symbp.reading.containers import of_file
from symbp.reading.model import Grid

TABLES = (".csv", ".tsv", ".xlsx")
_STUDENT = (
    "student",
    "id",
    "student id",
    "user",
    "username",
    "user name",
    "login",
    "sid",
    "matriculation",
    "e-mail",
    "email",
)
_NAME = ("name", "full name", "student name", "surname", "last name")
_LINE, _VALUE = ("line", "quantity", "question"), ("value", "answer", "response", "number")


class TableError(SymbpError, ValueError):
    """A table with a row a student cannot be read."""


@dataclass(frozen=True, slots=True)
class StudentRow:
    """The answers of one student: a statement a line."""

    student: str
    name: str
    text: str


def rows_of(path: Path, is_quantity: Callable[[str], bool]) -> list[StudentRow]:
    """The rows of a table, those of one student together.

    The columns that say who a student is are found by their heads; a table without such a head has them in its
    first column. Every other head is what its column gives, or a column ``line`` names it in each row. Columns of
    something else, such as the time at which a form was sent, are passed over.

    Args:
        path: the file.
        is_quantity: whether a head is the name of something that the assignment has.

    Raises:
        TableError: it cannot be read, has no row, or none of its columns is an answer.
    """
    heads, *rows = _grid(path)
    words = [head.strip().casefold().replace("_", " ") for head in heads]
    key = _column(words, _STUDENT, _column(words, _NAME, 0))
    assert key is not None
    name = _column(words, _NAME, key)
    assert name is not None
    long = _column(words, _LINE) is not None and _column(words, _VALUE) is not None
    asked = {i for i, head in enumerate(heads) if long or (i not in {key, name} and is_quantity(head))}
    if not asked:
        message = f"'{path}': none of its heads is a quantity of the assignment: {', '.join(heads)[:200]}"
        raise TableError(message)
    students: dict[str, tuple[str, list[str]]] = {}
    for number, row in enumerate(rows, start=2):
        cells = [cell.strip() for cell in row] + [""] * (len(heads) - len(row))
        student = cells[key] or f"(row {number})"
        students.setdefault(student, (cells[name] or student, []))[1].extend(_statements(heads, words, cells, asked))
    return [StudentRow(student, called, "\n".join(lines)) for student, (called, lines) in students.items()]


def _statements(heads: Sequence[str], words: list[str], cells: list[str], asked: set[int]) -> Iterator[str]:
    line, value = _column(words, _LINE), _column(words, _VALUE)
    if line is not None and value is not None:
        if cells[value]:
            yield f"{cells[line]} = {cells[value]}"
        return
    yield from (f"{heads[i]} = {cell}" for i, cell in enumerate(cells) if cell and i in asked)


def _column(words: list[str], known: Sequence[str], otherwise: int | None = None) -> int | None:
    return next((words.index(word) for word in known if word in words), otherwise)


def _grid(path: Path) -> Sequence[Sequence[str]]:
    """The cells of the table; those behind the last head are left out."""
    try:
        if path.stat().st_size > LARGEST_TABLE:
            message = f"'{path}': larger than {LARGEST_TABLE // 1_000_000} MB; expected a table with a row a student"
            raise TableError(message)
        rows = list(_rows(path))
    except (OSError, ValueError, csv.Error) as error:
        message = f"'{path}' cannot be read: {getattr(error, 'strerror', None) or error}"
        raise TableError(message) from None
    if len(rows) < 2:
        message = f"'{path}' has no row; expected a table with heads and a row a student"
        raise TableError(message)
    if len(rows[0]) > MOST_CLASS_COLUMNS:
        message = f"'{path}' has {len(rows[0])} columns; at most {MOST_CLASS_COLUMNS} are read"
        raise TableError(message)
    return [row[: len(rows[0])] for row in rows]


def _rows(path: Path) -> Iterator[Sequence[str]]:
    container = of_file(path)
    if container.binary:
        yield from next((b.rows for b in container.blocks(path.read_bytes()) if isinstance(b, Grid) and b.rows), ())
        return
    text = path.read_text("utf-8-sig")
    yield from (row for row in csv.reader(io.StringIO(text), delimiter=delimiter(text)) if any(map(str.strip, row)))


def delimiter(text: str) -> str:
    r"""The sign that divides the cells of a table: that by which its first line has most of them.

    >>> delimiter('student,dw1,"Remarks; questions"\n'), delimiter("student;dw1\nada;0,5"), delimiter("student")
    (',', ';', ',')
    """
    first = text.partition("\n")[0]
    return max(",;\t", key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))
