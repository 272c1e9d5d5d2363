"""A program with what was found in its margin, line by line."""

from __future__ import annotations

from collections.abc import Mapping

from symbp.marking.judge import GOOD, Verdict
from symbp.marking.marker import Mark
from symbp.marking.result import Marking
from symbp.marking.sheet import printable
from symbp.page.model import Preformatted

MOST_QUOTED_LINES = 2_000
_SIGNS: Mapping[Verdict, str] = {
    **dict.fromkeys(GOOD, "\N{CHECK MARK}"),
    Verdict.FOLLOWS: "~",
    Verdict.WRONG: "\N{BALLOT X}",
}


def margin(marking: Marking, program: str) -> Preformatted:
    """The lines of a program, each with its verdict; where one is wrong, which quantity it is and what was done.

    >>> from symbp.marking import check_text
    >>> program = "d_w5 = (out_o1 - y1)*out_h1"
    >>> margin(check_text("nndl3", program, "py"), program).text
    '✗ 1  d_w5 = (out_o1 - y1)*out_h1  ← dL/dw5: slope of the activation left out'
    """
    lines = program.expandtabs(4).splitlines()[:MOST_QUOTED_LINES]
    marks: dict[int, list[Mark]] = {}
    for mark in marking.marks:
        marks.setdefault(mark.at, []).append(mark)
    width = len(str(len(lines)))
    rows = []
    for at, text in enumerate(lines, 1):
        here = marks.get(at, [])
        row = f"{_sign(here)} {at:>{width}}  {printable(text)}".rstrip()
        said = _remark(here)
        rows.append(f"{row}  \N{LEFTWARDS ARROW} {said}" if said else row)
    return Preformatted("\n".join(rows))


def _sign(marks: list[Mark]) -> str:
    """The sign of the worst verdict of a line."""
    for verdict in (Verdict.WRONG, Verdict.FOLLOWS):
        if any(mark.verdict is verdict for mark in marks):
            return _SIGNS[verdict]
    return next((_SIGNS[mark.verdict] for mark in marks if mark.verdict in _SIGNS), " ")


def _remark(marks: list[Mark]) -> str:
    """The first wrong quantity of a line, and the name of the mistake."""
    wrong = next((mark for mark in marks if mark.verdict is Verdict.WRONG), None)
    if wrong is None:
        return ""
    return wrong.line if wrong.mistake is None else f"{wrong.line}: {wrong.mistake.title}"
