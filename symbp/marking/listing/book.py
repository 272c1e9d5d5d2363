"""Which line of the derivation a formula is: told by its values at the random points of the answer key."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symbp.marking.expression import Expression, name, number, walk
from symbp.marking.key import BITS, AnswerKey
from symbp.marking.names import Meaning
from symbp.values.balls import working_precision

Values = NDArray[np.float64]

_NEAR = 1e-9
_LARGEST_RATIO = 64
_MOST_SHARES = 600
_HELPERS = ("err_", "step_", "L_")


class Book:
    """The lines of an answer key, found by their values.

    A formula is the line that it equals at every point at which lines are compared. That decides
    only with what a listing goes on: each formula itself is judged in ball arithmetic later.

    >>> from symbp import load
    >>> from symbp.marking.key import answer_key
    >>> book = Book(answer_key(load("nndl3")))
    >>> half = number(Fraction(1, 2))
    >>> book.found(half * name("w1") * name("x1") + half * name("x2") * name("w3"))
    (Meaning(line='in_h1', scale=Fraction(1, 2)),)
    """

    def __init__(self, key: AnswerKey) -> None:
        self.key = key
        self.pages = [_Page(key, data=True)]
        self._texts: dict[int, tuple[Expression, tuple[Meaning, ...]]] = {}

    def found(self, formula: Expression) -> tuple[Meaning, ...]:
        """The lines that a formula is so many times of, the earliest first; none for a constant."""
        known = self._texts.get(id(formula))
        if known is None:
            known = self._texts[id(formula)] = (formula, self._found(formula))
        return known[1]

    def _found(self, formula: Expression) -> tuple[Meaning, ...]:
        if formula.op == "number":
            return ()
        meanings = self.pages[0].found(formula)
        if not meanings and self._numbers_put_in(formula):
            self.pages += [_Page(self.key, data=False)] if len(self.pages) == 1 else []
            # With the data as they are, other multiples of a line come about by chance.
            meanings = tuple(m for m in self.pages[1].found(formula) if m.scale in self._plain)
        return meanings

    def surely(self, formula: Expression) -> tuple[Meaning, ...]:
        """The lines that a formula is so many times of whatever the data are."""
        return self.pages[0].found(formula) if formula.op != "number" else ()

    def _numbers_put_in(self, formula: Expression) -> bool:
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


Points = tuple[Mapping[str, Any], ...]
Index = tuple[list[float], list[tuple[str, Values, float]]]


@lru_cache(maxsize=8)
def _drawn(key: AnswerKey, data: bool) -> tuple[Points, Mapping[str, Values], Index]:
    """The points of a key, its lines there, and those that are not constant by the ratio of two of their values."""
    points = key.points_at(data=data, near=False)
    names = [step.name for step in key.derivation]
    names += [h for h in key.names.helpers if h.startswith(_HELPERS)]
    shares = [h for h in key.names.helpers if h.startswith("dL[")]
    names += shares if len(shares) <= _MOST_SHARES else []
    lines = {line: np.array([_float(point, line) for point in points]) for line in names}
    rows = []
    for at, (line, values) in enumerate(lines.items()):
        place = _place(values)
        if place is not None:
            rows.append((float(values[place[1]] / values[place[0]]), at, line, values, float(values[place[0]])))
    rows.sort(key=lambda row: row[:2])
    return points, lines, ([row[0] for row in rows], [(row[2], row[3], row[4]) for row in rows])


class _Page:
    """The lines at one set of points."""

    def __init__(self, key: AnswerKey, *, data: bool) -> None:
        self.points, lines, self.index = _drawn(key, data)
        self.lines = dict(lines)
        self.order = {line: at for at, line in enumerate(self.lines)}
        self.known: dict[int, tuple[Expression, Values]] = {}

    def found(self, formula: Expression) -> tuple[Meaning, ...]:
        values = self.values(formula)
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
                known[id(node)] = (node, self._value(node))
        return known[id(formula)][1]

    def _value(self, node: Expression) -> Values:
        parts = [self.known[id(arg)][1] for arg in node.args if isinstance(arg, Expression)]
        match node.op:
            case "number":
                return np.full(len(self.points), float(node.args[0]))
            case "name":
                line = node.args[0]
                if line not in self.lines:
                    self.lines[line] = np.array([_float(point, line) for point in self.points])
                return self.lines[line]
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


_CALLS: Mapping[str, Any] = {"exp": np.exp, "log": np.log, "tanh": np.tanh, "abs": np.abs, "sign": np.sign}
_TESTS: Mapping[str, Any] = {">": np.greater, "<": np.less, ">=": np.greater_equal, "<=": np.less_equal}


def _float(point: Mapping[str, Any], line: str) -> float:
    try:
        # A point keeps what is calculated at it: to the figures that formulas are compared with.
        with working_precision(BITS):
            value = point[line]
        return float(value.mid()) if hasattr(value, "mid") else float(Fraction(int(value.p), int(value.q)))
    except (ValueError, ArithmeticError, KeyError):
        return float("nan")


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
