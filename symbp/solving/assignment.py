"""An assignment as a page: its title and its network, drawn with its numbers."""

from __future__ import annotations

from collections.abc import Mapping

from symbp.drawing.figure import figure
from symbp.page.model import Page, Paragraph, Text
from symbp.page.views import Records, View, register
from symbp.page.words import plain, say
from symbp.spec.assignment import Assignment
from symbp.spec.dense import ArrayAssignment


def _sizes(assignment: Assignment | ArrayAssignment) -> list[int]:
    return (
        list(assignment.sizes)
        if isinstance(assignment, ArrayAssignment)
        else [len(x) for x in assignment.network.layers]
    )


def page(assignment: Assignment | ArrayAssignment) -> Page:
    """The title, how many units the layers have, and the drawing."""
    sizes = " - ".join(map(str, _sizes(assignment)))
    said = say("assignment.layers", name=assignment.name, sizes=sizes)
    return Page((Text(assignment.title),), (Paragraph((said,)), figure(assignment)))


def data(assignment: Assignment | ArrayAssignment) -> Mapping[str, object]:
    """The assignment without its numbers, which stand in its table."""
    return {
        "assignment": assignment.name,
        "title": assignment.title,
        "layers": _sizes(assignment),
        "loss": assignment.loss.name,
        "warnings": plain(assignment.warnings),
    }


def records(assignment: Assignment | ArrayAssignment) -> Records:
    """One row a layer."""
    return ("layer", "units"), list(enumerate(_sizes(assignment)))


for _kind in (Assignment, ArrayAssignment):
    register(_kind, View(lambda assignment: str(assignment.name), page, data, records))
