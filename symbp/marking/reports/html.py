"""HTML, for the student: one page without scripts or anything from elsewhere."""

from typing import Any

from symbp.marking import Marking
from symbp.marking.reports.base import Report, caret_line, causes, fault_place, headline, notes, table
from symbp.templating import fill


def contents(marking: Marking, *, hide: bool = False) -> dict[str, Any]:
    """What the page says, for its template."""
    heads, rows = table(marking, hide=hide)
    return {
        "headline": headline(marking, hide=hide),
        "causes": [(cause, cause.sentences(hide=hide)) for cause in causes(marking)],
        "heads": heads,
        "rows": [(str(mark.verdict), cells) for mark, cells in rows],
        "remarks": notes(marking),
        "faults": [(fault_place(fault), fault.message, *caret_line(fault)) for fault in marking.faults],
    }


def _write(marking: Marking, hide: bool) -> str:
    return fill("feedback.html", title=f"{marking.assignment}: your work, marked", **contents(marking, hide=hide))


HTML = Report("html", _write)
