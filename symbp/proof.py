"""Proof obligations: how a worked solution was checked, by judges that share nothing with it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import sympy as sp

from symbp import oracle
from symbp.errors import PrecisionError
from symbp.floats import problem
from symbp.formula.calculator import work_out
from symbp.passes import expanded
from symbp.pipeline import derive
from symbp.spec import Assignment, load
from symbp.steps import Derivation, Kind, symbol
from symbp.tables import Table, table
from symbp.values import Balls, Exact, evaluate
from symbp.values.arithmetic import UndecidedError, program
from symbp.values.balls import Ball, bounds, working_precision
from symbp.values.rounding import Figures, rounded

POINTS = 20
DIGITS = 30
LARGEST_EXPANSION = 400
"""The most operations of an expanded loss that ``sympy.diff`` is still asked to differentiate."""

MOST_PARAMETERS = 100
NUMPY_TOLERANCE = 1e-11
DIFFERENCE_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Check:
    """One obligation: its id, what was shown, and whether it holds; None where it was not tried."""

    id: str
    sentence: str
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Report:
    """All obligations of one assignment."""

    assignment: str
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing has failed."""
        return all(check.holds is not False for check in self.checks)


def verify(assignment: Assignment | str | Path) -> Report:
    """Every obligation of an assignment, tried.

    >>> verify("nndl3").holds
    True
    """
    if not isinstance(assignment, Assignment):
        assignment = load(assignment)
    derivation = derive(assignment)
    return report(table(derivation, assignment))


def report(worked: Table) -> Report:
    """The obligations of a table that has been made already."""
    obligations: tuple[Callable[[Table], Check], ...] = (
        _lines,
        _against_diff,
        _against_numpy,
        _against_differences,
        _certified,
        _reproducible,
    )
    return Report(worked.assignment.name, tuple(obligation(worked) for obligation in obligations))


def _lines(worked: Table) -> Check:
    derivation = worked.derivation
    gradients = len(derivation.of_kind(Kind.GRADIENT))
    sentence = (
        f"The {len(derivation)} lines are well-formed: every name is defined once and before it is used, "
        f"and each of the {gradients} trained parameters has exactly one gradient."
    )
    return Check("lines", sentence, holds=True)


def _against_diff(worked: Table) -> Check:
    """Each gradient against ``sympy.diff`` of the loss written out in the givens."""
    derivation = worked.derivation
    loss = expanded(derivation, "L")
    size = int(loss.count_ops())
    if size > LARGEST_EXPANSION:
        sentence = (
            f"SymPy's own derivative of the expanded loss was not tried: the loss has {size} operations, "
            f"more than {LARGEST_EXPANSION}."
        )
        return Check("diff", sentence, holds=None)
    judge = _Differentiated(derivation, loss)
    points = 0
    for point in _points(worked):
        try:
            with working_precision(4 * DIGITS + 64):
                lines: Mapping[str, Ball] = evaluate(derivation, point, Balls())
                wrong = [name for name, theirs in judge.at(lines) if not _agree(lines[name], theirs)]
        except (PrecisionError, UndecidedError, ZeroDivisionError, ValueError):
            continue
        if wrong:
            sentence = f"{wrong[0]} differs from SymPy's derivative of the expanded loss at a random point."
            return Check("diff", sentence, holds=False)
        points += 1
        if points == POINTS:
            break
    sentence = (
        f"All {len(judge.gradients)} gradients agree with sympy.diff of the expanded loss "
        f"at {points} random rational points to {DIGITS} digits."
    )
    if points < POINTS:
        sentence += " At the other points that were tried the loss is not defined."
    return Check("diff", sentence, holds=True if points == POINTS else None)


class _Differentiated:
    """The expanded loss, differentiated by SymPy, with every case decided as it is at a point.

    Around a point where no case is at its edge the loss is the smooth function of its branches;
    each combination of branches is expanded and differentiated once.
    """

    def __init__(self, derivation: Derivation, loss: sp.Expr) -> None:
        self.gradients = derivation.of_kind(Kind.GRADIENT)
        self.forward = derivation.of_kind(Kind.GIVEN, Kind.PRE, Kind.ACT, Kind.LOSS)
        self.cases = [step for step in self.forward if step.expr is not None and step.expr.has(sp.Piecewise)]
        self.loss = loss
        self.judges: dict[tuple[sp.Expr, ...], list[tuple[str, sp.Expr]]] = {}

    def at(self, lines: Mapping[str, Ball]) -> Iterator[tuple[str, Ball]]:
        """Each gradient's name with the value that SymPy's derivative has at a point."""

        def taken(*branches: Any) -> Any:
            return next(value for value, condition in branches if _true_at(condition, lines))

        smooth: dict[str, Any] = {
            step.name: step.expr.replace(sp.Piecewise, taken) for step in self.cases if step.expr is not None
        }
        for name, judge in self._judge(smooth):
            yield name, program(judge)(Balls(), lines)

    def _judge(self, smooth: Mapping[str, sp.Expr]) -> list[tuple[str, sp.Expr]]:
        key = tuple(smooth.values())
        if key not in self.judges:
            loss = self.loss
            if smooth:
                steps = (replace(step, expr=smooth.get(step.name, step.expr), slopes={}) for step in self.forward)
                loss = expanded(Derivation(tuple(steps)), "L")
            self.judges[key] = [(step.name, sp.diff(loss, symbol(str(step.wrt)))) for step in self.gradients]
        return self.judges[key]


def _true_at(condition: sp.Basic, lines: Mapping[str, Ball]) -> bool:
    """Whether a condition of a case holds; the case itself, as 1 or 0, is worked out to see."""
    return bool(program(sp.Piecewise((1, condition), (0, True)))(Balls(), lines) == 1)


def _agree(ours: Ball, theirs: Ball) -> bool:
    low, high = bounds(ours - theirs)
    size = max(abs(end) for end in bounds(ours))
    allowed = max(size, Fraction(1)) / 10**DIGITS
    return low <= 0 <= high and high - low <= allowed


def _points(worked: Table) -> Iterator[dict[str, Fraction]]:
    """Rational points around the assignment's own numbers, so that logarithms stay defined."""
    source = random.Random(worked.assignment.name)  # noqa: S311 - test points, not secrets
    numbers = worked.assignment.numbers
    for _ in range(5 * POINTS):
        yield {
            name: number.value * Fraction(source.randint(900, 1100), 1000) + Fraction(source.randint(-99, 99), 1000)
            for name, number in numbers.items()
        }


def _against_numpy(worked: Table) -> Check:
    worst, where = 0.0, ""
    for row in worked.rows:
        proven = worked.proven[row.name]
        truth = float((proven.low + proven.high) / 2)
        apart = abs(row.numpy - truth) / max(1.0, abs(truth))
        if not apart <= worst:
            worst, where = apart, row.name
    if worst > NUMPY_TOLERANCE:
        sentence = f"NumPy's matrix code has another value for {where}: they differ by {worst:.1e}."
    else:
        # A power of ten as bound: the last bits differ from machine to machine, the document must not.
        power = next(power for power in range(-15, 0) if worst < 10.0**power)
        sentence = (
            f"All {len(worked.rows)} values agree with NumPy's matrix code; no difference reaches $10^{{{power}}}$."
        )
    return Check("numpy", sentence, holds=worst <= NUMPY_TOLERANCE)


def _against_differences(worked: Table) -> Check:
    """Central differences of NumPy's loss; a kink inside the step is a smooth point's exception."""
    names = [step.name for step in worked.derivation.givens() if f"dL/d{step.name}" in worked.derivation]
    trained = [name for name in names if name in worked.assignment.parameters]
    setting = problem(worked.assignment)
    order = {name: i for i, name in enumerate(worked.assignment.parameters)}
    chosen = trained[:: max(1, len(trained) // MOST_PARAMETERS)]
    kinked = 0
    for name in chosen:
        truth = float(worked.proven[f"dL/d{name}"].low)
        with np.errstate(all="ignore"):
            tries = [oracle.differences(setting, order[name], step) for step in (1e-3, 1e-4, 1e-5)]
        apart = min(abs(value - truth) / max(1.0, abs(truth)) for value in tries)
        if apart <= DIFFERENCE_TOLERANCE:
            continue
        if not _kinked(worked):
            sentence = f"dL/d{name} differs from finite differences of the loss by {apart:.1e}."
            return Check("differences", sentence, holds=False)
        kinked += 1
    sentence = f"{len(chosen) - kinked} gradients agree with finite differences of NumPy's loss to $10^{{-6}}$"
    sentence += f"; {kinked} lie at a kink, where there is no derivative to compare." if kinked else "."
    return Check("differences", sentence, holds=True)


def _kinked(worked: Table) -> bool:
    """Whether some case stands exactly at its edge, or some absolute value at 0."""
    givens = {name: number.value for name, number in worked.assignment.numbers.items()}
    exact = evaluate(worked.derivation, givens, Exact())
    edges = {
        edge
        for step in worked.derivation
        if step.expr is not None
        for edge in (
            *(relation.lhs - relation.rhs for relation in step.expr.atoms(sp.core.relational.Relational)),
            *(absolute.args[0] for absolute in step.expr.atoms(sp.Abs)),
        )
    }
    return any(program(edge)(Exact(), exact) == 0 for edge in edges)


def _certified(worked: Table) -> Check:
    open_rows = [row.name for row in worked.rows if not row.certified]
    if open_rows:
        sentence = f"Not every digit is proven: {', '.join(open_rows[:5])} cannot be told from 0."
    else:
        sentence = "Every digit of the proven values is enclosed by ball arithmetic."
    return Check("digits", sentence, holds=not open_rows or None)


def _reproducible(worked: Table) -> Check:
    """The numbers put in, worked out with a decimal calculator, give the number that is printed."""
    figures = Figures.of(worked.rounding)
    lines = [step for step in worked.derivation if step.expr is not None]
    for step in lines:
        value = Fraction(work_out(worked.put_in(step.name)))
        hand = worked.hand[step.name]
        # Where the value lies at a tie, sixty figures of a calculator may fall on either side.
        if rounded(value, figures).value != hand.rounded.value and not hand.tie:
            sentence = f"The numbers put into the line {step.name} do not work out to {hand.text}."
            return Check("calculator", sentence, holds=False)
    sentence = f"The numbers put into each of the {len(lines)} lines work out, on a calculator, to the result printed."
    return Check("calculator", sentence, holds=True)
