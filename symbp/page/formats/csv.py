"""CSV: one row a record, for spreadsheets."""

import csv
import io
from collections.abc import Mapping

from symbp.page.formats.base import Format
from symbp.page.views import Document


def _files(document: Document) -> Mapping[str, bytes]:
    heads, rows = document.records
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return {f"{document.name}.csv": buffer.getvalue().encode()}


CSV = Format(name="csv", title="CSV", files=_files)
