"""Markdown with LaTeX mathematics, as GitHub, Jupyter and pandoc read it."""

from symbp.exporting.formulas.documents import page
from symbp.exporting.origin import ExportContext
from symbp.exporting.targets.base import Target
from symbp.page.formats.md import Markdown
from symbp.page.words import Style


def _files(origin: ExportContext) -> dict[str, bytes]:
    document, writer = page(origin), Markdown(Style())
    text = f"<!-- {document.command} -->\n\n{writer.whole(document)}"
    return {f"{origin.word}_formulas.md": text.encode()}


MARKDOWN = Target(name="markdown", title="Markdown: formulas between dollar signs", files=_files)
