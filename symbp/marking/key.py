"""The answer key: an assignment prepared for marking many sheets."""

from __future__ import annotations

import random
from collections.abc import Container, Iterable, Mapping
from fractions import Fraction
from functools import cached_property, lru_cache, partial
from typing import Any

import sympy as sp

from symbp.errors import PrecisionError
from symbp.formula.maximum import Maximum
from symbp.losses.base import Targets
from symbp.marking.families import Families
from symbp.marking.key_lines import KeyLine, LazyValues
from symbp.marking.names import Names
from symbp.pipeline import derive, givens
from symbp.remember import remembered
from symbp.spec.assignment import Assignment, Carry
from symbp.steps import Derivation, Kind, Role, Step, names_in, symbol
from symbp.values import evaluate, proven_digits
from symbp.values.arithmetic import UndecidedError
from symbp.values.balls import Balls, bounds, working_precision
from symbp.values.exact import rational_lines
from symbp.values.interval import Intervals, interval
from symbp.values.rounding import Figures

BITS = 160
POINTS = 20
MANY_POINTS = 80
_SHEETS_REMEMBERED = 64
_MOST_PARTS = 400
_NEAR = 1_000_000
_PARAMETERS = frozenset({Role.WEIGHT, Role.BIAS})
_DATA = frozenset({Role.INPUT, Role.TARGET, Role.FIXED, Role.LEARNING_RATE})


class AnswerKey:
    """Everything about an assignment that does not depend on a sheet.

    Args:
        assignment: what was asked.
        iterations: how many iterations of training a sheet may speak of.

    Raises:
        PrecisionError: the assignment is not defined at its numbers.
    """

    def __init__(self, assignment: Assignment, iterations: int = 1) -> None:
        self.assignment = assignment
        self.rounding = assignment.rounding
        self.derivation: Derivation = derive(assignment, iterations)
        self.givens = givens(assignment, iterations)
        self.names = Names(assignment, self.derivation)
        self.families = Families(self.names)
        self.figures = Figures.of(self.rounding)
        self.skipping = Intervals(self.figures if self.rounding.carry is Carry.ROUNDED else None)
        self.repertoire: object = None
        self.texts: dict[tuple[str, Fraction, Fraction], str] = {}
        self.literals: dict[tuple[Fraction, Fraction], Mapping[str, int]] = {}
        self._plans: dict[object, tuple[KeyLine, ...]] = {}
        self._points: dict[tuple[str | bool, bool], tuple[Mapping[str, object], ...]] = {}

    @cached_property
    def lines(self) -> dict[str, KeyLine]:
        """The lines of the derivation, and what is calculated beside them, by name."""
        lines = {step.name: KeyLine.of(step.name, step.expr, at) for at, step in enumerate(self.derivation)}
        for name, expr in self.names.helpers.items():
            lines[name] = self.beside(name, expr, lines)
        return lines

    @cached_property
    def constants(self) -> frozenset[Fraction]:
        """The numbers of the formulas themselves, as 0.044715 in GELU: they are given by no assignment."""
        found = (number for step in self.derivation if step.expr is not None for number in step.expr.atoms(sp.Rational))
        return frozenset(Fraction(int(abs(number).p), int(number.q)) for number in found)

    def beside(self, name: str, expr: sp.Expr, lines: Mapping[str, KeyLine] | None = None) -> KeyLine:
        """A line of the student's own, which stands behind the last name that it uses."""
        known = self.lines if lines is None else lines
        behind = max((known[used].at for used in names_in(expr)), default=0.0)
        # A part stands before its whole: exp(-z) before 1 + exp(-z), which goes on with it.
        return KeyLine.of(name, expr, behind + 0.5 + min(int(expr.count_ops()), 400) / 1000)

    @cached_property
    def everything(self) -> dict[str, KeyLine]:
        """The lines and the parts that they consist of, such as ``1 - out_o1``, which people calculate apart."""
        everything = dict(self.lines)
        for step in self.derivation:
            for part in sp.preorder_traversal(step.expr) if step.expr is not None else ():
                if part is step.expr or not isinstance(part, sp.Expr) or part.is_number:
                    continue
                if part.as_coeff_Mul()[1].is_Atom:
                    # A name with a sign or a number before it is no part that anyone calculates.
                    continue
                if len(everything) < len(self.lines) + _MOST_PARTS and str(part) not in everything:
                    everything[str(part)] = self.beside(str(part), part)
        return everything

    @cached_property
    def truth(self) -> Mapping[str, Any]:
        """The true value of every line as a ball, lines beside the derivation included."""
        with working_precision(BITS):
            try:
                values = evaluate(self.derivation, self.givens, Balls())
            except UndecidedError:
                known = partial(rational_lines, self.derivation, self.givens)
                proven = proven_digits(self.derivation, self.givens, 30, known)
                values = {name: interval((digits.low, digits.high)) for name, digits in proven.items()}
            return LazyValues(self.everything, values)

    @cached_property
    def reach(self) -> Mapping[str, object]:
        """For every line and part the values that rounding under the policy can lead to; None without bounds."""
        values: dict[str, object] = {}
        with working_precision(BITS):
            for line in sorted(self.everything.values(), key=lambda line: line.at):
                try:
                    whole = line.run is None or line.name not in self.derivation
                    value = self.truth[line.name] if line.run is None else line.run(Intervals(), values)
                    values[line.name] = value if whole else skipped(self.skipping, value)
                except (UndecidedError, ValueError, ZeroDivisionError, PrecisionError, TypeError, KeyError):
                    values[line.name] = None
        return values

    def step(self, name: str) -> Step | None:
        """The step of a line; None for one beside the derivation."""
        return self.derivation[name] if name in self.derivation else None  # noqa: SIM401 - no dict

    def plan(self, answered: Iterable[str], own: Mapping[str, sp.Expr]) -> tuple[KeyLine, ...]:
        """The lines that a sheet needs, in order, each in the terms that the sheet has.

        Args:
            answered: the lines with a value.
            own: lines that only this sheet has, such as ``w5*out_h1``: later lines go on with them.
        """
        answered = frozenset(answered)
        remembered = (answered, tuple(sorted((name, str(expr)) for name, expr in own.items())))
        if remembered not in self._plans:
            if len(self._plans) >= _SHEETS_REMEMBERED:
                self._plans.clear()
            self._plans[remembered] = tuple(self._planned(answered, own))
        return self._plans[remembered]

    def _planned(self, answered: frozenset[str], own: Mapping[str, sp.Expr]) -> list[KeyLine]:
        lines = {**self.lines, **{name: self.beside(name, expr) for name, expr in own.items()}}
        beside = {name: lines[name] for name in sorted(answered) if name not in self.derivation}
        needed: set[str] = set()
        stack = sorted(answered)
        woven_lines: dict[str, KeyLine] = {}
        while stack:
            name = stack.pop()
            if name in needed:
                continue
            needed.add(name)
            woven_lines[name] = _woven_line(lines[name], beside.values())
            stack.extend(woven_lines[name].uses)
        return sorted(woven_lines.values(), key=lambda line: (line.at, line.name))

    @property
    def points(self) -> tuple[Mapping[str, object], ...]:
        """The lines at random rational points, by which formulas are compared."""
        return self.points_at(data=True, near=False)

    @cached_property
    def has_cases(self) -> bool:
        """Whether a line has a kink: what is right on one side of it need not be right on the other."""
        kinds = (sp.Piecewise, Maximum, sp.Abs, sp.sign)
        return any(step.expr is not None and step.expr.has(*kinds) for step in self.derivation)

    def points_at(self, *, data: bool, near: bool) -> tuple[Mapping[str, object], ...]:
        """The lines at random rational points.

        Args:
            data: whether the data of the assignment are varied too, and not the parameters alone.
            near: whether the numbers stay near those of the assignment, on the same side of every kink.
        """
        place = (data, near)
        if place not in self._points:
            # On which side of a kink a point lies may hang on one number: it takes more points to see another test.
            count = MANY_POINTS if self.has_cases and not near else POINTS
            self._points[place] = self._drawn_points(self.varied(data=data), count, near=near)
        return self._points[place]

    def varied(self, *, data: bool) -> set[str]:
        """The parameters, or with the data: what is drawn at random where formulas are compared."""
        roles = _PARAMETERS | _DATA if data else _PARAMETERS
        return {step.name for step in self.derivation.givens() if step.why in roles}

    def points_but(self, name: str, *, near: bool) -> tuple[Mapping[str, object], ...]:
        """A few points at which of all data only this one is varied, beside the parameters."""
        place = (name, near)
        if place not in self._points:
            varied = {step.name for step in self.derivation.givens() if step.why in _PARAMETERS} | {name}
            source = random.Random(len(self.derivation))  # noqa: S311 - a seed, as above
            drawn = [self.drawn_givens(varied, source, near=near) for _ in range(POINTS // 4 + 1)]
            numbers = [{given: Balls().number(value) for given, value in values.items()} for values in drawn]
            # Few of the lines are asked for, and many data are varied one by one.
            self._points[place] = tuple(LazyValues(self.everything, values) for values in numbers)
        return self._points[place]

    def _drawn_points(self, varied: set[str], count: int, *, near: bool) -> tuple[Mapping[str, object], ...]:
        source = random.Random(len(self.derivation))  # noqa: S311 - a seed, so that a sheet is always marked the same
        points: list[Mapping[str, object]] = []
        for _ in range(10 * count):
            if len(points) == count:
                break
            values = self.drawn_givens(varied, source, near=near)
            try:
                with working_precision(BITS):
                    points.append(LazyValues(self.everything, evaluate(self.derivation, values, Balls())))
            except (UndecidedError, PrecisionError):
                continue
        return tuple(points)

    def drawn_givens(self, varied: Container[str], source: random.Random, *, near: bool = False) -> dict[str, Fraction]:
        """The givens, some of them drawn at random."""
        values = {
            step.name: self._drawn(step, source, near=near) if step.name in varied else self.givens[step.name]
            for step in self.derivation.givens()
        }
        return values | self._distributions(varied, source, near=near)

    def _distributions(self, varied: Container[str], source: random.Random, *, near: bool) -> dict[str, Fraction]:
        """Targets that are probabilities: p - y is the slope of softmax's cross-entropy only where they sum to 1."""
        if self.assignment.loss.function.targets is not Targets.DISTRIBUTION:
            return {}
        samples: dict[int | None, list[str]] = {}
        for step in self.derivation.givens(Role.TARGET):
            samples.setdefault(step.place.sample, []).append(step.name)
        targets: dict[str, Fraction] = {}
        for names in samples.values():
            if not any(name in varied for name in names):
                continue
            sizes = [source.randint(1, 997) for _ in names]
            share = Fraction(1, _NEAR) if near else Fraction(1)
            for name, size in zip(names, sizes, strict=True):
                targets[name] = (1 - share) * self.givens[name] + share * Fraction(size, sum(sizes))
        return targets

    def _drawn(self, step: Step, source: random.Random, *, near: bool) -> Fraction:
        drawn = Fraction(source.randint(1, 997), 1009)
        if step.why in _PARAMETERS | {Role.INPUT} and source.random() < 0.4:
            drawn = -drawn
        return self.givens[step.name] + drawn / _NEAR if near else drawn


_ANY = Step("", None, Kind.GIVEN)


def skipped(skipping: Intervals, value: object) -> object:
    """A value that was not written down may have been rounded on the way."""
    return skipping.line(_ANY, value)


def middle_of(value: object) -> Fraction:
    """The middle of a ball, exactly."""
    low, high = bounds(value)
    return (low + high) / 2


def _woven_line(line: KeyLine, beside: Iterable[KeyLine]) -> KeyLine:
    expr = line.expr
    if expr is None:
        return line
    for other in beside:
        if other.expr is not None and other.name != line.name and other.at < line.at:
            expr = woven(expr, other.expr, symbol(other.name))
    return line if expr is line.expr else KeyLine.of(line.name, expr, line.at)


@lru_cache(maxsize=4096)
def woven(expr: sp.Expr, part: sp.Expr, by: sp.Symbol) -> sp.Expr:
    """The formula with a part of it under a name of its own.

    >>> w, h, d = symbol("w5"), symbol("out_h1"), symbol("dL/din_o1")
    >>> woven(2 - symbol("eta")*d*h, d*h, symbol("t"))
    -eta*t + 2
    """
    if isinstance(part, sp.Symbol):
        return expr
    changed = expr.xreplace({part: by, -part: -by})
    if changed != expr or not isinstance(part, sp.Mul):
        return changed
    factors = set(part.args)
    swaps = {
        product: sp.Mul(by, *(factor for factor in product.args if factor not in factors))
        for product in expr.atoms(sp.Mul)
        if factors < set(product.args)
    }
    return expr.xreplace(swaps) if swaps else expr


def answer_key(assignment: Assignment, iterations: int = 1) -> AnswerKey:
    """The key of an assignment, made once for all its sheets, also where it is read again for each."""
    return _new_key(assignment, iterations)


@remembered(32)
def _new_key(assignment: Assignment, iterations: int) -> AnswerKey:
    return AnswerKey(assignment, iterations)
