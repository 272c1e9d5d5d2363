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


def page(sheet: Feedback, *, hide: bool = False) -> Page:
    """The document: whose sheet, what it earns, and the marked sheet."""
    record = sheet.record
    title = (say("marking.title_of", assignment=sheet.title or sheet.assignment, name=record.name),)
    points = say("marking.earned", points=worth(record.score * sheet.points), of=worth(sheet.points), late=record.late)
    body = [Paragraph((points,))]
    if sheet.marking is None:
        blank = record.status is SheetStatus.BLANK
        body.append(Paragraph((say("marking.not_marked", blank=blank, reason=record.reason),)))
        if sheet.decision is not None:
            said = say("marking.remark", remarks=[say("marking.decided", remark=sheet.decision.remark)], lines=[])
            body.append(Paragraph((said,)))
        return Page(title, tuple(body))
    marked = feedback.page(sheet.marking, hide=hide)
    return replace(marked, title=title, body=(*body, *marked.body))


def data(sheet: Feedback, *, hide: bool = False) -> Mapping[str, object]:
    """The same for JSON."""
    return {
        "student": sheet.record.student,
        "name": sheet.record.name,
        "status": str(sheet.record.status),
        "points": float(sheet.record.score * sheet.points),
        "late": sheet.record.late,
        "reason": sheet.record.reason or None,
        "sheet": None if sheet.marking is None else feedback.data(sheet.marking, hide=hide),
    }


def records(sheet: Feedback, *, hide: bool = False) -> Records:
    """The same for CSV: the lines of the sheet."""
    return (("name",), ()) if sheet.marking is None else feedback.records(sheet.marking, hide=hide)


register(Feedback, View(lambda made: f"{made.assignment}-feedback", page, data, records))
