"""A run: the loss of every round, and chosen rounds with all their figures."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from symbp.discover import pick
from symbp.errors import SymbpError
from symbp.spec import Assignment, Dense, load_any
from symbp.spec.numbers import Number
from symbp.training.checkpoint import Checkpoint, Progress
from symbp.training.descent import descent
from symbp.training.machine import Descent
from symbp.training.precision import PRECISIONS

MOST_ROUNDS = 10_000_000
DEFAULT_ROUNDS = 1_000
FIRST_STRETCH = 64
_SECONDS = 0.25
"""So long a stretch of rounds takes, more or less: between stretches progress is told and kept."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round, which counts from 1.

    Attributes:
        number: which.
        loss: before its update.
        hidden, outputs: the activations of each sample, by name; in matrices one mapping, with a
            column a sample.
        gradients: by parameter.
        parameters: after its update, by name.
    """

    number: int
    loss: float
    hidden: tuple[Mapping[str, Any], ...]
    outputs: tuple[Mapping[str, Any], ...]
    gradients: Mapping[str, Any]
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Run:
    """A training run.

    Attributes:
        assignment: what was trained, with the step and the optimizer of the run.
        step: the learning rate.
        precision: double or single.
        mistake: the misconception in its lines; empty if there is none.
        shuffle: the seed of the order of the samples, which are as given without one; shuffled, the second of a
            batch is not the second sample.
        losses: of each round, before its update.
        rounds: the rounds that were looked at: those that were chosen, and those that were watched.
        chosen: the numbers of the chosen rounds.
        parameters: after the last round.
        stopped: why it ended before its last round; empty if it did not.
    """

    assignment: Assignment | Dense
    step: Fraction
    precision: str
    mistake: str
    shuffle: int | None
    losses: tuple[float, ...]
    rounds: tuple[Round, ...]
    chosen: tuple[int, ...]
    parameters: Mapping[str, Any]
    stopped: str = ""

    @property
    def kept(self) -> tuple[Round, ...]:
        """The chosen rounds that were reached."""
        return tuple(each for each in self.rounds if each.number in self.chosen)


def train(
    assignment: Assignment | Dense | str | Path,
    rounds: int = DEFAULT_ROUNDS,
    *,
    step: Fraction | int | str | None = None,
    keep: Iterable[int] = (),
    mistake: str | None = None,
    precision: str = "double",
    shuffle: int | None = None,
    watch: int = 0,
    store: str | Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> Run:
    """Rounds of descent by the optimizer of the assignment.

    Each round takes the next batch of samples and updates every parameter from the same gradients; by
    gradient descent w ← w - η ∂L/∂w. A run whose loss leaves the range of numbers stops there, and says so.

    Args:
        assignment: an assignment, the name of a bundled one, or a file.
        rounds: how many.
        step: the learning rate, in place of the assignment's.
        keep: rounds kept with all figures, the assignment's own if none; always the first and the last.
        mistake: a misconception that is put into the lines: the run of a program whose author believes it.
        precision: ``"double"`` (64 bits) or ``"single"`` (32 bits, as torch has it).
        shuffle: seed of an order of the samples new in every epoch; without one they keep theirs.
        watch: look at so many rounds more, spread over the run.
        store: a folder where the run is kept while it lasts: interrupted, it goes on from there.
        progress: is told now and then how many rounds are done.

    Raises:
        SymbpError: no rounds, no step, or a folder that cannot be written.

    >>> run = train("nndl3", 1000, keep=[1])
    >>> round(run.kept[0].parameters["w5"], 8), round(run.losses[-1], 5)
    (0.06536701, 0.00319)
    """
    stepped, rate = _with_step(assignment, step)
    if not 1 <= rounds <= MOST_ROUNDS:
        message = f"rounds: expected 1 to {MOST_ROUNDS}, got {rounds}"
        raise SymbpError(message)
    chosen = {1, rounds, *(number for number in (tuple(keep) or stepped.rounds) if 1 <= number <= rounds)}
    made = descent(stepped, pick(PRECISIONS, precision, "precision"), mistake, shuffle)
    wanted = sorted(chosen | spread(rounds, watch))
    checkpoint = None if store is None else Checkpoint(Path(store), made, f"step {rate}", wanted)
    with np.errstate(all="ignore"):
        runner = _Runner(made, PRECISIONS[precision].number(float(rate)), wanted, checkpoint)
        stopped = runner.run(progress)
    return Run(
        assignment=stepped,
        step=rate,
        precision=precision,
        mistake=mistake or "",
        shuffle=shuffle,
        losses=tuple(map(float, runner.losses)),
        rounds=tuple(runner.rounds),
        chosen=tuple(sorted(chosen | ({runner.last} if runner.last else set()))),
        parameters=_named(made, runner.carried),
        stopped=stopped,
    )


def _with_step(
    assignment: Assignment | Dense | str | Path, step: Fraction | int | str | None
) -> tuple[Assignment | Dense, Fraction]:
    """The assignment with the step of the run, and the step."""
    if not isinstance(assignment, Assignment | Dense):
        assignment = load_any(assignment)
    rate = assignment.step if step is None else Number(str(step), Fraction(step))
    if rate is None:
        message = f"{assignment.name} has no training.step: expected one there, or step=… (--step)"
        raise SymbpError(message)
    return replace(assignment, step=rate), rate.value


def spread(rounds: int, count: int) -> set[int]:
    """About so many rounds, half of them at equal distances and half at equal ratios.

    >>> sorted(spread(1000, 10))
    [1, 6, 32, 178, 251, 500, 750, 1000]
    """
    if not count:
        return set()
    if count >= rounds:
        return set(range(1, rounds + 1))
    half = max(2, count // 2)
    even, ratios = np.linspace(1, rounds, half), np.geomspace(1, rounds, half)
    return {round(float(place)) for place in (*even, *ratios)}


def _named(made: Descent, carried: Iterable[Any]) -> dict[str, Any]:
    """The parameters by name: what is carried on begins with them."""
    return {
        name: float(value) if np.ndim(value) == 0 else value for name, value in zip(made.trained, carried, strict=False)
    }


class _Runner:
    def __init__(self, made: Descent, step: Any, wanted: list[int], checkpoint: Checkpoint | None) -> None:
        self.made, self.step, self.wanted, self.checkpoint = made, step, wanted, checkpoint
        self.carried = made.start
        self.losses: list[float] = []
        self.rounds: list[Round] = []
        self.before: list[Any] = []
        self.whole = Progress(self.carried)
        self.stretch = FIRST_STRETCH
        self.last: int | None = None

    def run(self, progress: Callable[[int], None] | None) -> str:
        """Go through the rounds; why it ended early, or an empty text."""
        if self.checkpoint is not None:
            self._resume(self.checkpoint.load())
        try:
            for number in self.wanted:
                if number > len(self.losses):
                    self._go_on(number - 1, progress)
                    self._look_at(number)
            stopped = ""
        except _LeftTheRangeError as error:
            stopped = str(error)
            self._look_at_last()
        except KeyboardInterrupt:
            if self.checkpoint is None:
                raise
            self.checkpoint.save(self.whole, now=True)
            message = f"stopped after round {len(self.whole.losses)}; the same command goes on from there"
            raise KeyboardInterrupt(message) from None
        if self.checkpoint is not None:
            self.checkpoint.finished()
        return stopped

    def _resume(self, found: Progress | None) -> None:
        """Go back to where a run was: what was looked at is looked at again."""
        if found is None:
            return
        for before, number in zip(found.before, self.wanted, strict=False):
            self.carried, self.losses = before, found.losses[: number - 1]
            self._look_at(number)
        self.carried, self.losses = found.carried, found.losses
        self._is_whole()

    def _is_whole(self) -> None:
        """Here the run can be taken up again: what is carried, the losses and what was looked at belong together."""
        self.whole = Progress(self.carried, self.losses[:], self.before[:])
        if self.checkpoint is not None:
            self.checkpoint.save(self.whole)

    def _look_at_last(self) -> None:
        """Look at the last round that has all its values: from the last one that was looked at it is made again."""
        last = len(self.losses) - 1
        if not self.rounds or self.rounds[-1].number >= last:
            self.last = self.rounds[-1].number if self.rounds else None
            return
        after, losses = self.carried, self.losses
        at = self.rounds[-1].number - 1
        self.carried, self.losses = self.before[-1], losses[:at]
        if self._went(last - 1 - at):
            self._look_at(last)
            self.last = last
        self.carried, self.losses = after, losses

    def _go_on(self, to: int, progress: Callable[[int], None] | None) -> None:
        while len(self.losses) < to:
            begun = time.perf_counter()
            self._descend(min(self.stretch, to - len(self.losses)))
            taken = time.perf_counter() - begun
            # Twice as many at a time until a stretch takes long enough; half as many where it takes too long.
            if taken < _SECONDS / 2:
                self.stretch = min(2 * self.stretch, MOST_ROUNDS)
            elif taken > _SECONDS:
                self.stretch = max(1, self.stretch // 2)
            if self.checkpoint is not None:
                self._is_whole()
            if progress is not None:
                progress(len(self.losses))

    def _descend(self, rounds: int) -> None:
        """So many rounds; where a value leaves the range, again one by one, so that it is known in which."""
        carried, done = self.carried, len(self.losses)
        if self._went(rounds):
            return
        self.carried, self.losses[done:] = carried, []
        for _ in range(rounds):
            carried, done = self.carried, len(self.losses)
            if not self._went(1):
                # The parameters of this round are the last ones; a loss that could not be worked out has no value.
                self.carried = carried
                self.losses += [math.nan] * (done + 1 - len(self.losses))
                raise _LeftTheRangeError(len(self.losses))

    def _went(self, rounds: int) -> bool:
        """Go so many rounds; whether every value stayed in the range of the numbers."""
        while rounds:
            done = len(self.losses)
            batches, good = self.made.order.epoch(done)
            count = min(rounds, good)
            try:
                self.carried = self.made.descend(self.carried, batches, done, count, self.step, self.losses)
            except (ArithmeticError, ValueError):
                # A logarithm of 0, or a division by it: the loss or a gradient has no value.
                return False
            if not math.isfinite(self.losses[-1]) or not all(np.isfinite(part).all() for part in self.carried):
                return False
            rounds -= count
        return True

    def _look_at(self, number: int) -> None:
        batch, before = self.made.order.batch(number - 1), self.carried
        try:
            seen = self.made.look(before, batch, self.step)
        except (ArithmeticError, ValueError):
            self.losses.append(math.nan)
            raise _LeftTheRangeError(number) from None
        self._descend(1)
        self.rounds.append(
            Round(
                number=number,
                loss=float(seen.loss),
                hidden=tuple(map(_plain, seen.hidden)),
                outputs=tuple(map(_plain, seen.outputs)),
                gradients=_named(self.made, seen.gradients),
                parameters=_named(self.made, self.carried),
            )
        )
        self.before.append(before)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: float(value) if np.ndim(value) == 0 else value for name, value in values.items()}


class _LeftTheRangeError(Exception):
    """A value has left the range of numbers in this round."""

    def __init__(self, number: int) -> None:
        super().__init__(f"in round {number} a value left the range of the numbers: the run has diverged")
