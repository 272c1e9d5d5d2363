"""The page that a student gets back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from symbp.display import Displayed
from symbp.grading.record import SheetStatus, StudentRecord
from symbp.marking import Marking, feedback
from symbp.marking.feedback import decimal
from symbp.marking.result import Decision
from symbp.page.model import Page, Paragraph
from symbp.page.views import Records, View, register
from symbp.page.words import say


@dataclass(frozen=True, slots=True)
class Feedback(Displayed):
    """A marked sheet with whose it is, and what it earns.

    Attributes:
        assignment: its name.
        record: what is kept of the sheet.
        marking: the sheet; None where there was nothing to be marked.
        points: what a sheet is worth as a whole.
        title: of the assignment.
        decision: what the teacher has decided about the whole sheet; None for nothing.
    """

    assignment: str
    record: StudentRecord
    marking: Marking | None
    points: Fraction
    title: str = ""
    decision: Decision | None = None


def worth(points: Fraction) -> str:
    """Points as people write them, with two places at most.

    >>> worth(Fraction(9)), worth(Fraction(25, 3))
    ('9', '8.33')
    """
    return decimal(points).rstrip("0").rstrip(".")


def page(made: Feedback, *, hide: bool = False) -> Page:
    """The document: whose sheet, what it earns, and the marked sheet."""
    record = made.record
    title = (say("grading.feedback_title", assignment=made.title or made.assignment, name=record.name),)
    points = say("grading.points", points=worth(record.score * made.points), of=worth(made.points), late=record.late)
    body = [Paragraph((points,))]
    if made.marking is None:
        blank = record.status is SheetStatus.BLANK
        body.append(Paragraph((say("grading.not_marked", blank=blank, reason=record.reason),)))
        if made.decision is not None:
            said = say("marking.remark", remarks=[say("marking.decided", remark=made.decision.remark)], lines=[])
            body.append(Paragraph((said,)))
        return Page(title, tuple(body))
    marked = feedback.page(made.marking, hide=hide)
    return replace(marked, title=title, body=(*body, *marked.body))


def data(made: Feedback, *, hide: bool = False) -> Mapping[str, object]:
    """The same for JSON."""
    return {
        "student": made.record.student,
        "name": made.record.name,
        "status": str(made.record.status),
        "points": float(made.record.score * made.points),
        "late": made.record.late,
        "reason": made.record.reason or None,
        "sheet": None if made.marking is None else feedback.data(made.marking, hide=hide),
    }


def records(made: Feedback, *, hide: bool = False) -> Records:
    """The same for CSV: the lines of the sheet."""
    return (("name",), ()) if made.marking is None else feedback.records(made.marking, hide=hide)


register(Feedback, View(lambda made: f"{made.assignment}-feedback", page, data, records))
