"""A comparison as a page."""

from __future__ import annotations

import re

from symbp.comparing.result import Comparison
from symbp.errors import SymbpError
from symbp.findings import HEADS, data as findings_data, items, records as findings_records
from symbp.marking.margin import margin
from symbp.page.model import Block, Page, Section
from symbp.page.views import Records, View, register
from symbp.page.words import say


def page(comparison: Comparison, *, program: str = "") -> Page:
    """The findings, the most important first.

    Args:
        comparison: what was compared.
        program: the lines of the listing that was compared, to show with what was found in their margin; none for "".

    Raises:
        SymbpError: lines are to be shown, and it was no listing that was compared.
    """
    found: list[Block] = [items(comparison.findings)]
    if program:
        if comparison.marking is None:
            message = f"{comparison.second}: no listing, of which lines could be shown; expected a program in Python"
            raise SymbpError(message)
        found.append(margin(comparison.marking, program))
    section = Section("findings", (say("comparing.findings", same=comparison.same),), tuple(found))
    return Page((say("comparing.title", first=comparison.first, second=comparison.second),), (section,))


def data(comparison: Comparison, *, program: str = "") -> dict[str, object]:  # noqa: ARG001 - it has the findings alone
    """The comparison for JSON."""
    return {
        "first": comparison.first,
        "second": comparison.second,
        "same": comparison.same,
        "findings": findings_data(comparison.findings),
    }


def records(comparison: Comparison, *, program: str = "") -> Records:  # noqa: ARG001 - it has the findings alone
    """The comparison for CSV."""
    return HEADS, findings_records(comparison.findings)


def _name(comparison: Comparison) -> str:
    # What is compared may be a file of any name.
    return re.sub(r"[^\w.-]+", "-", f"{comparison.first}-and-{comparison.second}")


register(Comparison, View(_name, page, data, records))
