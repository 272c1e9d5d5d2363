"""A marked sheet as a page: the result, what happened, the lines one by one, and what was not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symbp.marking.judge import GOOD, Verdict
from symbp.marking.marker import Mark
from symbp.marking.mistakes import Mistake
from symbp.marking.result import Marking
from symbp.marking.sheet import Fault, as_written, printable
from symbp.page.model import (
    Block,
    Code,
    Line,
    Listing,
    Note,
    Page,
    Paragraph,
    Phrase,
    Sentence,
    Status,
    Table,
    Text,
    Tone,
    Verdict as Judgement,
)
from symbp.page.views import Records, View, register
from symbp.page.words import Style, say

_MOST_OTHERS = 3
_BEFORE_CARET, _LONGEST_PLACE = 60, 100
_NUMBER = re.compile(r"[-+]?[\d.,]+(?:[eE][-+]?\d+)?")
_STATUS = {
    Verdict.RIGHT: Status.GOOD,
    Verdict.RIGHT_ROUNDED: Status.GOOD,
    Verdict.FOLLOWS: Status.FAIR,
    Verdict.WRONG: Status.BAD,
}


def page(marking: Marking, *, hide: bool = False, teacher: bool = False) -> Page:
    """The document of a marked sheet.

    Args:
        marking: the sheet.
        hide: whether the right values are left out.
        teacher: whether the remarks for the teacher are in it.

    >>> from symbp import write
    >>> from symbp.marking import check_text
    >>> print(write(check_text("nndl3", "in_h1 = 0.25"), "text").decode().splitlines()[0])
    nndl3: 1 of 1 lines right, score 1.00.
    """
    body: list[Block] = [Paragraph((sentence,)) for sentence in _headline(marking, hide=hide)]
    body += [_note(cause, hide=hide, teacher=teacher and not hide) for cause in causes(marking)]
    if marking.marks:
        body.append(_table(marking, hide=hide))
    remarks = tuple(_remarks(marking))
    if remarks:
        body.append(Note(remarks, Tone.REMARK, (say("common.note"),)))
    for fault in marking.faults:
        body += _not_understood(fault)
    return Page((say("marking.title", assignment=marking.assignment),), tuple(body), kind="marking")


# -- the result ---------------------------------------------------------------------------------


def _headline(marking: Marking, *, hide: bool) -> Iterator[Sentence]:
    """How much was read, the score, then the first slip and what follows from it."""
    counted = marking.counted
    yield say(
        "marking.result",
        assignment=marking.assignment,
        read=len(marking.answered),
        entries=marking.entries,
        unread=bool(marking.faults),
        counted=len(counted),
        good=sum(mark.verdict in GOOD for mark in counted),
        score=decimal(marking.score),
    )
    first = marking.first
    if first is None:
        return
    yield say(
        "marking.first_slip",
        at=as_written(first.line),
        given=as_written(first.given),
        right=None if hide or not first.expected else Code(first.expected),
        formula=first.formula,
    )
    following = sum(mark.verdict is Verdict.FOLLOWS for mark in marking.marks)
    if following:
        yield say("marking.following", following=following)


def decimal(value: Fraction) -> str:
    """A score with two places.

    >>> decimal(Fraction(7, 8))
    '0.88'
    """
    hundredths = round(value * 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


# -- what happened ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cause:
    """One mistake and the lines that it accounts for; a habit is marked as right."""

    mistake: Mistake
    lines: tuple[str, ...]
    habit: bool = False


def causes(marking: Marking) -> list[Cause]:
    """The mistakes, each once, in the order in which they show; habits that are no mistakes last."""
    found: dict[str, list[Mark]] = {}
    for wrong in (True, False):
        for mark in marking.marks:
            if mark.mistake is not None and (mark.verdict not in GOOD) is wrong:
                found.setdefault(mark.mistake.id, []).append(mark)
    return [
        Cause(marks[0].mistake, tuple(mark.line for mark in marks), marks[0].verdict in GOOD)
        for marks in found.values()
        if marks[0].mistake is not None
    ]


def _note(cause: Cause, *, hide: bool, teacher: bool) -> Note:
    """The message, what the line is with the mistake, and what else it may be."""
    mistake = cause.mistake
    first, *more = mistake.titles
    titles = [Phrase(first, begins=True), *map(Phrase, more)]
    heading = say("marking.cause", titles=titles, lines=_named(cause.lines))
    lines = [_joined(mistake.messages), mistake.shown_effect(hide=hide), _also(mistake, hide=hide)]
    if teacher and mistake.remark:
        lines.append((say("marking.for_teacher", remark=_joined(mistake.remarks)),))
    return Note(tuple(filter(None, lines)), Tone.HABIT if cause.habit else Tone.MISTAKE, (heading,))


def _joined(sentences: tuple[str, ...]) -> Line:
    """Sentences that a misconception or a slip brings along."""
    out: list[Text | Phrase] = []
    for sentence in sentences:
        out += [Text(" "), Phrase(sentence)] if out else [Phrase(sentence)]
    return tuple(out)


def _also(mistake: Mistake, *, hide: bool) -> Line:
    if not mistake.also:
        return ()
    others = list(dict.fromkeys(titles for _, titles in mistake.also))[:_MOST_OTHERS]
    named = [say("marking.titles", titles=[Phrase(title) for title in titles]) for titles in others]
    tell = [] if hide else [Code(text) for text in mistake.tell]
    return (say("marking.also", others=named, tell=tell),)


def _named(lines: tuple[str, ...]) -> list[Code]:
    return [as_written(line) for line in lines]


# -- line by line -------------------------------------------------------------------------------


def _table(marking: Marking, *, hide: bool) -> Table:
    """The lines, with only those columns that hold something."""
    own = any(mark.own for mark in marking.marks) and not hide
    heads = ["line", "written", "verdict_head", *([] if hide else ["true"]), *(["own"] if own else [])]
    rows = []
    for mark in marking.marks:
        status = _STATUS.get(mark.verdict, Status.OPEN)
        said = Judgement((say("marking.verdict", verdict=mark.verdict),), status)
        cells: list[Line] = [(as_written(mark.line),), (as_written(mark.given),), (said,)]
        cells += [] if hide else [(Code(mark.expected),)]
        cells += [(Code(mark.own),)] if own else []
        rows.append(tuple(cells))
    return Table(
        heads=tuple((say(f"marking.{head}"),) for head in heads),
        aligns="l" * len(heads),
        rows=tuple(rows),
        marks=tuple(_STATUS.get(mark.verdict, Status.OPEN) for mark in marking.marks),
    )


def _remarks(marking: Marking) -> Iterator[Line]:
    """What is worth saying and no mistake: of the sheet, then of its lines, each remark once."""
    for note in marking.notes:
        yield (say("marking.remark", remarks=[note], lines=[]),)
    said: dict[str, list[Mark]] = {}
    for mark in marking.marks:
        if mark.notes:
            said.setdefault(mark.remark, []).append(mark)
    for marks in said.values():
        lines = _named(tuple(dict.fromkeys(mark.line for mark in marks)))
        yield (say("marking.remark", remarks=[*marks[0].notes], lines=lines),)


# -- what was not understood --------------------------------------------------------------------


def _not_understood(fault: Fault) -> Iterator[Block]:
    entry = f"{fault.entry.name} = {fault.entry.value}" if fault.entry.name else fault.entry.value
    said = say("marking.not_understood", at=fault.entry.line, entry=as_written(entry), message=fault.message)
    yield Paragraph((said,))
    if fault.entry.name and fault.entry.value and not fault.in_name:
        start = max(0, fault.caret - _BEFORE_CARET)
        shown = printable(fault.entry.value[start : start + _LONGEST_PLACE])
        yield Listing(f"{shown}\n{' ' * min(fault.caret - start, len(shown))}^")


# -- for programs -------------------------------------------------------------------------------


def data(marking: Marking, *, hide: bool = False, teacher: bool = False) -> dict[str, Any]:  # noqa: ARG001 - JSON has the remarks
    """The sheet for JSON."""
    first = marking.first
    return {
        "assignment": marking.assignment,
        "score": float(marking.score),
        "all_right": marking.all_right,
        "read": {"entries": marking.entries, "understood": len(marking.answered)},
        "rows": [
            *(_row(mark, first is mark, hide) for mark in marking.marks),
            *map(_unreadable, marking.faults),
        ],
        "remarks": list(marking.remarks),
    }


def _row(mark: Mark, first: bool, hide: bool) -> dict[str, Any]:
    return {
        "name": mark.line,
        "given": mark.given or None,
        "verdict": str(mark.verdict),
        "expected": None if hide else mark.expected,
        "mistake": None if mark.mistake is None else _mistake(mark.mistake, hide),
        "first": first,
        "own": None if hide or not mark.own else mark.own,
        "trivial": mark.trivial,
        "kind": mark.kind,
        "formula": mark.formula,
        "line": mark.at,
        "coarse": mark.coarse,
        "remark": mark.remark or None,
    }


def _unreadable(fault: Fault) -> dict[str, Any]:
    return {
        "name": fault.entry.name,
        "given": fault.entry.value,
        "verdict": str(Verdict.UNREADABLE),
        "expected": None,
        "mistake": None,
        "first": False,
        "line": fault.entry.line,
        "message": fault.message,
        "caret": fault.caret,
    }


def _mistake(mistake: Mistake, hide: bool) -> dict[str, Any]:
    return {
        "id": mistake.id,
        "title": mistake.title,
        "message": mistake.message,
        "remark": None if hide else mistake.remark,
        "line": mistake.line,
        "counterfactual": Style().text(mistake.shown_effect(hide=hide)),
        "also": [{"id": id_, "title": " and ".join(titles)} for id_, titles in mistake.also],
        "tell": [] if hide else list(mistake.tell),
    }


def records(marking: Marking, *, hide: bool = False, teacher: bool = False) -> Records:
    """The sheet for CSV: a row a line, then what was not understood."""
    heads = ("name", "given", "verdict", "expected", "own", "mistake", "kind", "line", "remark")
    rows: list[tuple[object, ...]] = []
    for row in data(marking, hide=hide, teacher=teacher)["rows"]:
        mistake = row["mistake"] or {}
        remark = row.get("message") or row.get("remark")
        written = (_cell(row["name"]), _cell(row["given"] or ""), row["verdict"], row["expected"], row.get("own"))
        rows.append((*written, mistake.get("id"), row.get("kind"), row["line"], remark and _cell(remark)))
    return heads, rows


def _cell(text: str) -> str:
    """What a student wrote, for a spreadsheet: none calculates what begins with an apostrophe.

    >>> _cell("-0.0084"), _cell("=1+1"), _cell("-(o1 - y1)")
    ('-0.0084', "'=1+1", "'-(o1 - y1)")
    """
    shown = printable(text)
    return f"'{shown}" if shown.startswith(("=", "+", "-", "@")) and not _NUMBER.fullmatch(shown) else shown


register(Marking, View(lambda marking: f"{marking.assignment}-marked", page, data, records))
