"""A marked sheet as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symbp.discover import pick
from symbp.marking import Fault, Mark, Marking, Verdict

FORMAT_VERSION = 1

_SAID = {
    Verdict.RIGHT: "right",
    Verdict.RIGHT_ROUNDED: "right, with the rounding on the way",
    Verdict.FOLLOWS: "follows from an earlier slip",
    Verdict.WRONG: "wrong",
    Verdict.MISSING: "missing",
    Verdict.CANNOT_TELL: "cannot be told",
    Verdict.UNREADABLE: "cannot be read",
}
_STYLE = {Verdict.RIGHT: "green", Verdict.RIGHT_ROUNDED: "green", Verdict.WRONG: "bold red", Verdict.FOLLOWS: "yellow"}


@dataclass(frozen=True, slots=True)
class _Writer:
    name: str
    write: Callable[[Marking, bool], str]


def write(marking: Marking, form: str, *, hide: bool = False) -> str:
    """A marked sheet in a format: text, md or json.

    Args:
        marking: the sheet.
        form: the format.
        hide: whether the right values are left out.

    Raises:
        UnknownNameError: there is no such format.

    >>> from symbp.marking import check_text
    >>> print(write(check_text("nndl3", "in_h1 = 0.25"), "text").splitlines()[0])
    nndl3: 1 of 1 lines right, score 1.00.
    """
    return pick(_WRITERS, form, "format").write(marking, hide)


def headline(marking: Marking, *, hide: bool) -> list[str]:
    """The result in a few sentences: the score, then the first slip and what follows from it."""
    good = sum(mark.verdict in (Verdict.RIGHT, Verdict.RIGHT_ROUNDED) for mark in marking.marks)
    out = [f"{marking.assignment}: {good} of {len(marking.marks)} lines right, score {_decimal(marking.score)}."]
    first = marking.first
    if first is not None and first.given is not None:
        known = "" if hide else f"; the right value is {first.expected}"
        out.append(f"The first slip is at {first.line}: {first.given.text.strip()} is wrong{known}.")
        following = sum(mark.verdict is Verdict.FOLLOWS for mark in marking.marks)
        if following:
            lines = "1 later line is" if following == 1 else f"{following} later lines are"
            out.append(f"{lines} right for the numbers written before.")
    return out


def _decimal(value: Fraction) -> str:
    hundredths = round(value * 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _fault(fault: Fault) -> str:
    where = f"line {fault.entry.line}: " if fault.entry.line else ""
    return f"{where}{fault.entry.name} = {fault.entry.value}: {fault.message}"


def _text(marking: Marking, hide: bool) -> str:
    import io

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("line", "written", "verdict", *(() if hide else ("true", "from your numbers"))):
        table.add_column(head, overflow="fold")
    for mark in marking.marks:
        written = mark.given.text.strip() if mark.given else ""
        said = Text(_SAID[mark.verdict], style=_STYLE.get(mark.verdict, ""))
        table.add_row(mark.line, written, said, *(() if hide else (mark.expected, mark.own)))
    buffer, terminal = io.StringIO(), Console()
    width = terminal.width if terminal.is_terminal else 10_000
    console = Console(file=buffer, width=width, force_terminal=terminal.is_terminal, highlight=False, markup=False)
    for sentence in headline(marking, hide=hide):
        console.print(sentence)
    console.print()
    console.print(table)
    for fault in marking.faults:
        console.print(f"Not understood: {_fault(fault)}")
        if fault.entry.value:
            console.print(f"    {fault.entry.value}\n    {' ' * fault.caret}^")
    return "".join(f"{line.rstrip()}\n" for line in buffer.getvalue().splitlines())


def _markdown(marking: Marking, hide: bool) -> str:
    lines = [" ".join(headline(marking, hide=hide)), ""]
    heads = ["line", "written", "verdict", *([] if hide else ["true", "from your numbers"])]
    lines += ["| " + " | ".join(heads) + " |", "|" + ":--|" * len(heads)]
    for mark in marking.marks:
        cells = [f"`{mark.line}`", _quoted(mark.given.text) if mark.given else "", _SAID[mark.verdict]]
        cells += [] if hide else [mark.expected, mark.own]
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", *(f"- Not understood: {_quoted(_fault(fault))}" for fault in marking.faults)]
    return "\n".join(lines).rstrip() + "\n"


def _quoted(text: str) -> str:
    """What a student wrote, as code: nothing in it is markup."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    harmless = shown.replace("`", "'").replace("|", "/")
    return f"`{harmless}`"


def _json(marking: Marking, hide: bool) -> str:
    first = marking.first
    content: dict[str, Any] = {
        "format_version": FORMAT_VERSION,
        "assignment": marking.assignment,
        "score": float(marking.score),
        "all_right": marking.all_right,
        "rows": [_row(mark, first is mark, hide) for mark in marking.marks],
        "unreadable": [
            {"name": f.entry.name, "given": f.entry.value, "line": f.entry.line, "caret": f.caret, "message": f.message}
            for f in marking.faults
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _row(mark: Mark, first: bool, hide: bool) -> dict[str, Any]:
    return {
        "name": mark.line,
        "given": mark.given.text if mark.given else None,
        "verdict": str(mark.verdict),
        "expected": None if hide else mark.expected,
        "own": None if hide or not mark.own else mark.own,
        "trivial": mark.trivial,
        "first": first,
    }


_WRITERS = {
    writer.name: writer for writer in (_Writer("text", _text), _Writer("md", _markdown), _Writer("json", _json))
}
