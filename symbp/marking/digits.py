"""Digits that an assignment asks for: a number with fewer of them is coarse, and may show nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from symbp.errors import PrecisionError
from symbp.marking.judge import GOOD, Judged, NumberMark, Verdict
from symbp.marking.key import AnswerKey, middle_of
from symbp.steps import Kind
from symbp.values.arithmetic import UndecidedError
from symbp.values.rounding import Figures, rounded


@dataclass(frozen=True, slots=True)
class Digits:
    """What the digits of a number are worth.

    Attributes:
        coarse: whether there are fewer than are asked for.
        show_nothing: whether they cannot tell the number from 0, or an update from the old value.
        remark: the same in a sentence.
    """

    coarse: bool = False
    show_nothing: bool = False
    remark: str = ""


_ENOUGH = Digits()


def digits_of(key: AnswerKey, mark: NumberMark, judged: Judged) -> Digits:
    """What the digits of an acceptable number are worth."""
    given, step = mark.given, key.step(mark.line)
    acceptable = mark.verdict in GOOD or mark.verdict is Verdict.FOLLOWS
    if not acceptable or not given.unit or (given.worked[-1:] and given.text == given.worked[-1].text):
        return _ENOUGH
    if step is not None and step.kind is Kind.GIVEN:
        return _ENOUGH
    figures = _asked(key)
    meant = judged.truth[mark.line] if mark.verdict in GOOD else mark.own
    try:
        wanted = rounded(middle_of(meant), figures)
    except (UndecidedError, PrecisionError, ValueError, TypeError):
        return _ENOUGH
    # Zeros at the end are not written by every calculator.
    if given.unit <= wanted.unit or given.value == wanted.value:
        return _ENOUGH
    nothing = _tells_nothing(key, mark)
    return Digits(coarse=True, show_nothing=bool(nothing), remark=nothing or f"{_said(figures)} were asked for")


def _asked(key: AnswerKey) -> Figures:
    digits = key.assignment.marking.figures
    if digits is None:
        return key.figures
    if key.figures.decimals is not None:
        return replace(key.figures, decimals=digits)
    return replace(key.figures, significant=digits)


def _said(figures: Figures) -> str:
    if figures.decimals is not None:
        return f"{figures.decimals} decimals"
    return f"{figures.significant} significant figures"


def _tells_nothing(key: AnswerKey, mark: NumberMark) -> str:
    """Why so few digits show nothing; "" where they show something."""
    given, step = mark.given, key.step(mark.line)
    if abs(given.value) < given.unit:
        return "with so few digits it cannot be told from 0"
    if step is not None and step.kind is Kind.UPDATE and step.of is not None:
        old = middle_of(key.truth[step.of])
        if abs(given.value - old) <= given.unit / 2 and old != Fraction(0):
            return "with so few digits it cannot be told from the value before the update"
    return ""
