"""Target − output with the step added: the same updates by deltas of the other sign, a convention and no mistake.

Many courses write δ = (t − o)·f′ and w + ηδx. Where a sheet does so throughout, its deltas are the
negatives of ∂L/∂in, and right. One that writes such a delta and subtracts the step is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from symbp.marking.compare import Comparer
from symbp.marking.expression import Expression, name, number, replaced, walk
from symbp.marking.judge import GOOD, Verdict, span, within
from symbp.marking.key import AnswerKey
from symbp.marking.numbers import in_order, meant
from symbp.marking.quantity import Quantity
from symbp.marking.sheet import Answer, Sheet
from symbp.steps import Kind, Step

REMARK = "the deltas are target − output and the step is added: a convention, with the same updates"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way in which a sheet may be meant.

    Attributes:
        kinds: the lines whose values have the other sign.
        names: whether these lines have the other sign where they stand in a formula too.
    """

    kinds: frozenset[Kind]
    names: bool


_READINGS = tuple(
    Reading(frozenset(kinds), names)
    for kinds in ((Kind.ADJOINT,), (Kind.ADJOINT, Kind.GRADIENT))
    for names in (True, False)
)


def conventional(sheet: Sheet) -> Sheet:
    """The sheet, its deltas taken to be of the other sign where that is how all of it is meant."""
    lines = {answer.line for answer in sheet.answers}
    if not any((step := sheet.key.step(line)) is not None and step.kind is Kind.ADJOINT for line in lines):
        return sheet
    plain = _verdicts(sheet)
    if not any(_is_bad(plain[i]) and _is_delta(sheet.key, answer) for i, answer in enumerate(sheet.answers)):
        return sheet
    asked = sheet.key.assignment.marking.target_minus_output
    best, most = sheet, sum(verdict in GOOD for verdict in plain.values())
    for reading in _READINGS:
        turned = _turned(sheet, reading)
        found = _verdicts(turned)
        good = sum(verdict in GOOD for verdict in found.values())
        kept = all(found[i] in GOOD for i, verdict in plain.items() if verdict in GOOD)
        if good > most and (asked or (kept and _updates_are_right(turned, found))):
            best, most = turned, good
    if best is not sheet and not asked:
        best.remarks.append(REMARK)
    return best


def _is_bad(verdict: Verdict) -> bool:
    return verdict in (Verdict.WRONG, Verdict.FOLLOWS)


def _is_delta(key: AnswerKey, answer: Answer) -> bool:
    step = key.step(answer.line)
    return step is not None and step.kind is Kind.ADJOINT


def _updates_are_right(sheet: Sheet, found: Mapping[int, Verdict]) -> bool:
    """Whether the sheet has updates that move something, and more of them right than not."""
    right = others = 0
    for i, answer in enumerate(sheet.answers):
        step = sheet.key.step(answer.line)
        if step is None or step.kind is not Kind.UPDATE:
            continue
        right += found[i] in GOOD and (answer.number is None or _moves(sheet.key, step, answer.number))
        others += found[i] not in GOOD
    return right > others


def _moves(key: AnswerKey, update: Step, number: Quantity) -> bool:
    """Whether a new value differs from the old one by what its digits show."""
    old = key.truth[str(update.of)]
    return not within(span(number, half=False), old)


def _verdicts(sheet: Sheet) -> dict[int, Verdict]:
    """The verdict on each answer, by its number."""
    found: dict[int, Verdict] = {}
    numbered = {id(answer): i for i, answer in enumerate(sheet.answers)}
    numbers = [answer for answer in sheet.answers if answer.number is not None]
    if numbers:
        asked, judged = meant(sheet, numbers)
        for mark, answer in zip(judged.marks, in_order(asked, judged), strict=True):
            # A name in another of its meanings is an answer of its own: it has the place of the first.
            found[numbered.get(id(answer), _place(sheet, answer))] = mark.verdict
    comparer = Comparer(sheet.key, sheet.written)
    for i, answer in enumerate(sheet.answers):
        if answer.formula is not None:
            found[i] = comparer.mark(answer.line, answer.scale, answer.formula).verdict
    return found


def _place(sheet: Sheet, answer: Answer) -> int:
    written = [(a.number is not None, a.text, a.at) for a in sheet.answers]
    return written.index((True, answer.text, answer.at))


def _turned(sheet: Sheet, reading: Reading) -> Sheet:
    """The sheet with the other sign of some lines."""
    return replace(
        sheet,
        answers=[_turned_answer(sheet.key, answer, reading) for answer in sheet.answers],
        remarks=list(sheet.remarks),
    )


def _turned_answer(key: AnswerKey, answer: Answer, reading: Reading) -> Answer:
    step = key.step(answer.line)
    turned = step is not None and step.kind in reading.kinds
    scale = -answer.scale if turned else answer.scale
    if answer.number is not None:
        return replace(answer, scale=scale, number=answer.number.divided(scale / answer.scale))
    assert answer.formula is not None
    formula = _turned_formula(key, answer.formula, reading) if reading.names else answer.formula
    return replace(answer, scale=scale, formula=formula)


def _turned_formula(key: AnswerKey, formula: Expression, reading: Reading) -> Expression:
    swaps = {}
    for part in walk(formula):
        step = key.step(part.args[0]) if part.op == "name" else None
        if step is not None and step.kind in reading.kinds:
            swaps[id(part)] = number(-1) * name(part.args[0])
    return replaced(formula, swaps)
