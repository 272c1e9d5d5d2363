"""Mistakes that an assignment's numbers cannot show: those that leave them as they are, or look alike in them."""

from __future__ import annotations

import random
from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from symbp.errors import PrecisionError, SymbpError
from symbp.losses.base import Targets
from symbp.marking.compare import UNDEFINED
from symbp.marking.judge import GOOD, Walk, judge
from symbp.marking.key import BITS, AnswerKey, answer_key, middle_of
from symbp.marking.key_lines import KeyLine, LazyValues
from symbp.marking.lint_page import Lint, Suggestion
from symbp.marking.repertoire import MistakeCatalog, Rewritten, repertoire
from symbp.marking.written import WrittenNumber
from symbp.misconceptions import misconceptions
from symbp.spec.assignment import Assignment
from symbp.steps import Kind, Role
from symbp.values.balls import Balls, working_precision
from symbp.values.rounding import Figures, Rounded, rounded

TRIES = 150
_STEPS = (-3, -2, -1, 1, 2, 3)
__all__ = ["TRIES", "Lint", "Suggestion", "injections", "lint", "suggest", "worked"]


def lint(assignment: Assignment) -> Lint:
    """Which mistakes the numbers of an assignment cannot show, or cannot tell apart.

    A belief is put into every line of its kind; the gradients and updates that come of it are
    rounded as the assignment says. Slips at one place are looked at line by line.

    >>> from symbp import load
    >>> found = lint(load("nndl3"))
    >>> "learning rate left out" in found.blind
    True
    """
    key = answer_key(assignment)
    with working_precision(BITS):
        signs = _signatures(repertoire(key), key.givens)
        return _lint(key, signs, _hidden(key))


def lint_of(key: AnswerKey, givens: Mapping[str, Fraction]) -> Lint:
    """The same for other numbers of the lines of a key, without a look at slips at one place."""
    with working_precision(BITS):
        return _lint(key, _signatures(repertoire(key), givens), {})


def _lint(key: AnswerKey, signs: Mapping[str, tuple[str, ...]], hidden: Mapping[str, tuple[str, ...]]) -> Lint:
    right = signs[""]
    titles = {name: misconceptions[name].title for name in signs if name}
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, sign in signs.items():
        if name:
            groups.setdefault(sign, []).append(titles[name])
    return Lint(
        assignment=key.assignment.name,
        blind=tuple(groups.pop(right, ())),
        alike=tuple(tuple(group) for group in groups.values() if len(group) > 1),
        hidden=hidden,
        checked=len(titles),
    )


def _signatures(all_: MistakeCatalog, givens: Mapping[str, Fraction]) -> dict[str, tuple[str, ...]]:
    """The gradients and updates under each belief, as they are written; "" has the right ones."""
    key = all_.key
    asked = [step.name for step in key.derivation.of_kind(Kind.GRADIENT, Kind.UPDATE)]
    known = {name: Balls().number(value) for name, value in givens.items()}
    signatures = {}
    for name, changed in {"": {}, **{name: lines for name, (lines, _) in all_.believed.items()}}.items():
        trial = LazyValues(ChainMap(dict(changed), key.lines), known)
        signatures[name] = tuple(_decimal(trial, line, key.figures) for line in asked)
    return signatures


def _decimal(trial: LazyValues, line: str, figures: Figures) -> str:
    try:
        return rounded(middle_of(trial[line]), figures).text
    except UNDEFINED:
        return "undefined"


def _hidden(key: AnswerKey) -> dict[str, tuple[str, ...]]:
    """Mistakes at single lines that leave the number of the line as it is, or near enough."""
    hidden: dict[str, dict[str, None]] = {}
    for each, shows, _ in injections(key):
        if not shows:
            hidden.setdefault(each.mistakes[0].name, {})[each.line.name] = None
    return {name: tuple(lines) for name, lines in hidden.items()}


Sheet = dict[str, Rounded]
"""What is written for each line."""


def injections(key: AnswerKey) -> Iterator[tuple[Rewritten, bool, Sheet]]:
    """Every mistake at every line, whether it shows there, and the sheet up to that line with it."""
    with working_precision(BITS):
        right = worked(key, {})
        answers = {name: [WrittenNumber("", number.value, number.unit)] for name, number in right.items()}
        own = {mark.line: mark.own for mark in judge(key, answers, {}).marks}
        walk = Walk(key)
        before: Sheet = {}
        for step in key.derivation:
            for each in repertoire(key).of(step.name):
                wrong = _by_hand(key, each.line, before)
                if wrong is not None:
                    number = WrittenNumber("", wrong.value, wrong.unit)
                    verdict = walk.mark(each.line, number, own[step.name], own[step.name], slipped=False).verdict
                    yield each, verdict not in GOOD, {**before, step.name: wrong}
            if step.name in right:
                before[step.name] = right[step.name]


def worked(key: AnswerKey, changed: Mapping[str, KeyLine]) -> Sheet:
    """The whole sheet by hand, with some lines other than they should be; empty where one is not defined."""
    sheet: Sheet = {}
    for step in key.derivation:
        if step.expr is None:
            continue
        number = _by_hand(key, changed.get(step.name, key.lines[step.name]), sheet, changed)
        if number is None:
            return {}
        sheet[step.name] = number
    return sheet


def _by_hand(
    key: AnswerKey, line: KeyLine, sheet: Sheet, changed: Mapping[str, KeyLine] | None = None
) -> Rounded | None:
    """One line, from what is written before it, rounded as the assignment says."""
    try:
        return rounded(middle_of(_FromSheet(key, line, sheet, changed or {})[line.name]), key.figures)
    except UNDEFINED:
        return None


class _FromSheet(LazyValues):
    """Values from the givens and from what is written before a line."""

    def __init__(self, key: AnswerKey, line: KeyLine, sheet: Sheet, changed: Mapping[str, KeyLine]) -> None:
        super().__init__(ChainMap({line.name: line}, dict(changed), key.lines), {})
        self.key = key
        self.sheet = sheet
        self.line = line

    def __missing__(self, name: str) -> object:
        if name in self.key.givens:
            return self.key.truth[name]
        if name in self.sheet and name != self.line.name:
            return Balls().number(self.sheet[name].value)
        return super().__missing__(name)


def suggest(assignment: Assignment, tries: int = TRIES) -> Suggestion | None:
    """Nearby numbers with as many places that show more beliefs, and tell more apart; None if none are found.

    One number after the other is moved by a few units of its last place, from a fixed seed, and
    what separates more is kept.
    """
    key = answer_key(assignment)
    all_ = repertoire(key)
    source = random.Random(1)  # noqa: S311 - a seed, so that the same assignment gets the same suggestion
    fixed = assignment.loss.function.targets is not Targets.NUMBERS
    movable = [
        step.name
        for step in key.derivation.givens()
        if _places(assignment, step.name) is not None and not (fixed and step.why == Role.TARGET)
    ]
    with working_precision(BITS):
        givens, best = dict(key.givens), _confusions(_signatures(all_, key.givens))
        for _ in range(tries):
            if best == 0:
                break
            name = source.choice(movable)
            places = _places(assignment, name) or 0
            moved = {**givens, name: givens[name] + source.choice(_STEPS) * Fraction(1, 10**places)}
            if moved[name] == 0 or (name == "eta" and not 0 < moved[name] <= 2):
                continue
            try:
                here = _confusions(_signatures(all_, moved))
            except (PrecisionError, SymbpError):
                continue
            if here < best:
                givens, best = moved, here
        changes = tuple(
            (name, assignment.numbers[name].text, _text(givens[name], _places(assignment, name) or 0))
            for name in movable
            if givens[name] != key.givens[name]
        )
        if not changes:
            return None
        return Suggestion(changes, replace(_lint(key, _signatures(all_, givens), {}), hidden={}))


def _confusions(signs: Mapping[str, tuple[str, ...]]) -> int:
    """How many beliefs do not show, and how many pairs look alike."""
    return sum(one == two for one, two in combinations(signs.values(), 2))


def _places(assignment: Assignment, name: str) -> int | None:
    """How many places a number was written with, at least one; None for a fraction or a power of ten."""
    text = assignment.numbers[name].text
    if "/" in text or "e" in text:
        return None
    return max(1, len(text.partition(".")[2]))


def _text(value: Fraction, places: int) -> str:
    return rounded(value, Figures(decimals=places)).text
