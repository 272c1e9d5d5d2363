"""Target − output with the step added: the same updates by deltas of the other sign, a convention and no mistake.

Many courses write δ = (t − o)·f′, and w + ηδx or ∂L/∂w = −δx. Where a sheet does so throughout, its deltas are the
negatives of ∂L/∂in, and right. One that writes such a delta and subtracts the step is wrong, and so is a derivative
that is written as one, ∂L/∂in, with the other sign.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from symbp.marking.compare import UNDEFINED, Comparer
from symbp.marking.expression import evaluate
from symbp.marking.interpret import interpreted
from symbp.marking.judge import GOOD, Verdict, fmpq, span, within
from symbp.marking.key import AnswerKey
from symbp.marking.sheet import Answer, Sheet
from symbp.marking.sheet_numbers import in_order, meant
from symbp.marking.written import WrittenNumber
from symbp.page.words import say
from symbp.steps import Kind, Step
from symbp.values.balls import Balls

_TURNED = (frozenset({Kind.ADJOINT}), frozenset({Kind.ADJOINT, Kind.GRADIENT}))
"""The lines that may have the other sign: the deltas, or with them what is made of them."""
_ACCORDS = GOOD | {Verdict.FOLLOWS}
"""The verdicts on what is said as it is meant, be it on numbers that an earlier slip has spoiled."""


def conventional(sheet: Sheet) -> Sheet:
    """The sheet, its deltas taken to be of the other sign where that is how all of it is meant."""
    if any(entry.repair is not None for entry in sheet.entries):
        return sheet
    if not any(_kind(sheet.key, answer) is Kind.ADJOINT and _opposed(sheet.key, answer) for answer in sheet.answers):
        return sheet
    plain = _verdicts(sheet)
    asked = sheet.key.assignment.marking.target_minus_output
    best, most = sheet, sum(verdict in _ACCORDS for verdict in plain.values())
    for kinds in _TURNED:
        turned = interpreted(sheet.entries, sheet.key, kinds)
        verdicts = _verdicts(turned)
        good = sum(verdict in _ACCORDS for verdict in verdicts.values())
        if good > most and (
            asked or (_steps_are_right(turned, verdicts, kinds) and not _mixed(sheet, plain, turned, verdicts))
        ):
            best, most = turned, good
    if best is not sheet and not asked:
        best.notes.append(say("marking.target_minus_output"))
    return best


def _kind(key: AnswerKey, answer: Answer) -> Kind | None:
    step = key.step(answer.line)
    return None if step is None else step.kind


def _opposed(key: AnswerKey, answer: Answer) -> bool:
    """Whether an answer has another sign than its line."""
    true = key.truth[answer.line]
    if answer.number is not None:
        value: Any = fmpq(answer.number.value)
    else:
        try:
            assert answer.formula is not None
            value = evaluate(answer.formula, Balls(), key.truth) / fmpq(answer.scale)
        except UNDEFINED:
            return False
    return bool((value < 0 and true > 0) or (value > 0 and true < 0))


def _mixed(sheet: Sheet, plain: Mapping[int, Verdict], turned: Sheet, verdicts: Mapping[int, Verdict]) -> bool:
    """Whether a delta that has the right sign would be wrong with the other one: the sheet has no one convention."""
    right = {(a.line, a.at) for i, a in enumerate(sheet.answers) if plain[i] in GOOD and a.number is not None}
    wrong = {(a.line, a.at) for i, a in enumerate(turned.answers) if verdicts[i] not in GOOD and a.number is not None}
    return any((step := sheet.key.step(line)) is not None and step.kind is Kind.ADJOINT for line, _ in right & wrong)


def _steps_are_right(sheet: Sheet, verdicts: Mapping[int, Verdict], turned: frozenset[Kind]) -> bool:
    """Whether the sheet has updates that move something, and more of them right than not.

    Where it has none, gradients tell as much, unless they are of the other sign themselves.
    """
    right: Counter[Kind] = Counter()
    others: Counter[Kind] = Counter()
    for i, answer in enumerate(sheet.answers):
        step = sheet.key.step(answer.line)
        if step is None:
            continue
        accords = verdicts[i] in _ACCORDS
        right[step.kind] += accords and (answer.number is None or _tells(sheet.key, step, answer.number))
        others[step.kind] += not accords
    telling = Kind.UPDATE if right[Kind.UPDATE] or others[Kind.UPDATE] or Kind.GRADIENT in turned else Kind.GRADIENT
    return right[telling] > others[telling]


def _tells(key: AnswerKey, step: Step, number: WrittenNumber) -> bool:
    """Whether the digits of a new value show that it differs from the old one; those of a gradient, from 0."""
    still = key.truth[str(step.of)] if step.kind is Kind.UPDATE else fmpq(Fraction(0))
    return not within(span(number, half=False), still)


def _verdicts(sheet: Sheet) -> dict[int, Verdict]:
    """The verdict on each answer, by its number."""
    verdicts: dict[int, Verdict] = {}
    numbered = {id(answer): i for i, answer in enumerate(sheet.answers)}
    numbers = [answer for answer in sheet.answers if answer.number is not None]
    if numbers:
        asked, judged = meant(sheet, numbers)
        for mark, answer in zip(judged.marks, in_order(asked, judged), strict=True):
            # A name in another of its meanings is an answer of its own: it has the place of the first.
            verdicts[numbered.get(id(answer), _place(sheet, answer))] = mark.verdict
    comparer = Comparer(sheet.key, sheet.written)
    for i, answer in enumerate(sheet.answers):
        if answer.formula is not None:
            verdicts[i] = comparer.mark(answer.line, answer.scale, answer.formula).verdict
    return verdicts


def _place(sheet: Sheet, answer: Answer) -> int:
    places = [(a.number is not None, a.text, a.at) for a in sheet.answers]
    place = (True, answer.text, answer.at)
    return places.index(place) if place in places else -1
