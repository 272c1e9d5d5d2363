"""From a sheet to its marks: numbers and formulas judged, what is wrong explained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from symbp.errors import PrecisionError
from symbp.marking.compare import Comparer, FormulaMark
from symbp.marking.conventions import conventional
from symbp.marking.diagnosis import Diagnostician
from symbp.marking.digits import digits_of
from symbp.marking.explanations import Diagnosis
from symbp.marking.formula_diagnosis import diagnose_formula
from symbp.marking.judge import Judged, NumberMark, Verdict, fmpq, middle_text, within
from symbp.marking.key import BITS, AnswerKey
from symbp.marking.mistakes import Mistake, repaired
from symbp.marking.repertoire import Budget, repertoire
from symbp.marking.sheet import Answer, Sheet, as_written
from symbp.marking.sheet_numbers import in_order, meant
from symbp.marking.written import WrittenNumber
from symbp.page.model import Code, Line
from symbp.page.words import plain, say
from symbp.steps import Kind
from symbp.values.arithmetic import UndecidedError
from symbp.values.balls import working_precision


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of the student's work.

    Attributes:
        line: which line it is, as a report calls it.
        given: what was written; "" where nothing was.
        verdict: what can be said of it.
        expected: the true value, to as many figures as were written and two more; for a formula,
            the right one.
        own: for what follows from an earlier slip, the value that the student's own numbers give.
        trivial: a slip before has made this line 0, so that getting it right shows nothing.
        mistake: what was done in place of the right thing, where that can be told.
        kind: what the line is in the calculation.
        formula: whether a formula was written, and not a number.
        at: where it stands in the file, counted from 1; 0 where a form has no lines.
        coarse: whether it has fewer digits than are asked for.
        notes: what is worth saying although it may be right: for what numbers only a formula is right, or
            that the written calculation does not give the result.
        called: the sheet's own name for a multiple of a line, as a delta of the other sign; "" for a line itself.
    """

    line: str
    given: str
    verdict: Verdict
    expected: str
    own: str = ""
    trivial: bool = False
    mistake: Mistake | None = None
    kind: str = ""
    formula: bool = False
    at: int = 0
    coarse: bool = False
    notes: Line = ()
    called: str = ""

    @property
    def shown(self) -> str:
        """The name of the line for people: what is a multiple of a line is called as the sheet calls it."""
        return self.called or self.line

    @property
    def remark(self) -> str:
        """The notes as plain text."""
        return "; ".join(plain(self.notes))


def marked(sheet: Sheet, *, complete: bool = False) -> tuple[Sheet, tuple[Mark, ...]]:
    """The sheet as it is meant, and its marks in the order of the calculation.

    Args:
        sheet: the answers.
        complete: whether gradients and updates that were not handed in count as missing.
    """
    with working_precision(BITS):
        sheet = conventional(sheet)
        budget = Budget()
        compared = _compared(sheet)
        numbers = _numbers(sheet, budget, _right_formulas(compared))
        marks = [*numbers, *_formulas(sheet, budget, compared), *(_missing(sheet) if complete else ())]
    marks.sort(key=lambda pair: pair[0])
    return sheet, tuple(mark for _, mark in marks)


def _compared(sheet: Sheet) -> list[tuple[Answer, FormulaMark]]:
    """The formulas of a sheet with what can be said of them, in the order of the calculation."""
    comparer = Comparer(sheet.key, sheet.written)
    return [
        (answer, comparer.mark(answer.line, answer.scale, answer.formula))
        for answer in sorted(sheet.answers, key=lambda answer: _place(sheet, answer))
        if answer.formula is not None
    ]


def _place(sheet: Sheet, answer: Answer) -> float:
    line = sheet.key.lines.get(answer.line)
    return 0.0 if line is None else line.at


def _right_formulas(compared: list[tuple[Answer, FormulaMark]]) -> frozenset[str]:
    """The lines whose formula stands rightly on the sheet: their rule is known."""
    return frozenset(mark.line for _, mark in compared if mark.verdict is Verdict.RIGHT)


def _numbers(sheet: Sheet, budget: Budget, known: frozenset[str]) -> Iterator[tuple[float, Mark]]:
    key = sheet.key
    answers = [answer for answer in sheet.answers if answer.number is not None]
    if not answers:
        return
    asked, judged = meant(sheet, answers)
    suspect = any(mark.verdict in (Verdict.WRONG, Verdict.RIGHT_ROUNDED) for mark in judged.marks)
    diagnoses = Diagnostician(repertoire(key), judged, budget, known).diagnoses() if suspect else {}
    places = {line.name: line.at for line in judged.plan}
    for i, (mark, answer) in enumerate(zip(judged.marks, in_order(asked, judged), strict=True)):
        yield places[mark.line], _number_mark(key, mark, answer, diagnoses.get(i), judged)


def _number_mark(key: AnswerKey, mark: NumberMark, answer: Answer, diagnosis: Diagnosis | None, judged: Judged) -> Mark:
    scaled = WrittenNumber(answer.text, Fraction(0), mark.given.unit * abs(answer.scale))
    # Where a slip leads to a line that is wrong in itself, what would follow is worth knowing too.
    follows = mark.verdict is Verdict.FOLLOWS or (
        mark.verdict is Verdict.WRONG and mark.own is not None and not within(mark.own, judged.truth[mark.line])
    )
    own = _number_shown(key, mark.own, answer.scale, scaled) if follows else ""
    digits = digits_of(key, mark, judged)
    verdict = Verdict.CANNOT_TELL if digits.show_nothing else mark.verdict
    return Mark(
        line=answer.label,
        given=answer.text,
        verdict=verdict,
        expected=_right_value(key, mark, answer, scaled, judged),
        own=own,
        trivial=mark.trivial,
        mistake=None if diagnosis is None or verdict is not mark.verdict else _mistake(key, diagnosis, answer, scaled),
        kind=_kind(key, mark.line),
        at=answer.at,
        coarse=digits.coarse,
        notes=(*answer.notes, *digits.notes),
        called=answer.called,
    )


_MOST_TEXTS = 10_000


def _kind(key: AnswerKey, name: str) -> str:
    step = key.step(name)
    return str(step.kind) if step is not None else "beside"


def _number_shown(key: AnswerKey, value: object, scale: Fraction, quantity: WrittenNumber) -> str:
    if value is None:
        return ""
    try:
        return middle_text(value * fmpq(scale), quantity, key.figures)
    except (UndecidedError, PrecisionError):
        return ""


def _right_value(key: AnswerKey, mark: NumberMark, answer: Answer, scaled: WrittenNumber, judged: Judged) -> str:
    """The true value to the figures that were written; remembered, for all sheets ask for the same."""
    if mark.line not in key.lines:
        return _number_shown(key, judged.truth[mark.line], answer.scale, scaled)
    place = (mark.line, answer.scale, scaled.unit)
    if place not in key.texts:
        if len(key.texts) > _MOST_TEXTS:
            key.texts.clear()
        key.texts[place] = _number_shown(key, key.truth[mark.line], answer.scale, scaled)
    return key.texts[place]


def _mistake(key: AnswerKey, diagnosis: Diagnosis, answer: Answer, scaled: WrittenNumber) -> Mistake:
    best = diagnosis.best
    value = _number_shown(key, best.value, answer.scale, scaled)
    at = None if best.line == answer.line else as_written(best.line)
    given = as_written(answer.text)
    effect = hidden = None
    if not best.concept:
        effect = say("marking.slip_effect", what=replace(best.what, begins=True), given=given, right=Code(value))
    else:
        hidden = say("marking.hidden_effect", what=best.what, at=at)
        if value:
            label = as_written(answer.called or answer.label)
            effect = say("marking.effect", what=best.what, at=at, label=label, value=Code(value), given=given)
    return Mistake(
        id=best.id,
        titles=best.titles,
        messages=best.messages,
        remarks=best.remarks,
        line=best.line,
        effect=effect,
        hidden_effect=hidden,
        also=tuple((each.id, each.titles) for each in diagnosis.also),
        tell=diagnosis.tell,
    )


def _formulas(sheet: Sheet, budget: Budget, compared: list[tuple[Answer, FormulaMark]]) -> Iterator[tuple[float, Mark]]:
    for answer, mark in compared:
        yield _place(sheet, answer) - 0.1, _formula_mark(sheet, mark, answer, budget)


def _formula_mark(sheet: Sheet, mark: FormulaMark, answer: Answer, budget: Budget) -> Mark:
    key = sheet.key
    mistake = None
    verdict = mark.verdict
    if answer.repair is not None:
        # The listing is wrong with it and right without, whatever the numbers of the assignment hide.
        verdict, mistake = Verdict.WRONG, repaired(answer)
    elif mark.verdict is Verdict.WRONG:
        mistake = diagnose_formula(repertoire(key), mark, answer.called or answer.label, budget)
    return Mark(
        line=answer.label,
        given=answer.text,
        verdict=verdict,
        expected=right_formula(key, answer),
        mistake=mistake,
        kind=_kind(key, answer.line),
        formula=True,
        at=answer.at,
        notes=() if answer.repair is not None else mark.notes,
        called=answer.called,
    )


def right_formula(key: AnswerKey, answer: Answer) -> str:
    """The right-hand side of a line in the terms of the derivation."""
    from symbp.formula import plain

    line = key.lines[answer.line]
    assert line.expr is not None
    formula = plain.write(key.derivation.arranged(line.expr), str)
    if answer.scale == 1:
        return formula
    return f"-({formula})" if answer.scale == -1 else f"{answer.scale}*({formula})"


def _missing(sheet: Sheet) -> Iterator[tuple[float, Mark]]:
    key = sheet.key
    there = {answer.line for answer in sheet.answers}
    for step in key.derivation.of_kind(Kind.GRADIENT, Kind.UPDATE):
        if step.name not in there:
            expected = middle_text(key.truth[step.name], None, key.figures)
            yield key.lines[step.name].at, Mark(step.name, "", Verdict.MISSING, expected, kind=str(step.kind))
