"""A run: the loss of every round, and chosen rounds with all their figures."""

from __future__ import annotations

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
from symbp.training.checkpoint import Checkpoint
from symbp.training.descent import descent
from symbp.training.precision import PRECISIONS
from symbp.training.runner import MOST_ROUNDS, Round, Runner, named

DEFAULT_ROUNDS = 1_000


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
        runner = Runner(made, PRECISIONS[precision].number(float(rate)), wanted, checkpoint)
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
        parameters=named(made, runner.carried),
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
