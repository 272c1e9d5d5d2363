"""Digits that an assignment asks for: a number with fewer of them is coarse, and may show nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from symbp.errors import PrecisionError
from symbp.marking.judge import GOOD, Judged, NumberMark, Verdict
from symbp.marking.key import AnswerKey, middle_of
from symbp.page.model import Line
from symbp.page.words import say
from symbp.steps import Kind
from symbp.values.arithmetic import UndecidedError
from symbp.values.rounding import Figures, rounded


@dataclass(frozen=True, slots=True)
class Digits:
    """The precision of the digits of a number.

    Attributes:
        coarse: whether there are fewer than are asked for.
        show_nothing: whether they cannot tell the number from 0, or an update from the old value.
        notes: the same in a sentence.
    """

    coarse: bool = False
    show_nothing: bool = False
    notes: Line = ()


_ENOUGH = Digits()


def digits_of(key: AnswerKey, mark: NumberMark, judged: Judged) -> Digits:
    """The precision of the digits of an acceptable number."""
    given, step = mark.given, key.step(mark.line)
    acceptable = mark.verdict in GOOD or mark.verdict is Verdict.FOLLOWS
    if not acceptable or not given.unit or (given.worked[-1:] and given.text == given.worked[-1].text):
        return _ENOUGH
    if step is not None and step.kind is Kind.GIVEN:
        return _ENOUGH
    figures = _asked_figures(key)
    if figures.decimals is not None and given.unit <= Fraction(1, 10**figures.decimals):
        return _ENOUGH
    meant = judged.truth[mark.line] if mark.verdict in GOOD else mark.own
    try:
        wanted = rounded(middle_of(meant), figures)
    except (UndecidedError, PrecisionError, ValueError, TypeError):
        return _ENOUGH
    # Zeros at the end are not written by every calculator.
    if given.unit <= wanted.unit or given.value == wanted.value:
        return _ENOUGH
    nothing = _tells_nothing(key, mark)
    asked = say("marking.asked_for", decimals=figures.decimals, significant=figures.significant)
    return Digits(coarse=True, show_nothing=bool(nothing), notes=nothing or (asked,))


def _asked_figures(key: AnswerKey) -> Figures:
    digits = key.assignment.marking.figures
    if digits is None:
        return key.figures
    if key.figures.decimals is not None:
        return replace(key.figures, decimals=digits)
    return replace(key.figures, significant=digits)


def _tells_nothing(key: AnswerKey, mark: NumberMark) -> Line:
    """Why so few digits show nothing; empty where they show something."""
    given, step = mark.given, key.step(mark.line)
    if abs(given.value) < given.unit:
        return (say("marking.nothing_or_zero"),)
    if step is not None and step.kind is Kind.UPDATE and step.of is not None:
        old = middle_of(key.truth[step.of])
        if abs(given.value - old) <= given.unit / 2 and old != Fraction(0):
            return (say("marking.nothing_or_old"),)
    return ()
