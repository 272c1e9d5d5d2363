"""Warnings that an assignment carries onto its sheet: possible, but unusual."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import sympy as sp

from symbp import findings
from symbp.activations import activations
from symbp.losses.base import Loss, Targets
from symbp.page.model import Phrase, Sentence
from symbp.page.words import say
from symbp.spec.assignment import Assignment, Batch, Carry, Sample, Unit
from symbp.spec.numbers import Number

_MOST_SHOWN = 4


def with_warnings(assignment: Assignment) -> Assignment:
    """The assignment with a sentence for each thing that its author may not have meant."""
    loss, names = assignment.loss.function, {unit.activation for unit in assignment.network.outputs}
    sentences = (
        *_double_squashing(loss, names),
        *_outputs_no_distribution(loss, names),
        *_no_distribution(assignment),
        *_out_of_reach(assignment),
        *_uphill(assignment.learning_rate),
        *_squares_rounded_away(assignment),
    )
    return replace(assignment, warnings=sentences)


def of_outputs(loss: Loss, names: set[str], step: Number | None) -> list[Sentence]:
    """Warnings about the loss, the activations of the outputs, and the learning rate."""
    return [*_double_squashing(loss, names), *_outputs_no_distribution(loss, names), *_uphill(step)]


def _double_squashing(loss: Loss, names: set[str]) -> list[Sentence]:
    functions = names - {"identity"}
    if not loss.logits or not functions:
        return []
    bounded = any(activations[name].high is not None for name in functions)
    return [say("warnings.applied_twice", applied=loss.logits, functions=sorted(functions), squashed=bounded)]


def _outputs_no_distribution(loss: Loss, functions: set[str]) -> list[Sentence]:
    """Cross-entropy reads its outputs as one distribution; only softmax makes them one."""
    if loss.targets is not Targets.DISTRIBUTION or loss.logits or functions == {"softmax"}:
        return []
    return [say("warnings.outputs_no_distribution", functions=sorted(functions), loss=Phrase(loss.title))]


def _uphill(step: Number | None) -> list[Sentence]:
    if step is None or step.value > 0:
        return []
    return [say("warnings.learning_rate", zero=step.value == 0)]


def _squares_rounded_away(assignment: Assignment) -> list[Sentence]:
    """An optimizer that divides by the root of squared gradients, which fixed decimals make 0."""
    policy, choice = assignment.rounding, assignment.optimizer
    rounded = policy.decimals is not None and policy.carry is Carry.ROUNDED
    if assignment.learning_rate is None or "epsilon" not in choice.options or not rounded:
        return []
    optimizer = Phrase(choice.rule.title, begins=True)
    return [say("warnings.squares_rounded_away", optimizer=optimizer, decimals=policy.decimals)]


def _no_distribution(assignment: Assignment) -> list[Sentence]:
    loss = assignment.loss.function
    rows = [[number.value for number in sample.y] for sample in assignment.samples]
    if loss.targets is Targets.DISTRIBUTION:
        for row in rows:
            if sum(row) != 1 or min(row) < 0:
                targets, whole = [_text(value) for value in row], _text(sum(row))
                return [say("warnings.no_distribution", targets=targets, sum=whole, negative=min(row) < 0)]
    if loss.targets is Targets.PROBABILITIES and any(not 0 <= value <= 1 for row in rows for value in row):
        return [say("warnings.no_probability")]
    return []


@dataclass(frozen=True, slots=True)
class Beyond:
    """A target that its output unit cannot produce.

    Attributes:
        target: its name.
        value: the number.
        unit: the unit.
        nearest: the end of the unit's range that comes nearest to it.
    """

    target: str
    value: Number
    unit: Unit
    nearest: sp.Rational

    @property
    def span(self) -> str:
        """The range of the unit, in words."""
        low, high = self.unit.function.low, self.unit.function.high
        if None in (low, high):
            return f"{low} upwards" if high is None else f"up to {high}"
        return f"{low} to {high}"


@dataclass(frozen=True, slots=True)
class Reach:
    """Targets that cannot be produced, and the loss that therefore remains."""

    beyond: tuple[Beyond, ...]
    floor: sp.Expr

    @property
    def value(self) -> Fraction:
        """The floor; of what is no fraction the nearest binary number."""
        floor: Any = self.floor
        return Fraction(int(floor.p), int(floor.q)) if floor.is_Rational else Fraction(float(floor))


def out_of_reach(assignment: Assignment) -> Reach | None:
    """Targets that the output units cannot produce; None if there are none, or if no floor follows from it."""
    if not assignment.loss.function.least_at_target:
        return None
    beyond: list[Beyond] = []
    floors: list[sp.Expr] = []
    for s, sample in enumerate(assignment.samples, start=1):
        nearest = _nearest(assignment, sample)
        for unit, name, number, reached in zip(
            assignment.network.outputs, assignment.network.targets, sample.y, nearest, strict=True
        ):
            if reached != number.rational:
                beyond.append(Beyond(assignment.sampled(name, s), number, unit, reached))
        floors.append(_floor(assignment, sample, nearest))
    whole: Any = sp.Add(*floors)
    floor = whole / len(floors) if assignment.loss.batch is Batch.MEAN else whole
    return Reach(tuple(beyond), floor) if beyond else None


def _out_of_reach(assignment: Assignment) -> list[Sentence]:
    reach = out_of_reach(assignment)
    if reach is None:
        return []
    targets = [_beyond(each) for each in reach.beyond[:_MOST_SHOWN]]
    floor = _text(reach.value) if reach.floor.is_Rational else findings.number(reach.value)
    return [say("warnings.out_of_reach", targets=targets, count=len(reach.beyond), floor=floor)]


def _beyond(each: Beyond) -> Sentence:
    low, high = (None if end is None else str(end) for end in (each.unit.function.low, each.unit.function.high))
    return say(
        "warnings.target",
        target=each.target,
        value=each.value.text,
        unit=each.unit.name,
        activation=each.unit.activation,
        low=low,
        high=high,
    )


def _nearest(assignment: Assignment, sample: Sample) -> list[sp.Rational]:
    out = []
    for unit, number in zip(assignment.network.outputs, sample.y, strict=True):
        low, high = unit.function.low, unit.function.high
        value = number.rational
        value = low if low is not None and value < low else value
        out.append(high if high is not None and value > high else value)
    return out


def _floor(assignment: Assignment, sample: Sample, outputs: list[sp.Rational]) -> sp.Expr:
    choice = assignment.loss
    targets = [number.rational for number in sample.y]
    return choice.scale(len(outputs)) * choice.function.expression(outputs, targets, (), choice.options)


def _text(value: Fraction | int) -> str:
    """A decimal if it ends, else a fraction.

    >>> _text(Fraction(49, 20000)), _text(Fraction(1, 3))
    ('0.00245', '1/3')
    """
    value = Fraction(value)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return str(value)
    digits = next(d for d in range(2000) if (value * 10**d).denominator == 1)
    scaled = abs(value) * 10**digits
    text = str(scaled.numerator).rjust(digits + 1, "0")
    text = f"{text[:-digits]}.{text[-digits:]}" if digits else text
    return f"-{text}" if value < 0 else text
