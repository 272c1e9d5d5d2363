"""The formulas as a page: all lines under their headings, a block of aligned formulas each."""

from __future__ import annotations

from symbp.code.heading import heading
from symbp.exporting.formulas.sections import sections
from symbp.exporting.origin import ExportContext
from symbp.page.equations import aligned
from symbp.page.model import Page, Paragraph, Section, line
from symbp.page.words import say


def page(origin: ExportContext) -> Page:
    """The formulas of an assignment.

    >>> from symbp.spec import load
    >>> [section.id for section in page(ExportContext(load("line"))).sections()][:2]
    ['given', 'forward']
    """
    head = heading(origin.assignment)
    blocks = [
        Section(section.at.partition(".")[2], (say(section.at),), (aligned(section.rows),))
        for section in sections(origin)
    ]
    return Page(line(head[2]), (Paragraph(line(f"{head[3]} {head[4]}")), *blocks), command=head[0])
