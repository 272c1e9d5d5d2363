"""A spreadsheet of live formulas."""

from symbp.exporting.origin import ExportContext
from symbp.exporting.targets.base import Target
from symbp.exporting.workbook.book import workbook


def _files(origin: ExportContext) -> dict[str, bytes]:
    return {f"{origin.word}.xlsx": workbook(origin)}


XLSX = Target(name="xlsx", title="a spreadsheet of live formulas", files=_files, descends=True)
