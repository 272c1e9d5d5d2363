"""Proof obligations: how a worked solution was checked, by judges that share nothing with it."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import sympy as sp

from symbp import oracle
from symbp.display import Displayed
from symbp.errors import PrecisionError, SymbpError
from symbp.floats import problem
from symbp.formula.calculator import work_out
from symbp.general.instances import Instances
from symbp.passes import expanded, expanded_size
from symbp.pipeline import derive
from symbp.spec import Assignment, load
from symbp.spec.assignment import Carry
from symbp.steps import Derivation, Kind, symbol
from symbp.tables import Table, table
from symbp.values import Balls, evaluate
from symbp.values.arithmetic import UndecidedError, program
from symbp.values.balls import Ball, bounds, working_precision
from symbp.values.rounding import Figures, rounded

POINTS = 20
DIGITS = 30
LARGEST_EXPANSION = 400
"""The most operations of an expanded loss that ``sympy.diff`` is still asked to differentiate."""

MOST_PARAMETERS = 100
MOST_INSTANCES = 2_000
LARGEST_LOSS = 1e9
LARGEST_PARAMETER = 1e9
CALCULATOR_DIGITS = 400
NUMPY_TOLERANCE = 1e-11
DIFFERENCE_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Check:
    """One obligation.

    Attributes:
        id: which one.
        sentence: what was shown.
        holds: None where it was not tried, or is undecided.
        undecided: whether a kink of the loss has left it open: there is no derivative to compare with.
    """

    id: str
    sentence: str
    holds: bool | None
    undecided: bool = False


@dataclass(frozen=True, slots=True)
class Report(Displayed):
    """All obligations of one assignment."""

    _displayed_by: ClassVar[str] = "symbp.render.displays.report"

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
    return report(table(derive(assignment), assignment))


def report(worked: Table) -> Report:
    """The obligations of a table that has been made already."""
    obligations: tuple[Callable[[Table], Check], ...] = (
        _lines,
        _instances,
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


def _instances(worked: Table) -> Check:
    """Each line against what the formulas of the general layer say about its unit."""
    lines = [step for step in worked.derivation if step.expr is not None]
    if not worked.assignment.optimizer.plain:
        # The general layer ends with its gradients: an optimizer treats every parameter alike.
        lines = [step for step in lines if step.kind is not Kind.UPDATE]
    if len(lines) > MOST_INSTANCES:
        sentence = f"The {len(lines)} lines were not compared with the general formulas: at most {MOST_INSTANCES} are."
        return Check("instances", sentence, holds=None)
    differing = Instances(worked.assignment, worked.derivation).differing(lines)
    if differing:
        sentence = f"The line {differing[0]} is no instance of the general formulas."
        return Check("instances", sentence, holds=False)
    sentence = f"Each of the {len(lines)} derived lines is an instance of the general formulas, unit by unit."
    return Check("instances", sentence, holds=True)


def _against_diff(worked: Table) -> Check:
    """Each gradient against ``sympy.diff`` of the loss written out in the givens."""
    derivation = worked.derivation
    size = expanded_size(derivation, "L")
    if size > LARGEST_EXPANSION:
        sentence = (
            f"SymPy's own derivative of the expanded loss was not tried: the loss has {size} operations, "
            f"more than {LARGEST_EXPANSION}."
        )
        return Check("diff", sentence, holds=None)
    try:
        return _at_points(worked, _Differentiated(derivation, expanded(derivation, "L")))
    except (RecursionError, SymbpError):
        sentence = "SymPy's own derivative of the expanded loss was not tried: the loss is nested too deeply."
        return Check("diff", sentence, holds=None)


def _at_points(worked: Table, judge: _Differentiated) -> Check:
    points = 0
    for point in _points(worked):
        try:
            with working_precision(14 * DIGITS):
                lines: Mapping[str, Ball] = evaluate(worked.derivation, point, Balls())
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


_Judge = tuple[Any, list[tuple[str, sp.Expr]]]


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
        self.judges: dict[tuple[sp.Expr, ...], _Judge] = {}

    def at(self, lines: Mapping[str, Ball]) -> Iterator[tuple[str, Ball]]:
        """Each gradient's name with the value that SymPy's derivative has at a point."""

        def taken(*branches: Any) -> Any:
            return next(value for value, condition in branches if _true_at(condition, lines))

        smooth: dict[str, Any] = {
            step.name: step.expr.replace(sp.Piecewise, taken) for step in self.cases if step.expr is not None
        }
        shared, gradients = self._judge(smooth)
        known = dict(lines)
        for name, part in shared:
            known[name.name] = program(part)(Balls(), known)
        for name, judge in gradients:
            yield name, program(judge)(Balls(), known)

    def _judge(self, smooth: Mapping[str, sp.Expr]) -> _Judge:
        """SymPy's derivatives, with the parts that they have in common worked out once a point."""
        key = tuple(smooth.values())
        if key not in self.judges:
            loss = self.loss
            if smooth:
                steps = (replace(step, expr=smooth.get(step.name, step.expr), slopes={}) for step in self.forward)
                loss = expanded(Derivation(tuple(steps)), "L")
            derivatives = [sp.diff(loss, symbol(str(step.wrt))) for step in self.gradients]
            names = (sp.Symbol(f"part {i}", real=True) for i in itertools.count())
            shared, derivatives = sp.cse(derivatives, symbols=names, order="none")
            self.judges[key] = shared, [(step.name, d) for step, d in zip(self.gradients, derivatives, strict=True)]
        return self.judges[key]


def _true_at(condition: sp.Basic, lines: Mapping[str, Ball]) -> bool:
    """Whether a condition of a case holds; the case itself, as 1 or 0, is worked out to see."""
    return bool(program(sp.Piecewise((1, condition), (0, True)))(Balls(), lines) == 1)


def _agree(ours: Ball, theirs: Ball) -> bool:
    """Whether two balls have a number in common and enclose it to DIGITS digits of its own size."""
    low, high = bounds(ours - theirs)
    size = max(abs(end) for end in bounds(ours))
    return low <= 0 <= high and high - low <= max(size, Fraction(1, 10**DIGITS)) / 10**DIGITS


def _points(worked: Table) -> Iterator[dict[str, Fraction]]:
    """Rational points around the assignment's own numbers, so that logarithms stay defined."""
    source = random.Random(worked.assignment.name)  # noqa: S311 - test points, not secrets
    numbers, loss_has = worked.assignment.numbers, {**worked.assignment.data, **worked.assignment.parameters}
    for _ in range(5 * POINTS):
        yield {
            name: number.value * Fraction(source.randint(900, 1100), 1000) + Fraction(source.randint(-99, 99), 1000)
            if name in loss_has
            else number.value
            for name, number in numbers.items()
        }


def _against_numpy(worked: Table) -> Check:
    """Every line against NumPy, measured on the largest number of the calculation (or on 1)."""
    truths = {
        row.name: _as_float((worked.proven[row.name].low + worked.proven[row.name].high) / 2) for row in worked.rows
    }
    scale = max(1.0, *(abs(truth) for truth in truths.values()))
    if not math.isfinite(scale):
        sentence = "NumPy was not asked: the calculation leaves the range of its numbers."
        return Check("numpy", sentence, holds=None)
    worst, enlarged = 0.0, 0
    for row in worked.rows:
        apart = abs(row.numpy - truths[row.name]) / scale
        if not apart <= NUMPY_TOLERANCE and _follows(worked, row.name, scale):
            enlarged += 1
            continue
        if not apart <= NUMPY_TOLERANCE:
            sentence = f"NumPy's matrix code has another value for {row.name}: {row.numpy!r}."
            return Check("numpy", sentence, holds=False)
        worst = max(worst, apart)
    # A power of ten as bound: the last bits differ from machine to machine, the document must not.
    power = next(power for power in range(-15, 0) if worst < 10.0**power)
    of = "" if scale == 1 else " of the largest value"
    sentence = (
        f"All {len(worked.rows)} values agree with NumPy's matrix code; no difference reaches $10^{{{power}}}${of}."
    )
    if enlarged:
        sentence += f" {enlarged} of them enlarge the last bits of others, and were worked out from NumPy's own."
    return Check("numpy", sentence, holds=True)


def _follows(worked: Table, name: str, scale: float) -> bool:
    """Whether a line gives NumPy's number for NumPy's numbers, and the proven one for those that are proven.

    The last bits of a gradient that is 0 decide an update that divides by its size, and a sign. A
    proven value that its own line does not give is no such case.
    """
    step = worked.derivation[name]
    machine = {used: worked[used].numpy for used in step.uses}
    if step.expr is None or not all(map(math.isfinite, machine.values())):
        return False
    proven = {used: (worked.proven[used].low + worked.proven[used].high) / 2 for used in step.uses}
    wanted = _as_float((worked.proven[name].low + worked.proven[name].high) / 2)
    theirs = _gives(step.expr, {used: Fraction(value) for used, value in machine.items()})
    return all(
        found is not None and abs(found - value) <= NUMPY_TOLERANCE * scale
        for found, value in ((theirs, worked[name].numpy), (_gives(step.expr, proven), wanted))
    )


def _gives(expr: sp.Expr, numbers: Mapping[str, Fraction]) -> float | None:
    """What a formula comes to; None where it is not defined."""
    arithmetic = Balls()
    try:
        with working_precision(14 * DIGITS):
            low, high = bounds(program(expr)(arithmetic, {used: arithmetic.number(n) for used, n in numbers.items()}))
    except (PrecisionError, UndecidedError, ZeroDivisionError, ValueError):
        return None
    return _as_float((low + high) / 2)


def _as_float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _against_differences(worked: Table) -> Check:
    """Each gradient against central differences of NumPy's loss, where the loss has no kink."""
    trained = [name for name in worked.assignment.parameters if f"dL/d{name}" in worked.derivation]
    setting = problem(worked.assignment)
    order = {name: i for i, name in enumerate(worked.assignment.parameters)}
    chosen = trained[:: max(1, len(trained) // MOST_PARAMETERS)]
    largest = float(np.abs(setting.parameters).max(initial=0.0))
    if not largest < LARGEST_PARAMETER:
        sentence = f"Finite differences were not tried: a parameter of {largest:.0e} is not moved by so small a step."
        return Check("differences", sentence, holds=None)
    with np.errstate(all="ignore"):
        loss = oracle.loss_at(setting, setting.parameters)
        if not abs(loss) < LARGEST_LOSS:
            sentence = "Finite differences were not tried: the loss is too large for the digits that NumPy has."
            return Check("differences", sentence, holds=None)
        kinked = 0
        for name in chosen:
            truth = _as_float(worked.proven[f"dL/d{name}"].low)
            allowed = DIFFERENCE_TOLERANCE * max(1.0, abs(truth)) + 1e-12 * abs(loss)
            tries = [oracle.differences(setting, order[name], step) for step in (1e-3, 1e-4, 1e-5)]
            apart = min((abs(value - truth) for value in tries if math.isfinite(value)), default=math.inf)
            if apart <= allowed:
                continue
            # At the edge of its domain a loss has no value on one side.
            if math.isfinite(apart) and not oracle.kink(setting, order[name]):
                sentence = f"dL/d{name} differs from finite differences of the loss by {apart:.1e}."
                return Check("differences", sentence, holds=False)
            kinked += 1
    sentence = f"{len(chosen) - kinked} gradients agree with finite differences of NumPy's loss to $10^{{-6}}$"
    sentence += (
        f"; at {kinked} the loss has a kink or its edge within the step, and no derivative to compare."
        if kinked
        else "."
    )
    return Check("differences", sentence, holds=None if kinked else True, undecided=kinked > 0)


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
    beyond = 0
    for step in lines:
        try:
            value = Fraction(work_out(worked.put_in(step.name), CALCULATOR_DIGITS))
        except PrecisionError:
            beyond += 1
            continue
        hand = worked.hand[step.name]
        # Where the value lies at a tie, the calculator's last figure may fall on either side.
        if rounded(value, figures).value != hand.rounded.value and not hand.tie:
            sentence = f"The numbers put into the line {step.name} do not work out to {hand.text}."
            return Check("calculator", sentence, holds=False)
    sentence = f"The numbers put into each of the {len(lines) - beyond} lines work out, on a calculator, "
    sentence += "to the result printed"
    if worked.rounding.carry is Carry.EXACT:
        sentence += ", once they have as many figures as that takes; formulas show what was written down"
    sentence += "."
    if beyond:
        sentence += f" {beyond} lines are beyond what a calculator can hold."
    return Check("calculator", sentence, holds=True if not beyond else None)
