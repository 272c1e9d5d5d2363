"""The proof report as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

from symbp.discover import pick
from symbp.proof import Check, Report

FORMAT_VERSION = 1


def write(reports: Sequence[Report], form: str) -> str:
    """Proof reports in a format: text, md or json.

    Raises:
        UnknownNameError: there is no such format.

    >>> print(write([Report("x", (Check("lines", "All is well.", True),))], "text"), end="")
    x: all hold
      ok    All is well.
    """
    return pick(_WRITERS, form, "format")(reports)


def mark(check: Check) -> str:
    """What came of an obligation, in a word."""
    return "kink" if check.undecided else {True: "ok", False: "FAILS", None: "open"}[check.holds]


def said(check: Check) -> str:
    """The sentence of an obligation as plain text: 10^-15 for what is mathematics in a document."""
    return check.sentence.translate({ord(sign): "" for sign in "${}"})


def verdict(report: Report) -> str:
    """What came of all of them."""
    if not report.holds:
        return "NOT all hold"
    kinks = sum(check.undecided for check in report.checks)
    left_open = sum(check.holds is None for check in report.checks) - kinks
    if not left_open and not kinks:
        return "all hold"
    undecided = [f"{kinks} undecided at a kink"] if kinks else []
    return ", ".join(["all that were tried hold", *undecided, *([f"{left_open} not tried"] if left_open else [])])


def _text(reports: Sequence[Report]) -> str:
    lines = []
    for report in reports:
        lines.append(f"{report.assignment}: {verdict(report)}")
        lines += [f"  {mark(check).ljust(5)} {said(check)}" for check in report.checks]
    return "\n".join(lines) + "\n"


def _markdown(reports: Sequence[Report]) -> str:
    lines = [
        "Made by `symbp verify --all --format md`.",
        "",
        "# Verification report",
        "",
        "What was shown for each bundled assignment, and by whom. *open* marks what was not tried, with the reason.",
        "",
    ]
    if any(check.undecided for report in reports for check in report.checks):
        lines += ["*kink* marks what is undecided: the loss has no derivative there.", ""]
    for report in reports:
        lines += [f"## {report.assignment}: {verdict(report)}", ""]
        lines += [f"- **{mark(check)}** ({check.id}): {check.sentence}" for check in report.checks]
        lines.append("")
    return "\n".join(lines)


def _json(reports: Sequence[Report]) -> str:
    content = {
        "format_version": FORMAT_VERSION,
        "reports": [{**asdict(report), "holds": report.holds} for report in reports],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


_WRITERS: Mapping[str, Callable[[Sequence[Report]], str]] = {"text": _text, "md": _markdown, "json": _json}
