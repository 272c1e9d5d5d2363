"""Proof reports as a page: each obligation with what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symbp.findings import Finding, Standing
from symbp.page.model import Badge, Block, Items, Line, Page, Paragraph, Section, Sentence, Status, line
from symbp.page.views import Records, View, register
from symbp.page.words import Style, say
from symbp.proof import Report


@dataclass(frozen=True, slots=True)
class Verification:
    """The proof reports of several assignments, as one document.

    Attributes:
        reports: one an assignment.
        command: what has made them.
    """

    reports: tuple[Report, ...]
    command: str = ""


_MARKS: Mapping[Standing, tuple[str, Status]] = {
    Standing.PROVEN: ("proof.ok", Status.GOOD),
    Standing.MEASURED: ("proof.ok", Status.GOOD),
    Standing.FAILED: ("proof.fails", Status.BAD),
    Standing.OPEN: ("proof.open", Status.OPEN),
    Standing.KINK: ("proof.kink", Status.OPEN),
}


def result(report: Report) -> Sentence:
    """The outcome of all obligations.

    >>> Style().text((result(Report("x", (Finding("lines", "", standing=Standing.PROVEN),))),))
    'x: all hold'
    """
    standings = [check.standing for check in report.checks]
    return say(
        "proof.result",
        assignment=report.assignment,
        failed=not report.holds,
        kinks=standings.count(Standing.KINK),
        left_open=standings.count(Standing.OPEN),
    )


def _items(report: Report) -> Items:
    return Items(tuple(_item(check) for check in report.checks))


def _item(check: Finding) -> Line:
    mark, status = _MARKS[check.standing]
    return line(Badge((say(mark),), status), f" ({check.rule}): ", *check.said)


def page(report: Report) -> Page:
    """One report."""
    return Page((), (Paragraph((result(report),)), _items(report)))


def verification_page(verification: Verification) -> Page:
    """Several reports, a section each."""
    kinks = any(check.standing is Standing.KINK for report in verification.reports for check in report.checks)
    body: list[Block] = []
    if verification.command:
        body.append(Paragraph((say("solution.made_by", command=verification.command),)))
    body.append(Paragraph((say("proof.introduction", kinks=kinks),)))
    body += [Section(report.assignment, (result(report),), (_items(report),)) for report in verification.reports]
    return Page((say("proof.title"),), tuple(body))


def data(report: Report) -> dict[str, object]:
    """One report for JSON."""
    checks = [
        {
            "id": check.rule,
            "sentence": Style().text(check.said),
            "holds": check.holds,
            "undecided": check.standing is Standing.KINK,
        }
        for check in report.checks
    ]
    return {"assignment": report.assignment, "checks": checks, "holds": report.holds}


def _records(*reports: Report) -> Records:
    return ("assignment", "id", "standing", "sentence"), [
        (report.assignment, check.rule, str(check.standing), Style().text(check.said))
        for report in reports
        for check in report.checks
    ]


register(
    Report,
    View(
        lambda report: f"{report.assignment}-verification",
        page,
        lambda report: {"reports": [data(report)]},
        _records,
    ),
)
register(
    Verification,
    View(
        lambda _: "verification",
        verification_page,
        lambda verification: {"reports": [data(report) for report in verification.reports]},
        lambda verification: _records(*verification.reports),
    ),
)
