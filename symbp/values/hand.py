"""The hand calculation: every line rounded, and carried on as the policy says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import flint
import sympy as sp

from symbp.errors import PrecisionError
from symbp.formula.maximum import Maximum
from symbp.limits import MOST_BITS
from symbp.spec.assignment import Carry, Rounding
from symbp.steps import Derivation, Kind, Step
from symbp.values.arithmetic import UndecidedError
from symbp.values.balls import Ball, Balls, bounds, working_precision
from symbp.values.evaluation import evaluate
from symbp.values.exact import rational_lines
from symbp.values.rounding import Figures, Rounded, distance_to_tie, rounded

NEARNESS = Fraction(1, 10**10)
"""A pocket calculator shows about ten figures: closer to a tie than that, it may round the other way."""


@dataclass(frozen=True, slots=True)
class HandValue:
    """One line by hand.

    Attributes:
        rounded: the value that is written down.
        low, high: bounds of the line's value before it was rounded.
        tie: whether that value is so near the middle between two roundings that a calculator, a
            program and a person may well disagree.
    """

    rounded: Rounded
    low: Fraction
    high: Fraction
    tie: bool

    @property
    def text(self) -> str:
        """The value as it is written down."""
        return self.rounded.text


class _ByHand(Balls):
    """Balls whose lines are rounded at the end; carried on rounded, or exact and only shown rounded."""

    def __init__(self, rounding: Rounding, known: Mapping[str, Fraction]) -> None:
        super().__init__(known)
        self.figures = Figures.of(rounding)
        self.carried = rounding.carry is Carry.ROUNDED
        self.written: dict[str, HandValue] = {}

    def line(self, step: Step, value: Ball) -> Ball:
        """Round the line and keep the written value; give it rounded if rounded values are carried on."""
        value = super().line(step, value)
        # A slope of 0 or 1 that a case or the identity has is read off: nobody writes 1.0000 for it.
        read_off = step.kind is Kind.SLOPE and isinstance(value, flint.fmpq) and value.q == 1
        read_off = read_off and step.expr is not None and (step.expr.is_number or step.expr.has(sp.Piecewise, Maximum))
        hand = _rounded_ball(value, Figures(decimals=0) if read_off else self.figures)
        if is_share(step):
            hand = _as_fraction(step, hand)
        self.written[step.name] = hand
        if not self.carried:
            return value
        return flint.fmpq(hand.rounded.value.numerator, hand.rounded.value.denominator)


def is_share(step: Step) -> bool:
    """Whether a line is nothing but the fraction of a mean, 1/3: one divides by 3, and does not round 0.3333."""
    return step.kind is Kind.ADJOINT and isinstance(step.expr, sp.Rational)


def _as_fraction(step: Step, hand: HandValue) -> HandValue:
    exact = Fraction(str(step.expr))
    return HandValue(Rounded(exact, str(exact), hand.rounded.unit), exact, exact, tie=False)


def _rounded_ball(value: Ball, figures: Figures) -> HandValue:
    low, high = bounds(value)
    below, above = rounded(low, figures), rounded(high, figures)
    if below.text != above.text:
        raise UndecidedError
    near = low != 0 and distance_to_tie(low, figures) <= NEARNESS * abs(low)
    return HandValue(below, low, high, tie=near)


_PATIENCE = 96 * 8


def _rational_by_hand(
    derivation: Derivation, givens: Mapping[str, Fraction], rounding: Rounding
) -> dict[str, Fraction]:
    """Lines that are rational by cancellation, as p = 1/32 is among 32 equal logits."""
    if rounding.carry is Carry.EXACT:
        return rational_lines(derivation, givens)
    # Carried on rounded, every line begins with rationals anew: each is looked at by itself.
    rationals: dict[str, Fraction] = {}
    names = dict(givens)
    for step in derivation:
        if step.expr is None:
            continue
        alone = Derivation(
            (*(Step(name, None, Kind.GIVEN) for name in sorted(step.uses)), replace(step, kind=Kind.ACT))
        )
        here = {name: names[name] for name in step.uses}
        exact = rational_lines(alone, here).get(step.name)
        if exact is not None:
            rationals[step.name] = exact
        if is_share(step):
            names[step.name] = Fraction(str(step.expr))
            continue
        try:
            names[step.name] = by_hand(alone, here, replace(rounding, carry=Carry.EXACT))[step.name].rounded.value
        except PrecisionError:
            break
    return rationals


def _defined_without_rounding(derivation: Derivation, givens: Mapping[str, Fraction]) -> bool:
    """Whether every line has a value where nothing is rounded on the way."""
    try:
        evaluate(derivation, givens, Balls())
    except UndecidedError:
        return True
    except PrecisionError:
        return False
    return True


def by_hand(derivation: Derivation, givens: Mapping[str, Fraction], rounding: Rounding) -> dict[str, HandValue]:
    """Every line that is not given, as a careful person would write it down.

    Within a line nothing is rounded; its result is. The rounding is decided by balls, so it is
    the rounding of the true value of the line, never of a binary float.

    Raises:
        PrecisionError: a rounding cannot be decided, or a line is not defined at these numbers.

    >>> from symbp.network import forward
    >>> from symbp.spec import load
    >>> a = load("nndl3")
    >>> givens = {name: number.value for name, number in a.numbers.items()}
    >>> by_hand(forward(a), givens, a.rounding)["in_o1"].text
    '-0.0923'
    """
    bits = 96
    known: Mapping[str, Fraction] = {}
    while bits <= MOST_BITS:
        if bits == _PATIENCE:
            known = _rational_by_hand(derivation, givens, rounding)
        arithmetic = _ByHand(rounding, known)
        with working_precision(bits):
            try:
                evaluate(derivation, givens, arithmetic)
            except UndecidedError:
                bits *= 2
                continue
            except PrecisionError as error:
                if not arithmetic.carried or not _defined_without_rounding(derivation, givens):
                    raise
                message = f"{error}, after the lines before have been rounded; more figures, or carry = exact, may help"
                raise PrecisionError(message) from None
        return arithmetic.written
    message = f"a rounding cannot be decided with {MOST_BITS} bits: the value cannot be told from a tie or from 0"
    raise PrecisionError(message)
