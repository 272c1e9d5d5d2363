"""In which order samples take part: batch after batch as they are given, or shuffled anew in every epoch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Order:
    """Batches by iteration.

    Attributes:
        batches: as they are given.
        samples: how many samples there are.
        size: samples of a batch.
        pick: indices of samples -> a batch of them.
        seed: of the shuffling; None for the order given.
    """

    batches: tuple[Any, ...]
    samples: int
    size: int
    pick: Callable[[Sequence[int]], Any]
    seed: int | None = None

    def epoch(self, place: int) -> tuple[tuple[object, ...], int]:
        """The batches around an iteration (counted from 0), and how many iterations from there they are good for."""
        if self.seed is None:
            return self.batches, 1 << 62
        number, done = divmod(place, len(self.batches))
        order = np.random.default_rng((self.seed, number)).permutation(self.samples).tolist()
        shuffled = tuple(self.pick(order[start : start + self.size]) for start in range(0, self.samples, self.size))
        return shuffled, len(self.batches) - done

    def batch(self, place: int) -> object:
        """The batch of an iteration, which counts from 0."""
        return self.epoch(place)[0][place % len(self.batches)]
