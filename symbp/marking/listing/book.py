"""Which line of the derivation a formula is: told by its values at the random points of the answer key."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symbp.formula.entrywise import ENTRYWISE
from symbp.marking.expression import Expression, name, number, walk
from symbp.marking.key import POINTS, AnswerKey
from symbp.marking.names import Meaning
from symbp.quantity import Quantity
from symbp.steps import Role, Step
from symbp.values.arithmetic import Arithmetic, Branch

Values = NDArray[np.float64]

_NEAR = 1e-9
_LARGEST_RATIO = 64
_LARGEST_PARTS = 1_000_000
"""Learning rates are told apart as fractions with a denominator up to this one."""
_MOST_SHARES = 600
_DRAWN = 2 * POINTS
_HELPERS = ("err_", "step_", "L_")


class Book:
    """The lines of an answer key, found by their values.

    A formula is the line that it equals at every point at which lines are compared. That decides
    only with what a listing goes on: each formula itself is judged in ball arithmetic later.

    >>> from symbp import load
    >>> from symbp.marking.key import answer_key
    >>> book = Book(answer_key(load("nndl3")))
    >>> half = number(Fraction(1, 2))
    >>> book.meanings_of(half * name("w1") * name("x1") + half * name("x2") * name("w3"))
    (Meaning(line='in_h1', scale=Fraction(1, 2)),)
    """

    def __init__(self, key: AnswerKey) -> None:
        self.key = key
        self.pages = [_Page(key, data=True)]
        self._texts: dict[int, tuple[Expression, tuple[Meaning, ...]]] = {}

    def meanings_of(self, formula: Expression) -> tuple[Meaning, ...]:
        """The lines that a formula is so many times of, the earliest first; none for a constant."""
        known = self._texts.get(id(formula))
        if known is None:
            known = self._texts[id(formula)] = (formula, self._meanings_of(formula))
        return known[1]

    def _meanings_of(self, formula: Expression) -> tuple[Meaning, ...]:
        if formula.op == "number":
            return ()
        meanings = self.pages[0].meanings_of(formula)
        if not any(m.scale in self._plain for m in meanings) and self._numbers_substituted(formula):
            self.pages += [self._of_data] if len(self.pages) == 1 else []
            # With the data as they are, other multiples of a line come about by chance.
            meanings = (*(m for m in self.pages[1].meanings_of(formula) if m.scale in self._plain), *meanings)
        return meanings

    def step(self, value: Expression, old: str, new: str) -> tuple[Fraction, Fraction, bool] | None:
        """How many times the assignment's step an update takes, and how much of the parameter it takes off.

        Args:
            value: the formula of the update.
            old: the parameter.
            new: its right update.

        Returns:
            The factor, which is above 0, the decay, and whether that is times the learning rate; None for another.
        """
        for page in (self.pages[0], self._of_data):
            found = self._step(page, page.values(value), old, new)
            if found is not None:
                return found
        return None

    def step_of(self, values: Values, old: str, new: str) -> tuple[Fraction, Fraction, bool] | None:
        """The same for the values of an update at the points with the data of the assignment."""
        return self._step(self._of_data, values, old, new)

    def at(self, line: str) -> Values:
        """A line at the points with the data of the assignment."""
        return self._of_data.lines[line]

    def moves(self, update: str) -> bool:
        """Whether an update changes its parameter, with the data of the assignment."""
        old = str(Quantity.named(update).before)
        return not np.allclose(self.at(update), self.at(old), rtol=_NEAR, atol=_NEAR * _NEAR)

    def lines_at(self, values: Values) -> tuple[Meaning, ...]:
        """The lines that have these values at these points, or so many times them."""
        return self._of_data.found_at(values)

    def changed(self, formula: Expression, overrides: Mapping[int, Values]) -> Values:
        """The values of a formula at these points with others in the place of some of its parts."""
        page = self._of_data
        page.values(formula)
        found: dict[int, Values] = {}
        with np.errstate(all="ignore"):
            for part in walk(formula):
                if id(part) in overrides:
                    found[id(part)] = overrides[id(part)]
                elif any(isinstance(arg, Expression) and id(arg) in found for arg in part.args):
                    found[id(part)] = page.value(part, found)
        return found.get(id(formula), page.values(formula))

    @property
    def page(self) -> _Page:
        """The lines at points at which the data and the learning rate are the assignment's."""
        return self._of_data

    @cached_property
    def _of_data(self) -> _Page:
        """The lines at points at which the data and the learning rate are the assignment's."""
        return _Page(self.key, data=False)

    def _step(self, page: _Page, values: Values, old: str, new: str) -> tuple[Fraction, Fraction, bool] | None:
        held, right = page.lines[old], page.lines[new]
        change, step = values - held, right - held
        if not (np.all(np.isfinite(change)) and np.all(np.isfinite(step))) or not np.any(change):
            return None
        rates = self.key.derivation.givens(Role.LEARNING_RATE)
        rate = page.lines[rates[0].name] if rates else np.ones_like(held)
        for rated, decay in ((True, rate * held), (False, held)):
            columns = np.column_stack([step, decay])
            solved, *_ = np.linalg.lstsq(columns, change, rcond=None)
            if np.allclose(columns @ solved, change, rtol=_NEAR, atol=_NEAR * float(np.max(np.abs(change)))):
                factor = Fraction(solved[0]).limit_denominator(_LARGEST_PARTS)
                taken = Fraction(-solved[1]).limit_denominator(_LARGEST_PARTS)
                if factor <= 0 or abs(float(factor) - solved[0]) > _NEAR * 1e3 * solved[0] or taken < 0 or taken > 1:
                    return None
                return factor, taken if taken > _NEAR * 1e3 else Fraction(0), rated
        return None

    def surely(self, formula: Expression) -> tuple[Meaning, ...]:
        """The lines that a formula is so many times of whatever the data are."""
        return self.pages[0].meanings_of(formula) if formula.op != "number" else ()

    def _numbers_substituted(self, formula: Expression) -> bool:
        """Whether a number of the assignment may stand in a formula."""
        return any(part.op == "number" and part.args[0] in self._given for part in walk(formula))

    @cached_property
    def _given(self) -> frozenset[Fraction]:
        values = {abs(value) for value in self.key.givens.values()}
        return frozenset(sign * value for value in values for sign in (1, -1))

    @cached_property
    def _plain(self) -> frozenset[Fraction]:
        samples = Fraction(len(self.key.assignment.samples))
        return frozenset(sign * scale for scale in (Fraction(1), samples, 1 / samples) for sign in (1, -1))


Index = tuple[list[float], list[tuple[str, Values, float]]]


@lru_cache(maxsize=8)
def _drawn(key: AnswerKey, data: bool) -> tuple[Columns, Index]:
    """The lines of a key at its points, and those that are not constant by the ratio of two of their values."""
    names = [step.name for step in key.derivation]
    columns = Columns(key, _points(key, key.varied(data=data), names))
    names += [h for h in key.names.helpers if h.startswith(_HELPERS)]
    shares = [h for h in key.names.helpers if Quantity.named(h).is_share]
    names += shares if len(shares) <= _MOST_SHARES else []
    rows = []
    for at, line in enumerate(names):
        values = columns[line]
        place = _place(values)
        if place is not None:
            rows.append((float(values[place[1]] / values[place[0]]), at, line, values, float(values[place[0]])))
    rows.sort(key=lambda row: row[:2])
    return columns, ([row[0] for row in rows], [(row[2], row[3], row[4]) for row in rows])


def _points(key: AnswerKey, varied: set[str], names: Sequence[str]) -> Mapping[str, Values]:
    """The givens at as many random points at which every line is defined as there are."""
    source = random.Random(len(names))  # noqa: S311 - a seed, so that a listing is always read the same
    drawn = [key.drawn_givens(varied, source) for _ in range(_DRAWN)]
    givens = {name: np.array([float(point[name]) for point in drawn]) for name in drawn[0]}
    lines = Columns(key, givens)
    good = np.all([np.isfinite(lines[name]) for name in names], axis=0)
    kept = np.flatnonzero(good)[:POINTS]
    if kept.size < POINTS // 2:
        kept = np.arange(POINTS)
    return {name: values[kept] for name, values in givens.items()}


class Columns(dict[str, Values]):
    """Lines at all points at once, calculated when they are asked for."""

    def __init__(self, key: AnswerKey, givens: Mapping[str, Values]) -> None:
        super().__init__(givens)
        self.key = key
        self.count = len(next(iter(givens.values())))

    def __missing__(self, name: str) -> Values:
        with np.errstate(all="ignore"):
            try:
                run = self.key.lines[name].run
                value = np.full(self.count, np.nan) if run is None else run(_Columns(), self)
            except (KeyError, RecursionError, ArithmeticError):
                value = np.nan
        self[name] = np.broadcast_to(np.asarray(value, dtype=float), (self.count,))
        return self[name]


class _Columns(Arithmetic):
    """The arithmetic of columns of floats."""

    def number(self, value: Fraction) -> np.float64:
        return np.float64(value)

    def add(self, terms: Sequence[Values]) -> Values:
        return sum(terms[1:], terms[0])

    def multiply(self, left: Values, right: Values) -> Values:
        return left * right

    def power(self, base: Values, exponent: int) -> Values:
        """The power at each point; the exponent is a float, as NumPy raises no integer to a negative one."""
        return base ** float(exponent)

    def call(self, function: str, argument: Values) -> Values:
        return np.sqrt(argument) if function == "sqrt" else _CALLS[function](argument)

    def compare(self, left: Values, right: Values) -> int:
        return int(np.sign(left - right))

    def is_zero(self, value: object) -> bool:
        """Whether the value is 0 at every point."""
        return bool(np.all(value == 0))

    def choose(self, branches: Sequence[Branch]) -> Values:
        """At each point the value of the first branch whose condition holds there."""
        *tested, last = branches
        found = last[2]()
        for test, sides, value in reversed(tested):
            left, right = sides()
            holds: Any = True if test is None else test(np.sign(left - right))
            found = np.where(holds, value(), found)
        return found

    def line(self, step: Step, value: Values) -> Values:  # noqa: ARG002
        return value


class _Page:
    """The lines at one set of points."""

    def __init__(self, key: AnswerKey, *, data: bool) -> None:
        self.lines, self.index = _drawn(key, data)
        self.order = {line: at for at, line in enumerate(key.lines)}
        self.known: dict[int, tuple[Expression, Values]] = {}

    def meanings_of(self, formula: Expression) -> tuple[Meaning, ...]:
        """The lines whose values a formula has at these points."""
        return self.found_at(self.values(formula))

    def found_at(self, values: Values) -> tuple[Meaning, ...]:
        """The lines that have these values, or so many times them."""
        place = _place(values)
        if place is None:
            return ()
        first, ratio = float(values[place[0]]), float(values[place[1]] / values[place[0]])
        ratios, rows = self.index
        width = _NEAR * (1 + abs(ratio))
        meanings = []
        for at in range(bisect_left(ratios, ratio - width), len(ratios)):
            if ratios[at] > ratio + width:
                break
            line, true, own = rows[at]
            scale = Fraction(first / own).limit_denominator(_LARGEST_RATIO) if own else Fraction(0)
            if scale == 0 or abs(scale) > _LARGEST_RATIO:
                continue
            if np.allclose(values, float(scale) * true, rtol=_NEAR, atol=_NEAR * float(np.max(np.abs(values))) * 1e-3):
                meanings.append(Meaning(line, scale))
        return tuple(sorted(meanings, key=lambda m: self.order[m.line]))

    def values(self, formula: Expression) -> Values:
        """The values of a formula at the points, each part of it calculated once."""
        known = self.known
        if id(formula) in known:
            return known[id(formula)][1]
        stack = [formula]
        with np.errstate(all="ignore"):
            while stack:
                node = stack[-1]
                if id(node) in known:
                    stack.pop()
                    continue
                waiting = [a for a in node.args if isinstance(a, Expression) and id(a) not in known]
                if waiting:
                    stack += waiting
                    continue
                stack.pop()
                known[id(node)] = (node, self.value(node, {}))
        return known[id(formula)][1]

    def value(self, node: Expression, others: Mapping[int, Values]) -> Values:
        """The value of a node whose parts are known, or others."""
        args = [arg for arg in node.args if isinstance(arg, Expression)]
        parts = [others[id(arg)] if id(arg) in others else self.known[id(arg)][1] for arg in args]
        match node.op:
            case "number":
                return np.full(self.lines.count, float(node.args[0]))
            case "name":
                return self.lines[node.args[0]]
            case "add":
                return parts[0] + parts[1]
            case "multiply":
                return parts[0] * parts[1]
            case "power":
                return parts[0] ** float(node.args[1])
            case "call":
                return _CALLS[node.args[0]](parts[0])
            case "max":
                return np.maximum(parts[0], parts[1])
            case _:
                return np.where(_TESTS[node.args[0]](parts[0], parts[1]), parts[2], parts[3])


_CALLS: Mapping[str, Any] = {**ENTRYWISE, "pi": lambda times: times * np.pi}
_TESTS: Mapping[str, Any] = {">": np.greater, "<": np.less, ">=": np.greater_equal, "<=": np.less_equal}


def _place(values: Values) -> tuple[int, int] | None:
    """Two places that tell values apart from others; None if they are constant, 0, or not defined everywhere."""
    if values.size < 3 or not np.all(np.isfinite(values)):
        return None
    size = np.abs(values)
    large = np.flatnonzero(size > 1e-3 * np.max(size))
    if np.max(size) == 0 or np.max(values) - np.min(values) <= 1e-12 * np.max(size):
        return None
    if large.size < 2:
        # All but one are 0, as behind a unit that is nearly always off.
        return int(large[0]), int(large[0]) - 1
    return int(large[0]), int(large[1])


def scaled(meaning: Meaning) -> Expression:
    """So many times a line, as a formula."""
    found = name(meaning.line)
    return found if meaning.scale == 1 else number(meaning.scale) * found
