"""An assignment and a student's sheet or listing: the first line that is wrong, and what was done instead."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from symbp.comparing.figures import MOST_BELOW, PrintedFigure, mistaken, simplest
from symbp.comparing.result import Comparison
from symbp.comparing.scales import choices
from symbp.errors import SymbpError
from symbp.findings import Finding
from symbp.marking import Mark, Marking, Verdict, check
from symbp.marking.judge import GOOD
from symbp.page.model import Code
from symbp.page.words import say
from symbp.spec import Assignment
from symbp.steps import Kind


def compared(assignment: Assignment, path: Path) -> Comparison:
    """An assignment compared with a sheet.

    Raises:
        AnswersError: the sheet cannot be read.
    """
    marking = check(assignment, path)
    findings = tuple(_findings(assignment, marking, path.name))
    return Comparison(assignment.name, path.name, findings, marking)


def _findings(assignment: Assignment, marking: Marking, who: str) -> Iterator[Finding]:
    if not marking.marks:
        message = f"{who}: nothing in it could be read as a figure of {assignment.name}; expected a run (iteration,quantity,value), "
        message += "or a sheet of lines such as dL/dw1 = -0.0084"
        raise SymbpError(message)
    right = sum(mark.verdict in GOOD for mark in marking.marks)
    if marking.all_right:
        yield Finding("agreement", say("comparing.lines_agree", count=right, theirs=who, ours=assignment.name))
    elif marking.first is not None:
        yield _first(marking.first, len(marking.marks), right, who)
    factors = {kind: _factor(marking, kind) for kind in (Kind.GRADIENT, Kind.LOSS)}
    gradient, loss = factors[Kind.GRADIENT], factors[Kind.LOSS]
    if gradient is not None and gradient != 1:
        named = choices(assignment, gradient)
        text = say(
            "comparing.sheet_factor",
            theirs=who,
            ours=assignment.name,
            factor=str(gradient),
            formula=named[0][1].formula if named else None,
        )
        yield Finding("factor", text, ((say("comparing.factor_head"), str(gradient)),))
    if gradient is not None and loss is not None and gradient != loss:
        text = say(
            "comparing.sheet_reported", theirs=who, ours=assignment.name, loss=str(loss), gradients=str(gradient)
        )
        yield Finding("reported-loss", text)
    yield from (Finding("remark", remark) for remark in marking.notes)
    if marking.faults:
        said = say("comparing.unreadable", count=len(marking.faults), theirs=who, message=marking.faults[0].said)
        yield Finding("unreadable", said)


def _first(mark: Mark, count: int, right: int, who: str) -> Finding:
    text = say(
        "comparing.first_wrong",
        right=right,
        count=count,
        theirs=who,
        name=Code(mark.line),
        at=mark.at or None,
        mistake=None if mark.mistake is None else mistaken(mark.mistake),
    )
    figure = say("comparing.right_is", given=Code(mark.given), right=Code(mark.expected))
    return Finding("first-difference", text, ((Code(mark.line), figure),))


def _factor(marking: Marking, kind: Kind) -> Fraction | None:
    """The constant by which all numbers of a kind are larger; None if there is none."""
    low, high, count = float("-inf"), float("inf"), 0
    for mark in marking.marks:
        if mark.kind != kind or mark.formula or mark.verdict is Verdict.MISSING:
            continue
        try:
            given, true = PrintedFigure.read(mark.given), float(mark.expected)
        except ValueError:
            return None
        if abs(true) > given.slack:
            ends = sorted(((given.value - given.slack) / true, (given.value + given.slack) / true))
            low, high, count = max(low, ends[0]), min(high, ends[1]), count + 1
    enough = count > 1 or kind is Kind.LOSS
    return simplest(low, high, MOST_BELOW) if enough and float("-inf") < low <= high < float("inf") else None
