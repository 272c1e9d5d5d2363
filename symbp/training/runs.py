"""A run: the loss of every iteration, and chosen iterations with all their figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from symbp.errors import SymbpError
from symbp.misconceptions import Misconception
from symbp.page.model import Sentence
from symbp.page.words import say
from symbp.registry import by_name, pick
from symbp.renamed import RUN, renamed_arguments, renamed_fields
from symbp.spec import ArrayAssignment, Assignment, load
from symbp.spec.numbers import Number
from symbp.training.checkpoint import Checkpoint
from symbp.training.descent import descent
from symbp.training.precision import PRECISIONS
from symbp.training.runner import LONGEST_STRETCH, Iteration, Runner, named

DEFAULT_ITERATIONS = 1_000


@renamed_fields(RUN)
@dataclass(frozen=True)
class Run:
    """A training run.

    Attributes:
        assignment: what was trained, with the step and the optimizer of the run.
        learning_rate: of the updates.
        precision: double or single.
        mistake: the misconception in its lines; empty if there is none.
        shuffle: the seed of the order of the samples, which are as given without one; shuffled, the second of a
            batch is not the second sample.
        losses: of each iteration, before its update.
        iterations: the iterations that were looked at: those that were chosen, and those that were watched.
        chosen: the numbers of the chosen iterations.
        parameters: after the last iteration.
        stopped: the iteration in which a value left the range of the numbers, so that it ended there; 0 if it did not.
    """

    assignment: Assignment | ArrayAssignment
    learning_rate: Fraction
    precision: str
    mistake: str
    shuffle: int | None
    losses: tuple[float, ...]
    iterations: tuple[Iteration, ...]
    chosen: tuple[int, ...]
    parameters: Mapping[str, Any]
    stopped: int = 0

    @property
    def why_stopped(self) -> Sentence:
        """Why it ended before its last iteration."""
        return left_the_range(self.stopped)

    @property
    def kept(self) -> tuple[Iteration, ...]:
        """The chosen iterations that were reached."""
        return tuple(each for each in self.iterations if each.number in self.chosen)


def left_the_range(iteration: int) -> Sentence:
    """That a run ended early.

    >>> from symbp.page.words import plain
    >>> plain([left_the_range(6)])
    ['in iteration 6 a value left the range of the numbers: the run has diverged']
    """
    return say("training.left_the_range", iteration=iteration)


@renamed_arguments("step", "rounds")
def train(
    assignment: Assignment | ArrayAssignment | str | Path,
    iterations: int = DEFAULT_ITERATIONS,
    *,
    learning_rate: Fraction | int | str | None = None,
    keep: Iterable[int] = (),
    mistake: str | Misconception | None = None,
    precision: str = "double",
    shuffle: int | None = None,
    watch: int = 0,
    store: str | Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> Run:
    """Iterations of descent by the optimizer of the assignment.

    Each iteration takes the next batch of samples and updates every parameter from the same gradients; by
    gradient descent w ← w - η ∂L/∂w. A run whose loss leaves the range of numbers stops there, and says so.

    Args:
        assignment: an assignment, the name of a bundled one, or a file.
        iterations: how many.
        learning_rate: in place of the assignment's.
        keep: iterations kept with all figures, the assignment's own if none; always the first and the last.
        mistake: a misconception that is put into the lines: the run of a program whose author believes it.
        precision: ``"double"`` (64 bits) or ``"single"`` (32 bits, as torch has it).
        shuffle: seed of an order of the samples new in every epoch; without one they keep theirs.
        watch: look at so many iterations more, spread over the run.
        store: a folder where the run is kept while it lasts: interrupted, it goes on from there.
        progress: is told now and then how many iterations are done.

    Raises:
        SymbpError: no iterations, no step, or a folder that cannot be written.

    >>> run = train("nndl3", 1000, keep=[1])
    >>> round(run.kept[0].parameters["w5"], 8), round(run.losses[-1], 5)
    (0.06536701, 0.00319)
    """
    stepped, rate = _with_step(assignment, learning_rate)
    if not 1 <= iterations <= LONGEST_STRETCH:
        raise SymbpError(f"expected 1 to {LONGEST_STRETCH} iterations, got {iterations}")
    chosen = {1, iterations, *(number for number in (tuple(keep) or stepped.iterations) if 1 <= number <= iterations)}
    belief: str = by_name(mistake or "")
    compiled = descent(stepped, pick(PRECISIONS, precision, "precision"), belief or None, shuffle)
    wanted = sorted(chosen | spread(iterations, watch))
    checkpoint = None if store is None else Checkpoint(Path(store), compiled, f"step {rate}", wanted)
    with np.errstate(all="ignore"):
        runner = Runner(compiled, PRECISIONS[precision].number(float(rate)), wanted, checkpoint)
        stopped = runner.run(progress)
    return Run(
        assignment=stepped,
        learning_rate=rate,
        precision=precision,
        mistake=belief,
        shuffle=shuffle,
        losses=tuple(map(float, runner.losses)),
        iterations=tuple(runner.iterations),
        chosen=tuple(sorted(chosen | ({runner.last} if runner.last else set()))),
        parameters=named(compiled, runner.state),
        stopped=stopped,
    )


def _with_step(
    assignment: Assignment | ArrayAssignment | str | Path, learning_rate: Fraction | int | str | None
) -> tuple[Assignment | ArrayAssignment, Fraction]:
    """The assignment with the step of the run, and the step."""
    if not isinstance(assignment, Assignment | ArrayAssignment):
        assignment = load(assignment)
    rate = assignment.learning_rate if learning_rate is None else Number(str(learning_rate), Fraction(learning_rate))
    if rate is None:
        message = f"{assignment.name} has no training.learning_rate: expected one there, or an argument of that name"
        raise SymbpError(message)
    return replace(assignment, learning_rate=rate), rate.value


def spread(iterations: int, count: int) -> set[int]:
    """About so many iterations, half of them at equal distances and half at equal ratios.

    >>> sorted(spread(1000, 10))
    [1, 6, 32, 178, 251, 500, 750, 1000]
    """
    if not count:
        return set()
    if count >= iterations:
        return set(range(1, iterations + 1))
    half = max(2, count // 2)
    even, ratios = np.linspace(1, iterations, half), np.geomspace(1, iterations, half)
    return {round(float(place)) for place in (*even, *ratios)}
