"""A spreadsheet: one row a record; where values are to be filled in, a form."""

import datetime as dt
import io
from collections.abc import Mapping

from symbp.errors import MissingProgramError
from symbp.page.formats.base import Format
from symbp.page.views import Document

_WIDTHS = 24, 40


def _files(document: Document) -> Mapping[str, bytes]:
    try:
        import xlsxwriter
    except ImportError:
        message = "writing a spreadsheet needs XlsxWriter: pip install 'symbp[xlsx]'"
        raise MissingProgramError(message) from None
    heads, rows = document.records
    buffer = io.BytesIO()
    # Strings stay strings: what begins with = is no formula, and figures stay as they are typed.
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    # The same bytes each time: a workbook says when it was made.
    book.set_properties({"created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001
    bold, typed = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(document.name[:31])
    sheet.set_column(0, len(heads) - 1, _WIDTHS[0], typed)
    sheet.set_column(1, 1, _WIDTHS[1], typed)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, heads, bold)
    for at, row in enumerate(rows, start=1):
        sheet.write_row(at, 0, ["" if cell is None else str(cell) for cell in row], typed)
    book.close()
    return {f"{document.name}.xlsx": buffer.getvalue()}


XLSX = Format(name="xlsx", title="a spreadsheet", files=_files, text=False)
