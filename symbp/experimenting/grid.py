"""The grid of an experiment, run on all cores or on a cluster, kept cell by cell."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from symbp.charts import Chart, Curve, losses_chart
from symbp.errors import SymbpError
from symbp.experimenting.cells import Cell, Result, mark, result
from symbp.files import check_writable
from symbp.findings import Finding, number
from symbp.observing.rules import rules
from symbp.page.model import Part, Phrase
from symbp.page.words import Style, say
from symbp.spec import load_any
from symbp.spec.variation import full_key

MOST_CELLS = 10_000
MOST_DRAWN = 32
STEPS = ("0.01", "1", "3", "5", "10", "100", "500")
"""What is tried where nothing is said."""
CELLS = "cells"
_WORTH_IT = 3.0
"""Seconds of work from which starting other processes pays."""


@dataclass(frozen=True, slots=True)
class Axis:
    """An entry of the assignment that is varied, and its values."""

    key: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Experiment:
    """An experiment with its results, in the order of the grid.

    Attributes:
        spec: the assignment.
        axes: what was varied.
        rounds: how many rounds each cell had at most.
        chosen: rounds whose losses are shown.
        results: one for each combination.
        name: of the assignment; its files begin with it.
    """

    spec: str
    axes: tuple[Axis, ...]
    rounds: int
    chosen: tuple[int, ...]
    results: tuple[Result, ...]
    name: str = ""

    @property
    def chart(self) -> Chart:
        """The curves of the first cells, on a logarithmic scale where all losses are positive."""
        drawn = [each for each in self.results if each.points][:MOST_DRAWN]
        curves = tuple(Curve(each.label, *zip(*each.points, strict=True)) for each in drawn)
        title = Style().text((say("experimenting.chart", spec=self.spec, keys=[axis.key for axis in self.axes]),))
        chart = losses_chart(title, {each.label: [loss for _, loss in each.points] for each in drawn})
        return replace(chart, curves=curves, log_x=self.rounds > 50)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the cells say together: the best one, runs that are the same, and what is observed in which of them."""
        return tuple(_together(self))


def experiment(
    spec: str | Path,
    axes: Iterable[Axis] = (),
    rounds: int = 1_000,
    *,
    chosen: Sequence[int] = (1, 10, 100),
    jobs: int | None = None,
    backend: str | None = None,
    store: str | Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    **options: Any,
) -> Experiment:
    """Run every combination of the values.

    Args:
        spec: a bundled assignment or a file.
        axes: what is varied; the steps 0.01 to 500 if nothing is.
        rounds: how many rounds each run has.
        chosen: rounds whose losses are shown beside the last.
        jobs: how many processes; by default all cores where that pays. Where joblib has been configured
            (``joblib.parallel_config``), as for a Dask or Ray cluster, it decides.
        backend: of joblib, such as ``"threading"`` or ``"dask"``.
        store: a folder where the result of every cell is kept: interrupted, the experiment goes on there.
        progress: is told how many cells are done, and how many there are.
        options: further arguments of :func:`symbp.train`, such as ``precision``.

    Raises:
        SymbpError: too many combinations, or a key that no assignment has.
        OutputError: the folder cannot be written.

    >>> found = experiment("nndl3", [Axis("step", ("1", "5"))], 100)
    >>> [round(each.last, 6) for each in found.results]
    [0.010343, 0.00392]
    """
    given = tuple(axes) or (Axis("step", STEPS),)
    count = _count(given)
    rows = tuple(sorted({at for at in (*chosen, rounds) if 1 <= at <= rounds}))
    kept = None if store is None else Path(store) / CELLS
    if kept is not None:
        check_writable(kept, 50_000 * count)
    named = tuple(axis.key for axis in given if len(axis.values) > 1)
    base = load_any(spec)
    keys, known = [axis.key for axis in given], mark(base)
    cells = [
        Cell(str(spec), tuple(zip(keys, values, strict=True)), rounds, rows, tuple(options.items()), known, named)
        for values in itertools.product(*(axis.values for axis in given))
    ]
    results: list[Result] = []
    try:
        for made in _results(cells, kept, jobs, backend):
            results.append(made)
            if progress is not None:
                progress(len(results), len(cells))
    except KeyboardInterrupt:
        if kept is None:
            raise
        message = f"{len(results)} of {len(cells)} combinations are kept; the same command goes on from there"
        raise KeyboardInterrupt(message) from None
    return Experiment(str(spec), given, rounds, rows, tuple(results), base.name)


def _count(axes: Sequence[Axis]) -> int:
    """How many combinations there are."""
    keys = [full_key(axis.key) for axis in axes]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        message = f"'{twice}' is varied twice: give all its values at once, with commas between them"
        raise SymbpError(message)
    count = math.prod(len(axis.values) for axis in axes)
    if not 1 <= count <= MOST_CELLS:
        message = f"an experiment has 1 to {MOST_CELLS} combinations, these are {count}"
        raise SymbpError(message)
    return count


def _results(cells: Sequence[Cell], kept: Path | None, jobs: int | None, backend: str | None) -> Iterator[Result]:
    """The results in order; in other processes if the first cell shows that it is worth it."""
    import joblib

    active, configured = joblib.parallel.get_active_backend()
    if jobs == 0:
        message = "jobs: expected a number of processes, or -1 for all cores, got 0"
        raise SymbpError(message)
    told = (
        backend is not None or jobs is not None or configured not in (None, 1) or type(active).__name__ != "LokyBackend"
    )
    begun = time.perf_counter()
    first = 0 if told else 1
    yield from (result(cell, kept) for cell in cells[:first])
    taken = (time.perf_counter() - begun) * (len(cells) - first)
    rest = cells[first:]
    if not told and taken < _WORTH_IT:
        yield from (result(cell, kept) for cell in rest)
        return
    where = {} if backend is None else {"backend": backend}
    count = jobs if jobs is not None else None if configured not in (None, 1) else -1
    try:
        parallel = joblib.Parallel(n_jobs=count, return_as="generator", **where)
    except (ValueError, ImportError) as error:
        message = f"joblib cannot run this with jobs {jobs} and backend {backend}: {str(error).splitlines()[0]}"
        raise SymbpError(message) from None
    yield from parallel(joblib.delayed(result)(cell, kept) for cell in rest)


def _title(rule: str) -> Part:
    """What a rule is called; one may find more than it is named for."""
    known = rules()
    return Phrase(known[rule].title, begins=True) if rule in known else say(f"experimenting.{rule.replace('-', '_')}")


def _together(made: Experiment) -> Iterator[Finding]:
    ran = [each for each in made.results if each.points]
    ended = [each for each in ran if not each.stopped and each.last == each.last]
    losses = {key for each in made.results for key, _ in each.changes if full_key(key).startswith("loss.")}
    if len(ended) > 1 and not losses:
        best, worst = min(ended, key=lambda each: each.last), max(ended, key=lambda each: each.last)
        text = say("experimenting.best", iterations=made.rounds, best=best.label, worst=worst.label)
        yield Finding("best", text, ((best.label, number(best.last)), (worst.label, number(worst.last))))
    groups: dict[str, list[str]] = {}
    for each in ran:
        groups.setdefault(each.digest, []).append(each.label)
    for labels in groups.values():
        if len(labels) > 1:
            yield Finding("same-run", say("experimenting.same_run", runs=labels))
    early = [each for each in ran if each.stopped]
    if early:
        rows = tuple((each.label, each.stopped) for each in early[:6])
        yield Finding("divergence", say("experimenting.early", count=len(early), runs=len(ran)), rows)
    where: dict[str, list[str]] = {}
    for each in ran:
        for found in each.findings:
            where.setdefault(found.rule, [])
            if each.label not in where[found.rule]:
                where[found.rule].append(each.label)
    for rule, labels in where.items():
        everywhere = len(labels) == len(ran)
        yield Finding(rule, say("experimenting.observed", what=_title(rule), everywhere=everywhere, runs=labels))
    refused = [each for each in made.results if each.refused]
    if refused:
        first = refused[0]
        text = say("experimenting.not_run", count=len(refused), run=first.label, why=first.refused)
        yield Finding("refused", text)
