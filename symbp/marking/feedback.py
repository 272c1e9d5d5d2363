"""A marked sheet as a page: the result, what happened, the lines one by one, and what was not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any

from symbp.marking.judge import GOOD, Verdict
from symbp.marking.margin import margin
from symbp.marking.marker import Mark
from symbp.marking.mistakes import Mistake
from symbp.marking.result import Marking
from symbp.marking.sheet import Fault, as_written, printable
from symbp.page.model import (
    Badge as Judgement,
    Block,
    Code,
    Line,
    Note,
    Page,
    Paragraph,
    Phrase,
    Preformatted,
    Sentence,
    Status,
    TableBlock,
    Tone,
    joined,
)
from symbp.page.views import Records, View, register
from symbp.page.words import Style, plain, say

_MOST_OTHERS = 3
_MOST_ASKED = 6
_BEFORE_CARET, _LONGEST_PLACE = 60, 100
_NUMBER = re.compile(r"[-+]?[\d.,]+(?:[eE][-+]?\d+)?")
_STATUS = {
    Verdict.RIGHT: Status.GOOD,
    Verdict.RIGHT_ROUNDED: Status.GOOD,
    Verdict.FOLLOWS: Status.FAIR,
    Verdict.WRONG: Status.BAD,
}


def page(
    marking: Marking, *, hide: bool = False, teacher: bool = False, explain: bool = False, program: str = ""
) -> Page:
    """The document of a marked sheet.

    Args:
        marking: the sheet.
        hide: whether the right values are left out.
        teacher: whether the remarks for the teacher are in it.
        explain: whether it says what each statement was taken for, and why.
        program: the lines to show with what was found in their margin; none for "".

    >>> from symbp import write
    >>> from symbp.marking import check_text
    >>> print(write(check_text("nndl3", "in_h1 = 0.25"), "text").decode().splitlines()[0])
    nndl3: 1 of 1 numbers were read.
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
    body += _open_names(marking)
    if program:
        body.append(margin(marking, program))
    if explain:
        body.append(_readings(marking))
    return Page((say("marking.title", assignment=marking.assignment),), tuple(body), kind="marking")


# -- the result ---------------------------------------------------------------------------------


def _headline(marking: Marking, *, hide: bool) -> Iterator[Sentence]:
    """How much was read, the score, then the first slip and what follows from it."""
    counted = marking.counted
    yield how_much(marking)
    if marking.answered:
        good = sum(mark.verdict in GOOD for mark in counted)
        yield say("marking.result", counted=len(counted), good=good, score=decimal(marking.score))
    if marking.general:
        yield say("marking.left_out", general=marking.general)
    first = marking.first
    if first is None:
        return
    yield say(
        "marking.first_slip",
        at=as_written(first.shown),
        given=as_written(first.given),
        right=None if hide or not first.expected else Code(first.expected),
        formula=first.formula,
    )
    following = sum(mark.verdict is Verdict.FOLLOWS for mark in marking.marks)
    if following:
        yield say("marking.following", following=following)


def how_much(marking: Marking) -> Sentence:
    """How much of a sheet was read: the first thing that a report says."""
    (read_numbers, numbers), (read_formulas, formulas) = marking.numbers, marking.formulas
    return say(
        "marking.read",
        assignment=marking.assignment,
        read_numbers=read_numbers,
        numbers=numbers,
        read_formulas=read_formulas,
        formulas=formulas,
    )


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
    marks_by_mistake: dict[str, list[Mark]] = {}
    for wrong in (True, False):
        for mark in marking.marks:
            if mark.mistake is not None and (mark.verdict not in GOOD) is wrong:
                marks_by_mistake.setdefault(mark.mistake.id, []).append(mark)
    return [
        Cause(marks[0].mistake, tuple(mark.shown for mark in marks), marks[0].verdict in GOOD)
        for marks in marks_by_mistake.values()
        if marks[0].mistake is not None
    ]


def _note(cause: Cause, *, hide: bool, teacher: bool) -> Note:
    """The message, what the line is with the mistake, and what else it may be."""
    mistake = cause.mistake
    heading = say("marking.cause", titles=mistake.heading, lines=_named(cause.lines))
    lines = [mistake.explanation, mistake.shown_effect(hide=hide), _also(mistake, hide=hide)]
    if teacher and mistake.remark:
        lines.append((say("marking.for_teacher", remark=joined(*map(Phrase, mistake.remarks))),))
    return Note(tuple(filter(None, lines)), Tone.HABIT if cause.habit else Tone.MISTAKE, (heading,))


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


def _table(marking: Marking, *, hide: bool) -> TableBlock:
    """The lines, with only those columns that hold something."""
    own = any(mark.own for mark in marking.marks) and not hide
    heads = ["line", "written", "verdict_head", *([] if hide else ["true"]), *(["own"] if own else [])]
    rows = []
    for mark in marking.marks:
        status = _STATUS.get(mark.verdict, Status.OPEN)
        said = Judgement((say("marking.verdict", verdict=mark.verdict),), status)
        cells: list[Line] = [(as_written(mark.shown),), (as_written(mark.given),), (said,)]
        cells += [] if hide else [(Code(mark.expected),)]
        cells += [(Code(mark.own),)] if own else []
        rows.append(tuple(cells))
    return TableBlock(
        heads=tuple((say(f"marking.{head}"),) for head in heads),
        aligns="l" * len(heads),
        rows=tuple(rows),
        marks=tuple(_STATUS.get(mark.verdict, Status.OPEN) for mark in marking.marks),
    )


def _remarks(marking: Marking) -> Iterator[Line]:
    """Remarks that are no mistakes: of the sheet, then of its lines, each remark once."""
    for note in marking.notes:
        yield (say("marking.remark", remarks=[note], lines=[]),)
    said: dict[str, list[Mark]] = {}
    for mark in marking.marks:
        if mark.notes:
            said.setdefault(mark.remark, []).append(mark)
    for marks in said.values():
        lines = _named(tuple(dict.fromkeys(mark.shown for mark in marks)))
        yield (say("marking.remark", remarks=[*marks[0].notes], lines=lines),)


# -- what was not understood --------------------------------------------------------------------


def _not_understood(fault: Fault) -> Iterator[Block]:
    entry = f"{fault.entry.name} = {fault.entry.value}" if fault.entry.name else fault.entry.value
    said = say(
        "marking.not_understood",
        at=fault.entry.line,
        file=fault.entry.file,
        entry=as_written(entry),
        message=fault.said,
    )
    by_value = [Code(line) for line in fault.nearest if f"'{line}'" not in fault.message]
    if by_value:
        said = say("marking.not_understood_near", said=said, nearest=by_value)
    yield Paragraph((said,))
    if fault.entry.name and fault.entry.value and not fault.in_name:
        start = max(0, fault.caret - _BEFORE_CARET)
        excerpt = printable(fault.entry.value[start : start + _LONGEST_PLACE])
        yield Preformatted(f"{excerpt}\n{' ' * min(fault.caret - start, len(excerpt))}^")


def _open_names(marking: Marking) -> Iterator[Block]:
    """The names that remain open, and the lines that would say them."""
    names = [as_written(name) for name in marking.open_names]
    if names:
        yield Paragraph((say("marking.open", names=names, count=len(names)),))
        yield Preformatted("\n".join(lines_to_add(marking)))


def lines_to_add(marking: Marking) -> list[str]:
    """A line for each name that is not known, which says what it is, or leaves a gap where that cannot be told."""
    return [
        f"{printable(name)} = {nearest[0] if len(nearest) == 1 else '…'}"
        for name, nearest in islice(marking.open_names.items(), _MOST_ASKED)
    ]


def _readings(marking: Marking) -> TableBlock:
    """The reading of each statement, and the reason for it."""
    rows = []
    for reading in marking.readings:
        entry = reading.entry
        place = Code(f"{entry.file}:{entry.line}" if entry.file else str(entry.line or ""))
        lines = say("marking.titles", titles=[Code(line) for line in reading.lines])
        why = say("marking.why", why=reading.why)
        rows.append(((place,), (as_written(entry.name),), (as_written(entry.value),), (lines,), (why,)))
    heads = ("at_head", "name_head", "written", "taken_for", "why_head")
    return TableBlock(
        heads=tuple((say(f"marking.{head}"),) for head in heads),
        aligns="lllll",
        rows=tuple(rows),
        caption=(say("marking.readings"),),
    )


# -- for programs -------------------------------------------------------------------------------


def data(
    marking: Marking,
    *,
    hide: bool = False,
    teacher: bool = False,  # noqa: ARG001 - JSON has the remarks
    explain: bool = False,
    program: str = "",  # noqa: ARG001 - JSON has the lines of the marks
) -> dict[str, Any]:
    """The sheet for JSON."""
    first = marking.first
    readings = [
        {
            "line": r.entry.line,
            "name": r.entry.name,
            "value": r.entry.value,
            "taken_for": list(r.lines),
            "why": str(r.why),
        }
        for r in marking.readings
    ]
    return {
        "said": plain((how_much(marking),))[0],
        "read": {
            "numbers": dict(zip(("read", "of"), marking.numbers, strict=True)),
            "formulas": dict(zip(("read", "of"), marking.formulas, strict=True)),
            "entries": marking.entries,
            "understood": len(marking.answered),
            "left_out": marking.general,
        },
        "open": {name: list(nearest) for name, nearest in marking.open_names.items()},
        **({"readings": readings} if explain else {}),
        "assignment": marking.assignment,
        "score": float(marking.score),
        "all_right": marking.all_right,
        "rows": [
            *(_row(mark, first is mark, hide) for mark in marking.marks),
            *map(_unreadable, marking.faults),
        ],
        "remarks": list(marking.remarks),
    }


def _row(mark: Mark, first: bool, hide: bool) -> dict[str, object]:
    return {
        "name": mark.line,
        "called": mark.called or None,
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


def _unreadable(fault: Fault) -> dict[str, object]:
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
        "nearest": list(fault.nearest),
    }


def _mistake(mistake: Mistake, hide: bool) -> dict[str, object]:
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


def records(
    marking: Marking,
    *,
    hide: bool = False,
    teacher: bool = False,
    explain: bool = False,  # noqa: ARG001 - a row a line has no room for it
    program: str = "",  # noqa: ARG001 - it has the lines of the marks
) -> Records:
    """The sheet for CSV: a row a line, then what was not understood."""
    heads = ("name", "given", "verdict", "expected", "own", "mistake", "kind", "line", "remark")
    rows: list[tuple[object, ...]] = []
    for row in data(marking, hide=hide, teacher=teacher)["rows"]:
        mistake = row["mistake"] or {}
        remark = row.get("message") or row.get("remark")
        cells = (cell(row["name"]), cell(row["given"] or ""), row["verdict"], row["expected"], row.get("own"))
        rows.append((*cells, mistake.get("id"), row.get("kind"), row["line"], remark and cell(remark)))
    return heads, rows


def cell(text: str) -> str:
    """A student's text for a spreadsheet: none calculates what begins with an apostrophe.

    >>> cell("-0.0084"), cell("=1+1"), cell("-(o1 - y1)")
    ('-0.0084', "'=1+1", "'-(o1 - y1)")
    """
    content = printable(text)
    return f"'{content}" if content.startswith(("=", "+", "-", "@")) and not _NUMBER.fullmatch(content) else content


register(Marking, View(lambda marking: f"{marking.assignment}-marked", page, data, records))
