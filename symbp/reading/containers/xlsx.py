"""A spreadsheet: name and value in the first two columns of its sheets, or in columns with these heads."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from symbp.errors import MissingProgramError, at_most
from symbp.limits import (
    LARGEST_UNPACKED,
    MOST_WORKBOOK_COLUMNS,
    MOST_WORKBOOK_PARTS,
    MOST_WORKBOOK_ROWS,
    MOST_WORKBOOK_TAGS,
)
from symbp.reading.containers.base import Container
from symbp.reading.model import Grid

_ENCODING = re.compile(rb"""<\?xml[^>]{0,80}?encoding=["'](?!utf-8|utf-16|us-ascii)""", re.IGNORECASE)


def _blocks(content: bytes) -> Iterator[Grid]:
    _check_size(content)
    try:
        import openpyxl
    except ImportError:
        message = "reading a spreadsheet needs openpyxl: pip install 'symbp[xlsx]'"
        raise MissingProgramError(message) from None
    try:
        books = [openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=d) for d in (True, False)]
        for values, formulas in zip(books[0].worksheets, books[1].worksheets, strict=True):
            size = {"max_row": MOST_WORKBOOK_ROWS, "max_col": MOST_WORKBOOK_COLUMNS, "values_only": True}
            both = zip(values.iter_rows(**size), formulas.iter_rows(**size), strict=False)
            filled = ((n, pair) for n, pair in enumerate(both, start=1) if any(map(_is_filled, *pair)))
            rows = [(n, tuple(map(_text, *pair))) for n, pair in filled]
            yield Grid(tuple(cells for _, cells in rows), tuple(n for n, _ in rows))
    except Exception as error:  # noqa: BLE001
        # A broken file fails anywhere in zip, XML or openpyxl, each with exceptions of its own.
        message = f"not a readable spreadsheet ({type(error).__name__})"
        raise ValueError(message) from None


def _check_size(content: bytes) -> None:
    """Refuse what would be large once it is unpacked, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
            few = len(sizes) <= MOST_WORKBOOK_PARTS and sum(sizes) <= LARGEST_UNPACKED
            tags = [_tags(parts.read(part)) for part in parts.infolist()] if few else []
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError):
        message = "not a spreadsheet: an xlsx file was expected"
        raise ValueError(message) from None
    if not few:
        message = (
            f"a spreadsheet of more than {LARGEST_UNPACKED // 1_000_000} MB unpacked, or {MOST_WORKBOOK_PARTS} parts"
        )
        raise ValueError(message)
    at_most(
        sum(tags),
        MOST_WORKBOOK_TAGS,
        "a spreadsheet of more than {} tags or attributes; expected a sheet of answers",
        ValueError,
    )


def _tags(content: bytes) -> int:
    """How many tags or attributes a part has at most; in an encoding in which they cannot be counted, too many."""
    odd = b"<!DOCTYPE" in content or _ENCODING.search(content[:200]) is not None
    return MOST_WORKBOOK_TAGS + 1 if odd else max(content.count(b"<"), content.count(b"="))


def _is_filled(*cells: object) -> bool:
    return any(cell is not None for cell in cells)


def _text(cell: object, formula: object) -> str:
    """A cell as text; a number that was typed as 0.0346 is stored as a binary float and comes back as typed."""
    if cell is None and isinstance(formula, str) and formula.startswith("="):
        # Written by a program that does not calculate: its value is not in the file.
        return "a formula without a stored value"
    if isinstance(cell, float):
        return f"{int(cell)}" if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return "" if cell is None else str(cell).strip()


XLSX = Container("xlsx", (".xlsx", ".xlsm"), _blocks, binary=True)
