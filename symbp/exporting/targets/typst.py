"""Typst: formulas as its mathematics."""

from symbp.code.heading import heading
from symbp.exporting.formulas.documents import page
from symbp.exporting.origin import ExportContext
from symbp.exporting.targets.base import Target
from symbp.page.formats.typ import source
from symbp.page.words import Style


def _files(origin: ExportContext) -> dict[str, bytes]:
    head = "".join(f"// {line}".rstrip() + "\n" for line in heading(origin.assignment))
    return {f"{origin.word}_formulas.typ": f"{head}{source(page(origin), Style(), origin.word)}".encode()}


TYPST = Target(name="typst", title="Typst: formulas in its mathematics", files=_files)
