"""A proof report: each obligation with what came of it, in colour."""

from __future__ import annotations

from symbp.proof import Report
from symbp.render import report_formats
from symbp.templating import fill


def bundle(report: Report) -> dict[str, str]:
    """Text, and HTML in colour."""
    checks = [(report_formats.mark(check), report_formats.said(check)) for check in report.checks]
    html = fill("displays/report.html", title=report.assignment, verdict=report_formats.verdict(report), checks=checks)
    return {"text/plain": report_formats.write([report], "text"), "text/html": html}
