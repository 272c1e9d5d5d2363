"""The iterations of a run, gone through in stretches; some of them looked at."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from symbp.training.checkpoint import Checkpoint, Progress
from symbp.training.compiled import Descent

LONGEST_STRETCH = 10_000_000
FIRST_STRETCH = 64
_SECONDS = 0.25
"""So long a stretch of iterations takes, more or less: between stretches progress is told and kept."""


@dataclass(frozen=True, slots=True)
class Iteration:
    """One iteration, which counts from 1.

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


def named(descent: Descent, state: Iterable[object]) -> dict[str, object]:
    """The parameters by name: what is carried on begins with them."""
    return {name: _number(value) for name, value in zip(descent.trained, state, strict=False)}


class Runner:
    """Goes through the iterations of a run.

    Attributes:
        made: the compiled run.
        step: the learning rate, in the precision of the run.
        wanted: the iterations that are looked at, in order; the last one ends it.
        state, losses: where it is.
        iterations: what has been looked at, and ``before`` what was carried into each of them.
        last: where it ended early, the last iteration that has all its values.
    """

    def __init__(self, descent: Descent, step: object, wanted: list[int], checkpoint: Checkpoint | None) -> None:
        self.made, self.step, self.wanted, self.checkpoint = descent, step, wanted, checkpoint
        self.state = descent.start
        self.losses: list[float] = []
        self.iterations: list[Iteration] = []
        self.before: list[Any] = []
        self.whole = Progress(self.state)
        self.stretch = FIRST_STRETCH
        self.last: int | None = None

    def run(self, progress: Callable[[int], None] | None) -> int:
        """Go through the iterations; the one in which a value left the range of the numbers, or 0."""
        if self.checkpoint is not None:
            try:
                self._resume(self.checkpoint.load())
            except _LeftTheRangeError:
                # What was kept cannot be of a run that went on: it is made from the start.
                self.state, self.losses, self.iterations, self.before = self.made.start, [], [], []
        try:
            for number in self.wanted:
                if number > len(self.losses):
                    self._go_on(number - 1, progress)
                    self._look_at(number)
            stopped = 0
        except _LeftTheRangeError as error:
            stopped = error.number
            self._look_at_last()
        except KeyboardInterrupt:
            if self.checkpoint is None:
                raise
            self.checkpoint.save(self.whole, now=True)
            message = f"stopped after iteration {len(self.whole.losses)}; the same command goes on from there"
            raise KeyboardInterrupt(message) from None
        if self.checkpoint is not None:
            self.checkpoint.finished()
        return stopped

    def _resume(self, progress: Progress | None) -> None:
        """Go back to where a run was: what was looked at is looked at again."""
        if progress is None:
            return
        for before, number in zip(progress.before, self.wanted, strict=False):
            self.state, self.losses = before, progress.losses[: number - 1]
            self._look_at(number)
        self.state, self.losses = progress.state, progress.losses
        self._is_whole()

    def _is_whole(self) -> None:
        """Here the run can be taken up again: what is carried, the losses and what was looked at belong together."""
        self.whole = Progress(self.state, self.losses[:], self.before[:])
        if self.checkpoint is not None:
            self.checkpoint.save(self.whole)

    def _look_at_last(self) -> None:
        """Look at the last iteration that has all its values: from the last one that was looked at it is made again."""
        last = len(self.losses) - 1
        if not self.iterations or self.iterations[-1].number >= last:
            self.last = self.iterations[-1].number if self.iterations else None
            return
        after, losses = self.state, self.losses
        at = self.iterations[-1].number - 1
        self.state, self.losses = self.before[-1], losses[:at]
        if self._went(last - 1 - at):
            self._look_at(last)
            self.last = last
        self.state, self.losses = after, losses

    def _go_on(self, to: int, progress: Callable[[int], None] | None) -> None:
        while len(self.losses) < to:
            begun = time.perf_counter()
            self._descend(min(self.stretch, to - len(self.losses)))
            taken = time.perf_counter() - begun
            # Twice as many at a time until a stretch takes long enough; half as many where it takes too long.
            if taken < _SECONDS / 2:
                self.stretch = min(2 * self.stretch, LONGEST_STRETCH)
            elif taken > _SECONDS:
                self.stretch = max(1, self.stretch // 2)
            if self.checkpoint is not None:
                self._is_whole()
            if progress is not None:
                progress(len(self.losses))

    def _descend(self, iterations: int) -> None:
        """So many iterations; where a value leaves the range, again one by one, so that it is known in which."""
        state, done = self.state, len(self.losses)
        if self._went(iterations):
            return
        self.state, self.losses[done:] = state, []
        for _ in range(iterations):
            state, done = self.state, len(self.losses)
            if not self._went(1):
                # The parameters of this iteration are the last ones; a loss that could not be worked out has no value.
                self.state = state
                self.losses += [math.nan] * (done + 1 - len(self.losses))
                raise _LeftTheRangeError(len(self.losses))

    def _went(self, iterations: int) -> bool:
        """Go so many iterations; whether every value stayed in the range of the numbers."""
        while iterations:
            done = len(self.losses)
            batches, good = self.made.order.epoch(done)
            count = min(iterations, good)
            try:
                self.state = self.made.descend(self.state, batches, done, count, self.step, self.losses)
            except (ArithmeticError, ValueError):
                # A logarithm of 0, or a division by it: the loss or a gradient has no value.
                return False
            if not math.isfinite(self.losses[-1]) or not all(map(_finite, self.state)):
                return False
            iterations -= count
        return True

    def _look_at(self, number: int) -> None:
        batch, before = self.made.order.batch(number - 1), self.state
        try:
            seen = self.made.look(before, batch, self.step)
        except (ArithmeticError, ValueError):
            self.losses.append(math.nan)
            raise _LeftTheRangeError(number) from None
        self._descend(1)
        self.iterations.append(
            Iteration(
                number=number,
                loss=float(seen.loss),
                hidden=tuple(map(_plain, seen.hidden)),
                outputs=tuple(map(_plain, seen.outputs)),
                gradients=named(self.made, seen.gradients),
                parameters=named(self.made, self.state),
            )
        )
        self.before.append(before)


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {name: _number(value) for name, value in values.items()}


# Iterations that are watched are mostly of plain floats: NumPy is asked only where there may be an array.


def _number(value: Any) -> object:
    return value if isinstance(value, float) else float(value) if np.ndim(value) == 0 else value


def _finite(value: Any) -> bool:
    return math.isfinite(value) if isinstance(value, float) else bool(np.isfinite(value).all())


class _LeftTheRangeError(Exception):
    """A value has left the range of numbers in this iteration."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
