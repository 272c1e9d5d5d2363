"""A run: the loss of every round, and chosen rounds with all their figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from symbp.errors import SymbpError
from symbp.spec import Assignment, load
from symbp.training.descent import Descent, Numbers, descent

MOST_ROUNDS = 10_000_000
DEFAULT_ROUNDS = 1_000
_STRETCH = 20_000
"""So many rounds at a time: between them progress is told."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round, which counts from 1.

    Attributes:
        number: which.
        loss: before its update.
        outputs: of each sample, by name.
        gradients: by parameter.
        parameters: after its update, by name.
    """

    number: int
    loss: float
    outputs: tuple[Mapping[str, float], ...]
    gradients: Mapping[str, float]
    parameters: Mapping[str, float]


@dataclass(frozen=True)
class Run:
    """A training run.

    Attributes:
        assignment: what was trained.
        step: the learning rate.
        losses: of each round, before its update.
        kept: the rounds that were chosen.
        parameters: after the last round.
        stopped: why it ended before its last round; empty if it did not.
    """

    assignment: Assignment
    step: Fraction
    losses: tuple[float, ...]
    kept: tuple[Round, ...]
    parameters: Mapping[str, float]
    stopped: str = ""


def train(
    assignment: Assignment | str | Path,
    rounds: int = DEFAULT_ROUNDS,
    *,
    step: Fraction | int | str | None = None,
    keep: Iterable[int] = (),
    mistake: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Run:
    """Rounds of gradient descent, in double precision.

    Each round takes the next batch of samples and updates every parameter from the same gradients,
    w ← w - η ∂L/∂w. A run whose loss leaves the range of numbers stops there, and says so.

    Args:
        assignment: an assignment, the name of a bundled one, or a file.
        rounds: how many.
        step: the learning rate, in place of the assignment's.
        keep: rounds to be kept with all their figures; the assignment's own if none are named, and
            always the first and the last.
        mistake: a misconception (see symbp.marking.misconceptions) that is put into the lines: the run of a
            program whose author believes it.
        progress: is told now and then how many rounds are done.

    Raises:
        SymbpError: no rounds, or no step.

    >>> run = train("nndl3", 1000, keep=[1])
    >>> round(run.kept[0].parameters["w5"], 8), round(run.losses[-1], 5)
    (0.06536701, 0.00319)
    """
    if not isinstance(assignment, Assignment):
        assignment = load(assignment)
    if not 1 <= rounds <= MOST_ROUNDS:
        message = f"rounds: expected 1 to {MOST_ROUNDS}, got {rounds}"
        raise SymbpError(message)
    rate = _rate(assignment, step)
    made = descent(assignment, mistake)
    wanted = sorted(
        {1, rounds, *(number for number in (*keep, *(() if keep else assignment.rounds)) if 1 <= number <= rounds)}
    )
    return _Runner(assignment, made, rate).run(wanted, progress)


def _rate(assignment: Assignment, step: Fraction | int | str | None) -> Fraction:
    if step is not None:
        return Fraction(step)
    if assignment.step is None:
        message = f"{assignment.name} has no training.step: expected one there, or step=… (--step)"
        raise SymbpError(message)
    return assignment.step.value


class _Runner:
    def __init__(self, assignment: Assignment, made: Descent, step: Fraction) -> None:
        self.assignment, self.made, self.step = assignment, made, step
        self.parameters = made.start
        self.losses: list[float] = []

    def run(self, wanted: list[int], progress: Callable[[int], None] | None) -> Run:
        kept: list[Round] = []
        stopped = ""
        try:
            for number in wanted:
                self._go_on(number - 1, progress)
                kept.append(self._kept(number))
        except _LeftTheRangeError as error:
            stopped = str(error)
        names = self.made.names
        return Run(
            assignment=self.assignment,
            step=self.step,
            losses=tuple(self.losses),
            kept=tuple(kept),
            parameters=dict(zip(names, self.parameters, strict=True)),
            stopped=stopped,
        )

    def _go_on(self, to: int, progress: Callable[[int], None] | None) -> None:
        while len(self.losses) < to:
            self._descend(min(_STRETCH, to - len(self.losses)))
            if progress is not None:
                progress(len(self.losses))

    def _descend(self, rounds: int) -> None:
        done = len(self.losses)
        try:
            self.parameters = self.made.descend(
                self.parameters, self.made.batches, done, rounds, float(self.step), self.losses
            )
        except (ArithmeticError, ValueError):
            # A logarithm of 0, or a division by it: the loss or a gradient has no value.
            raise _LeftTheRangeError(len(self.losses) + (len(self.losses) == done)) from None
        if not all(map(math.isfinite, (self.losses[-1], *self.parameters))):
            raise _LeftTheRangeError(len(self.losses))

    def _kept(self, number: int) -> Round:
        batch = self.made.batches[(number - 1) % len(self.made.batches)]
        before: Numbers = self.parameters
        try:
            loss, outputs, gradients = self.made.look(before, batch, float(self.step))
        except (ArithmeticError, ValueError):
            raise _LeftTheRangeError(number) from None
        self._descend(1)
        names = self.made.names
        return Round(
            number=number,
            loss=loss,
            outputs=tuple(dict(zip(self.made.outputs, each, strict=True)) for each in outputs),
            gradients=dict(zip(names, gradients, strict=True)),
            parameters=dict(zip(names, self.parameters, strict=True)),
        )


class _LeftTheRangeError(Exception):
    """A value has left the range of numbers in this round."""

    def __init__(self, number: int) -> None:
        super().__init__(f"in round {number} a value left the range of the numbers: the run has diverged")
