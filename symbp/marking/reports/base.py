"""What every report says, whatever its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from symbp.marking import Fault, Mark, Marking, Mistake, Verdict
from symbp.marking.judge import GOOD


@dataclass(frozen=True, slots=True)
class Report:
    """A form of a marked sheet.

    Attributes:
        name: key.
        write: a marking, and whether the right values are left out -> the report.
    """

    name: str
    write: Callable[[Marking, bool], str]


SAID = {
    Verdict.RIGHT: "right",
    Verdict.RIGHT_ROUNDED: "right, with the rounding on the way",
    Verdict.FOLLOWS: "follows from an earlier slip",
    Verdict.WRONG: "wrong",
    Verdict.MISSING: "missing",
    Verdict.CANNOT_TELL: "cannot be told",
    Verdict.UNREADABLE: "cannot be read",
}


_MOST_OTHERS = 3


@dataclass(frozen=True, slots=True)
class Cause:
    """One mistake and the lines that it accounts for; a habit is marked as right."""

    mistake: Mistake
    lines: tuple[str, ...]
    habit: bool = False

    @property
    def heading(self) -> str:
        """What it is called, and where it shows."""
        title = self.mistake.title
        return f"{title[0].upper()}{title[1:]} ({listed(self.lines)})"

    def sentences(self, *, hide: bool) -> list[str]:
        """What to say about it: the message, what the line is with it, and what else it may be."""
        said = (self.mistake.message, self.mistake.counterfactual_for(hide=hide), self._also(hide=hide))
        return [sentence for sentence in said if sentence]

    def _also(self, *, hide: bool) -> str:
        mistake = self.mistake
        if not mistake.also:
            return ""
        titles = list(dict.fromkeys(title for _, title in mistake.also))
        others = "; ".join(titles[:_MOST_OTHERS])
        sentence = f"This is one of several explanations; the same may come from: {others}."
        if mistake.tell and not hide:
            line, first, second = mistake.tell
            sentence += f" {line} would tell: {first} with the one, {second} with the other."
        return sentence


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


def headline(marking: Marking, *, hide: bool) -> list[str]:
    """The result in a few sentences: how much was read, the score, then the first slip and what follows from it."""
    out = [f"{marking.assignment}: {_result(marking)}."]
    first = marking.first
    if first is not None:
        known = "" if hide else f"; the right {'formula' if first.formula else 'value'} is {first.expected}"
        out.append(f"The first slip is at {first.line}: {first.given} is wrong{known}.")
        following = sum(mark.verdict is Verdict.FOLLOWS for mark in marking.marks)
        if following:
            lines = "1 later line is" if following == 1 else f"{following} later lines are"
            out.append(f"{lines} right for what was written before.")
    return out


def _result(marking: Marking) -> str:
    """How much was read, and how much of it is right."""
    read, entries = len(marking.answered), marking.entries
    share = f"{read} of {entries} entries could be read" if marking.faults else ""
    if not read:
        return f"none of {entries} entries could be read" if entries else "nothing was handed in"
    if not marking.counted:
        return f"{share + ', ' if share else ''}no line of it counts: what is given, or cannot be told, earns nothing"
    good = sum(mark.verdict in GOOD for mark in marking.counted)
    right = f"{good} of {len(marking.counted)} lines right, score {decimal(marking.score)}"
    return f"{share}; {right}" if share else right


def notes(marking: Marking) -> list[str]:
    """What is worth saying and no mistake: of the sheet, then of its lines, each remark once."""
    said: dict[str, list[str]] = {}
    for mark in marking.marks:
        if mark.remark:
            said.setdefault(mark.remark, []).append(mark.line)
    return [*marking.remarks, *(f"{listed(tuple(dict.fromkeys(lines)))}: {remark}" for remark, lines in said.items())]


def listed(lines: tuple[str, ...]) -> str:
    """Lines in a sentence; the first few of many."""
    if len(lines) > 6:
        return f"{', '.join(lines[:5])} and {len(lines) - 5} more"
    return lines[0] if len(lines) == 1 else f"{', '.join(lines[:-1])} and {lines[-1]}"


def decimal(value: Fraction) -> str:
    """A score with two places."""
    hundredths = round(value * 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def fault_place(fault: Fault) -> str:
    """Which entry a fault is about."""
    where = f"line {fault.entry.line}: " if fault.entry.line else ""
    entry = f"{fault.entry.name} = {fault.entry.value}" if fault.entry.name else fault.entry.value
    return f"{where}{printable(entry)}"


def caret_line(fault: Fault) -> tuple[str, str]:
    """What was written, and a caret under the place that was not understood; "" where there is none."""
    text = fault.entry.name if fault.in_name else fault.entry.value
    if not text or fault.in_name or not fault.entry.name:
        return "", ""
    start = max(0, fault.caret - 60)
    shown = printable(text[start : start + 100])
    return shown, " " * min(fault.caret - start, len(shown)) + "^"


def printable(text: str) -> str:
    """What a student wrote on one line, without control characters."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def table(marking: Marking, *, hide: bool) -> tuple[list[str], list[tuple[Mark, list[str]]]]:
    """The heads and the rows of the table, with only those columns that hold something."""
    own = any(mark.own for mark in marking.marks) and not hide
    heads = ["line", "written", "verdict", *([] if hide else ["true"]), *(["from your numbers"] if own else [])]
    rows = []
    for mark in marking.marks:
        cells = [mark.line, printable(mark.given), SAID[mark.verdict]]
        cells += ([] if hide else [mark.expected]) + ([mark.own] if own else [])
        rows.append((mark, cells))
    return heads, rows
