"""Proof obligations: how a worked solution was checked, by judges that share nothing with it."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import sympy as sp

from symbp import oracle
from symbp.display import Displayed
from symbp.errors import PrecisionError, SymbpError
from symbp.findings import Finding, Standing
from symbp.formula.calculator import work_out
from symbp.formula.maximum import Maximum
from symbp.formulas.judge import Judge
from symbp.general.instances import Instances
from symbp.limits import LARGEST_DIFFERENTIATED, MOST_INSTANCES, MOST_PROVEN_PARAMETERS
from symbp.numpy_reference import judge as formula_judge, problem
from symbp.page.words import say
from symbp.passes import expanded, expanded_size
from symbp.pipeline import derive
from symbp.quantity import gradient_of
from symbp.spec import ArrayAssignment, Assignment, in_lines
from symbp.spec.assignment import Carry
from symbp.steps import Derivation, Kind, entry_names, symbol
from symbp.tables import Table, table
from symbp.values import Balls, evaluate
from symbp.values.arithmetic import UndecidedError, program
from symbp.values.balls import Ball, bounds, working_precision
from symbp.values.rounding import Figures, rounded

PROOF_POINTS = 20
PROOF_DIGITS = 30

LARGEST_LOSS = 1e9
LARGEST_PARAMETER = 1e9
CALCULATOR_DIGITS = 400
NUMPY_TOLERANCE = 1e-11
DIFFERENCE_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Report(Displayed):
    """All obligations of one assignment, each with what came of it."""

    assignment: str
    checks: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing has failed."""
        return all(check.standing is not Standing.FAILED for check in self.checks)


def verify(assignment: Assignment | ArrayAssignment | str | Path) -> Report:
    """Every obligation of an assignment, tried.

    >>> verify("nndl3").holds
    True
    """
    assignment = in_lines(assignment)
    return report(table(derive(assignment), assignment))


def report(worked: Table) -> Report:
    """The obligations of a table that has been made already."""
    obligations: tuple[Callable[[Table], Finding], ...] = (
        _lines,
        _instances,
        _against_diff,
        _against_numpy,
        _against_differences,
        _certified,
        _reproducible,
    )
    # Formulas have no layer whose general formulas they could be instances of.
    asked = (each for each in obligations if each is not _instances or worked.assignment.formulas is None)
    return Report(worked.assignment.name, tuple(obligation(worked) for obligation in asked))


def _lines(worked: Table) -> Finding:
    derivation = worked.derivation
    gradients = len(derivation.of_kind(Kind.GRADIENT))
    sentence = say("proof.lines", lines=len(derivation), gradients=gradients)
    return Finding("lines", sentence, standing=Standing.PROVEN)


def _instances(worked: Table) -> Finding:
    """Each line against what the formulas of the general layer say about its unit."""
    lines = [step for step in worked.derivation if step.expr is not None]
    if not worked.assignment.optimizer.plain:
        # The general layer ends with its gradients: an optimizer treats every parameter alike.
        lines = [step for step in lines if step.kind is not Kind.UPDATE]
    if len(lines) > MOST_INSTANCES:
        sentence = say("proof.instances_not_tried", lines=len(lines), most=MOST_INSTANCES)
        return Finding("instances", sentence, standing=Standing.OPEN)
    differing = Instances(worked.assignment, worked.derivation).differing(lines)
    if differing:
        return Finding("instances", say("proof.no_instance", line=differing[0]), standing=Standing.FAILED)
    return Finding("instances", say("proof.instances", lines=len(lines)), standing=Standing.PROVEN)


def _against_diff(worked: Table) -> Finding:
    """Each gradient against ``sympy.diff`` of the loss written out in the givens."""
    derivation = worked.derivation
    size = expanded_size(derivation, "L")
    if size > LARGEST_DIFFERENTIATED:
        sentence = say("proof.diff_too_large", size=size, most=LARGEST_DIFFERENTIATED)
        return Finding("diff", sentence, standing=Standing.OPEN)
    try:
        return _at_points(worked, _Differentiated(derivation, expanded(derivation, "L")))
    except (RecursionError, SymbpError):
        return Finding("diff", say("proof.diff_too_deep"), standing=Standing.OPEN)


def _at_points(worked: Table, judge: _Differentiated) -> Finding:
    points = 0
    for point in _points(worked):
        try:
            with working_precision(14 * PROOF_DIGITS):
                lines: Mapping[str, Ball] = evaluate(worked.derivation, point, Balls())
                wrong = [name for name, theirs in judge.at(lines) if not _agree(lines[name], theirs)]
        except (PrecisionError, UndecidedError, ZeroDivisionError, ValueError):
            continue
        if wrong:
            return Finding("diff", say("proof.diff_differs", line=wrong[0]), standing=Standing.FAILED)
        points += 1
        if points == PROOF_POINTS:
            break
    gradients = len(judge.gradients)
    sentence = say(
        "proof.diff", gradients=gradients, points=points, digits=PROOF_DIGITS, undefined=points < PROOF_POINTS
    )
    return Finding("diff", sentence, standing=Standing.PROVEN if points == PROOF_POINTS else Standing.OPEN)


_Judge = tuple[Any, list[tuple[str, sp.Expr]]]


class _Differentiated:
    """The expanded loss, differentiated by SymPy, with every case decided as it is at a point.

    Around a point where no case is at its edge the loss is the smooth function of its branches;
    each combination of branches is expanded and differentiated once.
    """

    def __init__(self, derivation: Derivation, loss: sp.Expr) -> None:
        self.gradients = derivation.of_kind(Kind.GRADIENT)
        self.forward = derivation.of_kind(Kind.GIVEN, Kind.PRE, Kind.ACT, Kind.LOSS)
        self.cases = [step for step in self.forward if step.expr is not None and step.expr.has(sp.Piecewise, Maximum)]
        self.loss = loss
        self.judges: dict[tuple[sp.Expr, ...], _Judge] = {}

    def at(self, lines: Mapping[str, Ball]) -> Iterator[tuple[str, Ball]]:
        """Each gradient's name with the value that SymPy's derivative has at a point."""

        def branch_taken(*branches: Any) -> sp.Expr:
            """The value of the first branch whose condition holds here."""
            return next(value for value, condition in branches if _true_at(condition, lines))

        def largest(*arguments: sp.Expr) -> sp.Expr:
            """The argument that is the largest here."""
            return next(one for one in arguments if all(_true_at(sp.Ge(one, other), lines) for other in arguments))

        smooth: dict[str, Any] = {
            step.name: step.expr.replace(sp.Piecewise, branch_taken).replace(Maximum, largest)
            for step in self.cases
            if step.expr is not None
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
    """Whether two balls have a number in common and enclose it to PROOF_DIGITS digits of its own size."""
    low, high = bounds(ours - theirs)
    size = max(abs(end) for end in bounds(ours))
    return low <= 0 <= high and high - low <= max(size, Fraction(1, 10**PROOF_DIGITS)) / 10**PROOF_DIGITS


def _points(worked: Table) -> Iterator[dict[str, Fraction]]:
    """Rational points around the assignment's own numbers, so that logarithms stay defined."""
    source = random.Random(worked.assignment.name)  # noqa: S311 - test points, not secrets
    numbers, loss_has = worked.assignment.numbers, {**worked.assignment.data, **worked.assignment.parameters}
    for _ in range(5 * PROOF_POINTS):
        yield {
            name: number.value * Fraction(source.randint(900, 1100), 1000) + Fraction(source.randint(-99, 99), 1000)
            if name in loss_has
            else number.value
            for name, number in numbers.items()
        }


def _against_numpy(worked: Table) -> Finding:
    """Every line against NumPy, measured on the largest number of the calculation (or on 1)."""
    truths = {
        row.name: _as_float((worked.proven[row.name].low + worked.proven[row.name].high) / 2) for row in worked.rows
    }
    scale = max(1.0, *(abs(truth) for truth in truths.values()))
    if not math.isfinite(scale):
        return Finding("numpy", say("proof.numpy_out_of_range"), standing=Standing.OPEN)
    worst, enlarged = 0.0, 0
    for row in worked.rows:
        apart = abs(row.numpy - truths[row.name]) / scale
        if not apart <= NUMPY_TOLERANCE and _follows(worked, row.name, scale):
            enlarged += 1
            continue
        if not apart <= NUMPY_TOLERANCE:
            sentence = say("proof.numpy_differs", line=row.name, value=repr(row.numpy))
            return Finding("numpy", sentence, standing=Standing.FAILED)
        worst = max(worst, apart)
    # A power of ten as bound: the last bits differ from machine to machine, the document must not.
    power = next(power for power in range(-14, 0) if worst < 10.0**power)
    sentence = say("proof.numpy", values=len(worked.rows), power=power, relative=scale != 1, enlarged=enlarged)
    return Finding("numpy", sentence, standing=Standing.PROVEN)


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
        result is not None and abs(result - value) <= NUMPY_TOLERANCE * scale
        for result, value in ((theirs, worked[name].numpy), (_gives(step.expr, proven), wanted))
    )


def _gives(expr: sp.Expr, numbers: Mapping[str, Fraction]) -> float | None:
    """The value of a formula; None where it is not defined."""
    arithmetic = Balls()
    try:
        with working_precision(14 * PROOF_DIGITS):
            low, high = bounds(program(expr)(arithmetic, {used: arithmetic.number(n) for used, n in numbers.items()}))
    except (PrecisionError, UndecidedError, ZeroDivisionError, ValueError):
        return None
    return _as_float((low + high) / 2)


def _as_float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _against_differences(worked: Table) -> Finding:
    """Each gradient against central differences of NumPy's loss, where the loss has no kink."""
    if worked.assignment.formulas is not None:
        return _formulas_against_differences(worked, formula_judge(worked.assignment, worked.assignment.formulas))
    trained = [name for name in worked.assignment.parameters if gradient_of(name) in worked.derivation]
    setting = problem(worked.assignment)
    order = {name: i for i, name in enumerate(worked.assignment.parameters)}
    chosen = trained[:: max(1, len(trained) // MOST_PROVEN_PARAMETERS)]
    largest = float(np.abs(setting.parameters).max(initial=0.0))
    if not largest < LARGEST_PARAMETER:
        sentence = say("proof.differences_parameter_too_large", parameter=f"{largest:.0e}")
        return Finding("differences", sentence, standing=Standing.OPEN)
    with np.errstate(all="ignore"):
        loss = oracle.loss_at(setting, setting.parameters)
        if not abs(loss) < LARGEST_LOSS:
            return Finding("differences", say("proof.differences_loss_too_large"), standing=Standing.OPEN)
        kinked = 0
        for name in chosen:
            truth = _as_float(worked.proven[gradient_of(name)].low)
            allowed = DIFFERENCE_TOLERANCE * max(1.0, abs(truth)) + 1e-12 * abs(loss)
            tries = [oracle.differences(setting, order[name], step) for step in (1e-3, 1e-4, 1e-5)]
            apart = min((abs(value - truth) for value in tries if math.isfinite(value)), default=math.inf)
            if apart <= allowed:
                continue
            # At the edge of its domain a loss has no value on one side.
            if math.isfinite(apart) and not oracle.kink(setting, order[name]):
                sentence = say("proof.differences_differ", line=gradient_of(name), apart=f"{apart:.1e}")
                return Finding("differences", sentence, standing=Standing.FAILED)
            kinked += 1
    sentence = say("proof.differences", gradients=len(chosen) - kinked, kinked=kinked)
    return Finding("differences", sentence, standing=Standing.KINK if kinked else Standing.PROVEN)


def _formulas_against_differences(worked: Table, judge: Judge) -> Finding:
    """Each gradient of formulas against central differences."""
    assert worked.assignment.formulas is not None
    gradients = {step.wrt: step.name for step in worked.derivation.of_kind(Kind.GRADIENT)}
    kinked = 0
    for name, shape in worked.assignment.formulas.givens:
        for entry, place in zip(entry_names(name, shape), np.ndindex(*shape), strict=True):
            if entry not in gradients:
                continue
            truth = _as_float(worked.proven[gradients[entry]].low)
            tries = [judge.difference(name, place, step) for step in (1e-3, 1e-4, 1e-5)]
            apart = min((abs(value - truth) for value in tries if math.isfinite(value)), default=math.inf)
            kinked += apart > DIFFERENCE_TOLERANCE * max(1.0, abs(truth))
    sentence = say("proof.differences", gradients=len(gradients) - kinked, kinked=kinked)
    return Finding("differences", sentence, standing=Standing.KINK if kinked else Standing.PROVEN)


def _certified(worked: Table) -> Finding:
    open_rows = [row.name for row in worked.rows if not row.certified]
    if open_rows:
        return Finding("digits", say("proof.digits_open", lines=open_rows), standing=Standing.OPEN)
    return Finding("digits", say("proof.digits"), standing=Standing.PROVEN)


def _reproducible(worked: Table) -> Finding:
    """The values substituted, calculated with a decimal calculator, give the number that is printed."""
    figures = Figures.of(worked.rounding)
    lines = [step for step in worked.derivation if step.expr is not None]
    beyond = 0
    for step in lines:
        try:
            value = Fraction(work_out(worked.substitute(step.name), CALCULATOR_DIGITS))
        except PrecisionError:
            beyond += 1
            continue
        hand = worked.hand[step.name]
        # Where the value lies at a tie, the calculator's last figure may fall on either side.
        # A constant such as 1/3, the share of one of three samples, is printed as it is and not rounded.
        as_it_is = abs(value - hand.rounded.value) <= Fraction(1, 10 ** (CALCULATOR_DIGITS // 2))
        if rounded(value, figures).value != hand.rounded.value and not hand.tie and not as_it_is:
            sentence = say("proof.calculator_differs", line=step.name, result=hand.text)
            return Finding("calculator", sentence, standing=Standing.FAILED)
    exact = worked.rounding.carry is Carry.EXACT
    sentence = say("proof.calculator", lines=len(lines) - beyond, exact=exact, beyond=beyond)
    return Finding("calculator", sentence, standing=Standing.OPEN if beyond else Standing.PROVEN)
