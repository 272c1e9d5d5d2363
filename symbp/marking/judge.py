"""The verdicts on numbers: each line against the truth, and against the student's own earlier numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

import flint

from symbp.errors import PrecisionError
from symbp.marking.key import BITS, AnswerKey, middle_of, skipped
from symbp.marking.key_lines import KeyLine
from symbp.marking.names import Meaning
from symbp.marking.written import WrittenNumber
from symbp.values.arithmetic import UndecidedError
from symbp.values.balls import working_precision
from symbp.values.interval import Intervals, interval
from symbp.values.rounding import Figures, rounded


class Verdict(StrEnum):
    """The verdicts on a line.

    Nothing is called wrong that has not been proven wrong: a line that cannot be bounded is
    ``cannot-tell``.
    """

    RIGHT = "right"
    RIGHT_ROUNDED = "right-rounded"
    FOLLOWS = "follows"
    WRONG = "wrong"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    CANNOT_TELL = "cannot-tell"


GOOD = frozenset({Verdict.RIGHT, Verdict.RIGHT_ROUNDED})


@dataclass(frozen=True, slots=True)
class NumberMark:
    """The judgement of one number.

    Attributes:
        line: which line it is a value of.
        given: the number, for the line itself.
        verdict: what can be said of it.
        own: what the student's own earlier numbers give; None where that cannot be bounded.
        trivial: a slip before has made this line 0, so that getting it right shows nothing.
    """

    line: str
    given: WrittenNumber
    verdict: Verdict
    own: Any = None
    trivial: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """The marks of a sheet's numbers, and what the student's own calculation is at each line.

    Attributes:
        marks: one a number, in the order of the calculation.
        plan: the lines that were walked.
        written: for each line with a number, what the student went on with.
        truth: the true values, of lines that only this sheet has too.
    """

    marks: tuple[NumberMark, ...]
    plan: tuple[KeyLine, ...]
    written: Mapping[str, Any]
    truth: Mapping[str, Any]


def judge(
    key: AnswerKey,
    answers: Mapping[str, Sequence[WrittenNumber]],
    own_lines: Mapping[str, Any],
    late: Container[str] = (),
) -> Judged:
    """A mark for each number, in the order of the calculation.

    A written number stands for all numbers that round to it. Two calculations run beside the true
    one: *honest* goes on with what was right, *own* with everything that was written. What was
    skipped is calculated from them, and may have been rounded under the policy.

    Args:
        key: the answer key.
        answers: the numbers for each line; several where a line stands there several times.
        own_lines: formulas of lines that only this sheet has.
        late: givens that were written down after a line that uses them: nothing was made from those.
    """
    plan = key.plan(answers, own_lines)
    every = [answer for quantities in answers.values() for answer in quantities]
    single = _in_single_precision(every)
    walk = Walk(key, _skipping(key, every, single=single), late)
    with working_precision(BITS):
        for line in plan:
            walk.line(line, [_to_policy(key, each.blurred if single else each) for each in answers.get(line.name, ())])
    return Judged(tuple(walk.marks), plan, walk.written, walk.truth)


def _in_single_precision(answers: Sequence[WrittenNumber]) -> bool:
    """Whether all long numbers of a sheet are such as a program prints that calculates in single precision."""
    long = [answer for answer in answers if answer.unit and abs(answer.value) >= _LONG_FIGURES * answer.unit]
    return bool(long) and all(answer.single for answer in long)


def _skipping(key: AnswerKey, answers: Sequence[WrittenNumber], *, single: bool) -> Intervals:
    """The value of a line that was not written down: rounded as finely or as coarsely as the sheet itself is."""
    decimals = key.figures.decimals
    if single:
        return Intervals(Figures(significant=_SINGLE_FIGURES))
    if key.skipping.figures is None:
        return key.skipping
    units = Counter(answer.unit for answer in answers if answer.unit)
    if not units:
        return key.skipping
    usual = max(units.items(), key=lambda pair: (pair[1], pair[0]))[0]
    places = next((d for d in range(_MOST_DECIMALS) if Fraction(1, 10**d) <= usual), _MOST_DECIMALS)
    if decimals is None:
        # Under a policy of figures a sheet is finer only where most of it is written with many more decimals.
        return key.skipping
    if Fraction(1, 10**places) < usual:
        places -= 1
    return key.skipping if places == decimals else Intervals(Figures(decimals=max(places, 0)))


_LONG_FIGURES = 10**7
_SINGLE_FIGURES = 7
_MOST_DECIMALS = 20


def _to_policy(key: AnswerKey, answer: WrittenNumber) -> WrittenNumber:
    """A whole number may be what rounding under the policy has left: 1 of 0.99998."""
    if answer.unit or answer.value.denominator != 1 or "/" in answer.text:
        return answer
    return replace(answer, unit=Fraction(10) ** -key.figures.places(answer.value))


class Walk:
    """One sheet, line by line."""

    def __init__(self, key: AnswerKey, skipping: Intervals | None = None, late: Container[str] = ()) -> None:
        self.key = key
        self.skipping = skipping or key.skipping
        self.late = late
        self.truth = dict(key.truth)
        self.arithmetic = Intervals()
        self.honest: dict[str, object] = {}
        self.own: dict[str, object] = {}
        self.written: dict[str, object] = {}
        self.marks: list[NumberMark] = []
        self.slipped: set[str] = set()

    def line(self, line: KeyLine, answers: Sequence[WrittenNumber]) -> None:
        """Mark what was written for a line, and go on with it."""
        honest = self._calculated(line, self.honest)
        # What no slip leads to is the same in both calculations.
        slipped = not self.slipped.isdisjoint(line.uses)
        own = self._calculated(line, self.own) if slipped else honest
        if line.name not in self.truth:
            self.truth[line.name] = self._calculated(line, self.truth)
        if not answers:
            self.honest[line.name] = self._skipped(line, honest)
            self.own[line.name] = self._skipped(line, own) if slipped else self.honest[line.name]
            if slipped:
                self.slipped.add(line.name)
            return
        marks = [self.mark(line, answer, honest, own, slipped=slipped) for answer in answers]
        self.marks += marks
        good = next((mark for mark in reversed(marks) if mark.verdict in GOOD), None)
        self.honest[line.name] = _carried(good.given, honest) if good else self._skipped(line, honest)
        if marks[-1].verdict in GOOD or line.name in self.late:
            self.own[line.name] = self.honest[line.name]
        else:
            self.slipped.add(line.name)
            self.own[line.name] = _carried(answers[-1], own)
        self.written[line.name] = self.own[line.name]

    def _calculated(self, line: KeyLine, names: Mapping[str, object]) -> object:
        """The line from earlier numbers; None where it cannot be bounded."""
        if line.run is None:
            return self.key.truth[line.name]
        try:
            if any(names[name] is None for name in line.uses):
                return None
            value = line.run(self.arithmetic, names)
        except (UndecidedError, ValueError, ZeroDivisionError, PrecisionError):
            return None
        return value if finite(value) else None

    def _skipped(self, line: KeyLine, value: object) -> object:
        return value if value is None or line.run is None else skipped(self.skipping, value)

    def mark(self, line: KeyLine, answer: WrittenNumber, honest: object, own: object, *, slipped: bool) -> NumberMark:
        """The verdict on one number.

        Args:
            line: its line.
            answer: the number.
            honest: the line from what was right before.
            own: the line from what was written before.
            slipped: whether a slip leads to the line.
        """
        true = self.truth[line.name]
        if true is not None and within(span(answer, half=True), true):
            return NumberMark(line.name, answer, Verdict.RIGHT, own)
        slack = self._slack(line, answer)
        follows = slipped and own is not None and _made_from(answer, own, slack)
        if follows and (honest is None or within(widened(span(answer, half=True), slack), own)):
            return self._following(line, answer, own, true)
        if honest is None:
            return NumberMark(line.name, answer, Verdict.CANNOT_TELL, own)
        if _made_from(answer, honest, slack):
            return NumberMark(line.name, answer, Verdict.RIGHT_ROUNDED, own)
        if own is None:
            return NumberMark(line.name, answer, Verdict.CANNOT_TELL, own)
        return (
            self._following(line, answer, own, true) if follows else NumberMark(line.name, answer, Verdict.WRONG, own)
        )

    def _slack(self, line: KeyLine, answer: WrittenNumber) -> Fraction:
        """The largest error of rounding each product before adding; nothing for those that come out even."""
        if not line.products or answer.unit == 0:
            return Fraction(0)
        uneven, largest = 0, Fraction(0)
        for product in line.products:
            try:
                value = product(self.arithmetic, self.own)
            except (UndecidedError, ValueError, ZeroDivisionError, PrecisionError, KeyError, TypeError):
                value = None
            even = isinstance(value, flint.fmpq) and (value / fmpq(answer.unit)).q == 1
            uneven += not even
            if answer.single and value is not None and finite(value):
                largest = max(largest, abs(middle_of(value)))
        unit = max(answer.unit, replace(answer, value=largest).blurred.unit)
        return uneven * unit / 2

    def _following(self, line: KeyLine, answer: WrittenNumber, own: object, true: object) -> NumberMark:
        # Right from a zero that should be none: that shows nothing.
        trivial = answer.value == 0 and within(flint.fmpq(0), own) and true is not None
        return NumberMark(line.name, answer, Verdict.FOLLOWS, own, trivial)


def _made_from(answer: WrittenNumber, value: object, slack: Fraction) -> bool:
    """Whether a value may have been written down so: rounded, cut, with its products rounded, or by written steps.

    Cutting in place of rounding is a habit and no slip: one whole unit of the last place. Where a
    calculation was written that has the value to its own digits, the number may be made from that.
    """
    if within(span(answer, half=False), value) or (slack and within(widened(span(answer, half=True), slack), value)):
        return True
    for step in answer.worked:
        near = interval((step.low, step.high)) if step.unit <= answer.unit else fmpq(step.value)
        if within(near, value) and within(span(answer, half=False), fmpq(step.value)):
            return True
    return False


def span(answer: WrittenNumber, *, half: bool) -> Any:
    """The numbers that round to what was written; if not only half, also those that are cut to it.

    Cutting goes towards 0: what was cut lies up to a whole unit further out.
    """
    value, unit = fmpq(answer.value), fmpq(answer.unit)
    if unit == 0:
        return value
    if half:
        return flint.arb(value) + flint.arb(0, flint.arb(unit / 2).upper())
    if value == 0:
        return flint.arb(0, flint.arb(unit).upper())
    middle = value + unit / 4 if value > 0 else value - unit / 4
    return flint.arb(middle) + flint.arb(0, flint.arb(3 * unit / 4).upper())


def widened(value: Any, slack: Fraction) -> object:
    """The interval with so much more on both sides."""
    return value if slack == 0 else flint.arb(value) + flint.arb(0, flint.arb(fmpq(slack)).upper())


def finite(value: Any) -> bool:
    """Whether an interval has two ends."""
    return isinstance(value, flint.fmpq) or bool(value.is_finite())


def within(first: Any, second: Any) -> bool:
    """Whether two intervals have a number in common."""
    if isinstance(first, flint.fmpq) and isinstance(second, flint.fmpq):
        return bool(first == second)
    return bool(flint.arb(first).overlaps(flint.arb(second)))


def fits(key: AnswerKey, quantity: WrittenNumber, meaning: Meaning) -> bool:
    """Whether a number is right, to its own digits, for what a name may mean; any is for a line of the sheet's own."""
    if meaning.line not in key.lines:
        return True
    return within(span(quantity.divided(meaning.scale), half=True), key.truth[meaning.line])


def fitting(key: AnswerKey, quantity: WrittenNumber, meanings: Sequence[Meaning]) -> Sequence[Meaning]:
    """The meanings that a number is right for; the first alone where rounding on the way can lead to it from there."""
    if len(meanings) < 2:
        return meanings
    matches = [meaning for meaning in meanings if fits(key, quantity, meaning)]
    if matches and matches[0] != meanings[0] and is_near(key, quantity, meanings[0]):
        return meanings[:1]
    return matches


def is_near(key: AnswerKey, quantity: WrittenNumber, meaning: Meaning) -> bool:
    """Whether rounding on the way can have led to a number from what a name may mean."""
    reached = key.reach.get(meaning.line)
    if reached is None or not finite(reached):
        return False
    return within(span(quantity.divided(meaning.scale), half=True), reached)


def fmpq(value: Fraction) -> Any:
    """The same number for the library of balls."""
    return flint.fmpq(value.numerator, value.denominator)


def _carried(answer: WrittenNumber, calculated: Any) -> object:
    """The values that a student may have gone on with: the number written, or the unrounded one in the calculator.

    The unrounded one lies where the calculation and the written digits agree; where they do not,
    anything that rounds to the digits is possible.
    """
    wide = span(answer, half=False)
    if answer.value == 0 and "." not in answer.text and "," not in answer.text:
        # A bare 0 is gone on with as 0: what follows is killed by it.
        return flint.fmpq(0)
    if calculated is None or not within(wide, calculated):
        return span(answer, half=True)
    if isinstance(wide, flint.fmpq):
        return wide
    common = flint.arb(wide).intersection(flint.arb(calculated))
    return common.union(flint.arb(fmpq(answer.value)))


_MORE = 2


def middle_text(value: object, answer: WrittenNumber | None, figures: Figures) -> str:
    """The middle of a value to the figures that were written, and two more."""
    middle = middle_of(value)
    if answer is None or answer.unit == 0:
        return rounded(middle, figures).text
    return rounded(middle, Figures(decimals=answer.places + _MORE)).text
