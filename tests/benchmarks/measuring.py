"""What a row of the report is, and how two works are measured against each other: in turn, in one run."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

RUNS = 7
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Row:
    """One figure of the report.

    Attributes:
        work: what is done.
        peer: what it is measured against; empty for a rate.
        shown: the figure, with what it is made of.
        goal: in words.
        met: whether it is reached; a peer that fails to run reaches nothing.
    """

    work: str
    peer: str
    shown: str
    goal: str
    met: bool


@dataclass(frozen=True)
class Pair:
    """Two works in turn: medians in seconds, the median of the ratios, the least and the largest."""

    ours: float
    theirs: float
    ratio: float
    least: float
    largest: float

    def __str__(self) -> str:
        spread = f"{self.least:.2g} to {self.largest:.2g}"
        return f"{self.ratio:.3g} ({spread}; {duration(self.ours)} against {duration(self.theirs)})"


def paired(
    ours: Callable[[], object],
    theirs: Callable[[], object],
    runs: int = RUNS,
    clock: Callable[[], float] = time.process_time,
) -> Pair:
    """Both works in turn, after one run of each that does not count.

    Args:
        ours, theirs: the works.
        runs: how many pairs.
        clock: the time of this process's processor, or ``time.perf_counter`` for works in other processes.
    """

    def seconds(work: Callable[[], object]) -> float:
        begun = clock()
        work()
        return clock() - begun

    ours(), theirs()
    return compared([(seconds(ours), seconds(theirs)) for _ in range(runs)])


def compared(times: Sequence[tuple[float, float]]) -> Pair:
    """Pairs of seconds: ours, theirs."""
    ratios = [a / b for a, b in times]
    ours, theirs = (statistics.median(column) for column in zip(*times, strict=True))
    return Pair(ours, theirs, statistics.median(ratios), min(ratios), max(ratios))


def at_most(work: str, peer: str, pair: Pair, most: float) -> Row:
    """A row whose ratio, ours to theirs, has an upper limit."""
    print(f"{work}: {pair.ratio:.3g}", flush=True)
    return Row(work, peer, str(pair), f"≤ {most:g}", pair.ratio <= most)


def per_second(work: str, rate: float, least: float) -> Row:
    """A row whose rate has a lower limit."""
    print(f"{work}: {rate:.0f} a second", flush=True)
    return Row(work, "", f"{rate:.3g} a second", f"≥ {least:g} a second", rate >= least)


def failed(work: str, peer: str, goal: str, why: str) -> Row:
    """A row whose peer did not run."""
    print(f"{work}: {why}", flush=True)
    return Row(work, peer, why, goal, met=False)


def duration(seconds: float) -> str:
    """Seconds in a unit that leaves figures before the point.

    >>> duration(0.0123), duration(2.5), duration(4e-8)
    ('12.3 ms', '2.5 s', '0.04 µs')
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def process(*command: str, cache: str = "off") -> Callable[[], object]:
    """A work in a process of its own. Python's byte code is there, as it is after any installation."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["SYMBP_CACHE"] = cache
    return lambda: subprocess.run(
        [sys.executable, *command], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    )
