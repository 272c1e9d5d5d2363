"""The formulas as a Markdown document, from which pandoc makes others."""

from __future__ import annotations

from symbp.code.heading import heading
from symbp.exporting.formulas.sections import latex_sections
from symbp.exporting.origin import Origin
from symbp.templating import fill


def markdown(origin: Origin) -> str:
    """All lines under headings, a block of aligned formulas each."""
    return fill("export/formulas.md", head=heading(origin.assignment), sections=latex_sections(origin))


def sections(origin: Origin) -> str:
    """The same without a title, for who has a layout of its own."""
    return fill("export/sections.md", sections=latex_sections(origin))
