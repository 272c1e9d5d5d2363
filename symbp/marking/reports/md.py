"""Markdown, for the student."""

from symbp.marking import Marking
from symbp.marking.reports.base import Report, causes, fault_place, headline, notes, table
from symbp.templating import prose


def _write(marking: Marking, hide: bool) -> str:
    first, *more = headline(marking, hide=hide)
    lines = [f"# {prose(first)}", "", *([prose(" ".join(more)), ""] if more else [])]
    found = causes(marking)
    if found:
        lines += ["## What happened", ""]
    for cause in found:
        lines += [f"**{prose(cause.heading)}.** {prose(' '.join(cause.sentences(hide=hide)))}", ""]
    heads, rows = table(marking, hide=hide)
    if rows:
        lines += ["## Line by line", "", "| " + " | ".join(heads) + " |", "|" + ":--|" * len(heads)]
    for _, cells in rows:
        quoted = [_code(cell) if head != "verdict" else cell for head, cell in zip(heads, cells, strict=True)]
        lines.append("| " + " | ".join(quoted) + " |")
    lines += ["", *(f"- Note: {prose(remark)}." for remark in notes(marking))]
    lines += [f"- Not understood: {_code(fault_place(fault))}: {prose(fault.message)}" for fault in marking.faults]
    return "\n".join(lines).rstrip() + "\n"


def _code(text: str) -> str:
    """What a student wrote, as code: nothing in it is markup."""
    harmless = text.replace("`", "'").replace("|", "/")
    return f"`{harmless}`" if harmless else ""


MARKDOWN = Report("md", _write)
