"""A comparison as a page."""

from __future__ import annotations

import re

from symbp.comparing.result import Comparison
from symbp.findings import HEADS, data as findings_data, items, records as findings_records
from symbp.page.model import Page, Section
from symbp.page.views import Records, View, register
from symbp.page.words import say


def page(comparison: Comparison) -> Page:
    """The findings, the most important first."""
    section = Section("findings", (say("comparing.findings", same=comparison.same),), (items(comparison.findings),))
    return Page((say("comparing.title", first=comparison.first, second=comparison.second),), (section,))


def data(comparison: Comparison) -> dict[str, object]:
    """The comparison for JSON."""
    return {
        "first": comparison.first,
        "second": comparison.second,
        "same": comparison.same,
        "findings": findings_data(comparison.findings),
    }


def records(comparison: Comparison) -> Records:
    """The comparison for CSV."""
    return HEADS, findings_records(comparison.findings)


def _name(comparison: Comparison) -> str:
    # What is compared may be a file of any name.
    return re.sub(r"[^\w.-]+", "-", f"{comparison.first}-and-{comparison.second}")


register(Comparison, View(_name, page, data, records))
