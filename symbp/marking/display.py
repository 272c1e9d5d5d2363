"""A marked sheet in Jupyter: verdicts in colour."""

from __future__ import annotations

from symbp.marking import Marking
from symbp.marking.reports import write
from symbp.marking.reports.html import contents
from symbp.templating import fill


def bundle(marking: Marking) -> dict[str, str]:
    """Text, and HTML in colour."""
    return {
        "text/plain": write(marking, "text", hide=False),
        "text/html": fill("displays/marking.html", **contents(marking)),
    }
