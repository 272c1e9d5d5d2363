"""For the terminal: the result, what happened, and a table in colour."""

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from symbp.marking import Marking, Verdict
from symbp.marking.reports.base import Report, caret_line, causes, fault_place, headline, notes, table
from symbp.terminal import written

_STYLE = {Verdict.RIGHT: "green", Verdict.RIGHT_ROUNDED: "green", Verdict.WRONG: "bold red", Verdict.FOLLOWS: "yellow"}
# Above, right, below, left: a sentence of several lines stays indented.
_INDENT = (0, 0, 0, 2)


def _write(marking: Marking, hide: bool) -> str:
    return written(lambda console: _print(console, marking, hide=hide))


def _print(console: Console, marking: Marking, *, hide: bool) -> None:
    for sentence in headline(marking, hide=hide):
        console.print(sentence)
    for cause in causes(marking):
        console.print()
        console.print(Text(cause.heading, style="bold"))
        for sentence in cause.sentences(hide=hide):
            console.print(Padding(Text(sentence), _INDENT))
        if not hide and cause.mistake.remark:
            console.print(Padding(Text(f"For the teacher: {cause.mistake.remark}", style="dim"), _INDENT))
    if marking.marks:
        console.print()
        console.print(_table(marking, hide))
    for remark in notes(marking):
        console.print(f"Note: {remark}.")
    for fault in marking.faults:
        console.print(f"Not understood: {fault_place(fault)}: {fault.message}")
        shown, caret = caret_line(fault)
        if shown:
            console.print(f"    {shown}\n    {caret}")


def _table(marking: Marking, hide: bool) -> Table:
    heads, rows = table(marking, hide=hide)
    made = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        made.add_column(head, overflow="fold")
    for mark, cells in rows:
        made.add_row(*cells[:2], Text(cells[2], style=_STYLE.get(mark.verdict, "")), *cells[3:])
    return made


TEXT = Report("text", _write)
