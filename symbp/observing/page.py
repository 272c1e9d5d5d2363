"""A run with what has been observed in it, as a page."""

from __future__ import annotations

from dataclasses import dataclass

from symbp.findings import Finding
from symbp.page.model import Page
from symbp.page.views import Records, View, register
from symbp.training import Run, page as of_run


@dataclass(frozen=True)
class Observed:
    """A run, and what has been observed in it.

    Attributes:
        run: the run.
        findings: the most important first.
    """

    run: Run
    findings: tuple[Finding, ...]


def page(observed: Observed) -> Page:
    """The page of the run, with a section on what has been observed."""
    return of_run.page(observed.run, observed.findings)


def data(observed: Observed) -> dict[str, object]:
    """The same for JSON."""
    return of_run.data(observed.run, observed.findings)


def records(observed: Observed) -> Records:
    """The figures of the run for CSV."""
    return of_run.records(observed.run)


register(Observed, View(lambda observed: of_run.name(observed.run), page, data, records))
