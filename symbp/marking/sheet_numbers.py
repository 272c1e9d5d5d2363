"""The numbers of a sheet, judged together: which of its meanings a name has, and in which order things were written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symbp.marking.judge import Judged, Verdict, judge
from symbp.marking.key_lines import needed_by
from symbp.marking.sheet import Answer, Sheet
from symbp.steps import Kind

Asked = dict[str, list[Answer]]
"""The numbers for each line."""

MOST_DOUBTS = 12
"""How many names of a sheet are tried in another meaning."""


def judged(sheet: Sheet, answers: Sequence[Answer]) -> tuple[Asked, Judged]:
    """The numbers by line, and what can be said of them."""
    asked: Asked = {}
    for answer in answers:
        asked.setdefault(answer.line, []).append(answer)
    numbers = {line: [a.number for a in of_line if a.number is not None] for line, of_line in asked.items()}
    return asked, judge(sheet.key, numbers, sheet.own_lines, _late(sheet, answers))


def _late(sheet: Sheet, answers: Sequence[Answer]) -> frozenset[str]:
    """The givens that were written down only after a line that uses them: nothing was made from those."""
    order: dict[str, int] = {}
    for place, answer in enumerate(answers):
        order.setdefault(answer.line, place)
    givens = {line for line in order if (step := sheet.key.step(line)) is not None and step.kind is Kind.GIVEN}
    late: set[str] = set()
    for line, place in order.items() if givens else ():
        if line not in givens and line in sheet.key.lines:
            used = needed_by((line,), sheet.key.lines)
            late |= {given for given in givens if given in used and order[given] > place}
    return frozenset(late)


def in_order(asked: Asked, judgement: Judged) -> Iterator[Answer]:
    """The answer of each mark."""
    waiting = {line: iter(answers) for line, answers in asked.items()}
    return (next(waiting[mark.line]) for mark in judgement.marks)


def meant(sheet: Sheet, answers: Sequence[Answer]) -> tuple[Asked, Judged]:
    """The numbers, where a name that can mean several quantities means the one for which it is not wrong."""
    asked, judgement = judged(sheet, answers)
    doubts = [
        answer
        for mark, answer in zip(judgement.marks, in_order(asked, judgement), strict=True)
        if mark.verdict is Verdict.WRONG and answer.others
    ]
    for doubt in doubts[:MOST_DOUBTS]:
        for other in doubt.others:
            changed = doubt.meaning(other)
            tried = [changed if answer is doubt else answer for answer in answers]
            asked_then, judgement_then = judged(sheet, tried)
            pairs = zip(judgement_then.marks, in_order(asked_then, judgement_then), strict=True)
            if any(answer is changed and mark.verdict is not Verdict.WRONG for mark, answer in pairs):
                answers, asked, judgement = tried, asked_then, judgement_then
                break
    return asked, judgement
