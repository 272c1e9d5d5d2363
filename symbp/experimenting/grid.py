"""The grid of an experiment, run on all cores or on a cluster, kept cell by cell."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from symbp import parallel
from symbp.charts import Chart, Curve
from symbp.errors import SymbpError
from symbp.experimenting.cells import Cell, CellResult, result
from symbp.files import check_writable
from symbp.findings import Finding, number
from symbp.limits import MOST_COMBINATIONS, MOST_DRAWN_CURVES
from symbp.observing.rules import rules
from symbp.page.charted import losses_chart
from symbp.page.model import Part, Phrase, line
from symbp.page.words import say
from symbp.registry import by_name
from symbp.renamed import KEYS, current, renamed_arguments
from symbp.spec import load
from symbp.spec.fingerprint import fingerprint
from symbp.spec.variation import full_key
from symbp.training import left_the_range

RATES = ("0.01", "1", "3", "5", "10", "100", "500")
"""Learning rates that are tried where nothing is said."""
CELLS = "cells"


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
        iterations: how many iterations each cell had at most.
        chosen: iterations whose losses are shown.
        results: one for each combination.
        name: of the assignment; its files begin with it.
    """

    spec: str
    axes: tuple[Axis, ...]
    iterations: int
    chosen: tuple[int, ...]
    results: tuple[CellResult, ...]
    name: str = ""

    @property
    def chart(self) -> Chart:
        """The curves of the first cells, on a logarithmic scale where all losses are positive."""
        drawn = [each for each in self.results if each.points][:MOST_DRAWN_CURVES]
        curves = tuple(Curve(line(each.label), *zip(*each.points, strict=True)) for each in drawn)
        title = say("experimenting.chart", spec=self.spec, keys=[axis.key for axis in self.axes])
        chart = losses_chart(title, [(each.label, [loss for _, loss in each.points]) for each in drawn])
        return replace(chart, curves=curves, log_x=self.iterations > 50)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings of all cells together: the best one, runs that are the same, and observations by run."""
        return tuple(_together(self))


@renamed_arguments("rounds")
def experiment(
    spec: str | Path,
    axes: Iterable[Axis] = (),
    iterations: int = 1_000,
    *,
    chosen: Sequence[int] = (1, 10, 100),
    jobs: int | None = None,
    backend: str | None = None,
    store: str | Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    **options: object,
) -> Experiment:
    """Run every combination of the values.

    Args:
        spec: a bundled assignment or a file.
        axes: what is varied; the learning rates 0.01 to 500 if nothing is.
        iterations: how many iterations each run has.
        chosen: iterations whose losses are shown beside the last.
        jobs: how many processes; by default all cores where that pays. Where joblib has been configured
            (``joblib.parallel_config``), as for a Dask or Ray cluster, it decides.
        backend: of joblib, such as ``"threading"`` or ``"dask"``.
        store: a folder where the result of every cell is kept: interrupted, the experiment goes on there.
        progress: is told how many cells are done, and how many there are.
        options: further arguments of :func:`symbp.train`, such as ``precision``.

    Raises:
        SymbpError: too many combinations, or a key that no assignment has.
        OutputError: the folder cannot be written.

    >>> found = experiment("nndl3", [Axis("learning_rate", ("1", "5"))], 100)
    >>> [round(each.last, 6) for each in found.results]
    [0.010343, 0.00392]
    """
    given = tuple(Axis(current(axis.key, KEYS), tuple(by_name(axis.values))) for axis in axes)
    given = given or (Axis("learning_rate", RATES),)
    count = _count(given)
    rows = tuple(sorted({at for at in (*chosen, iterations) if 1 <= at <= iterations}))
    kept = None if store is None else Path(store) / CELLS
    if kept is not None:
        check_writable(kept, 50_000 * count)
    several = tuple(axis.key for axis in given if len(axis.values) > 1)
    base = load(spec)
    keys, known = [axis.key for axis in given], fingerprint(base)
    cells = [
        Cell(str(spec), tuple(zip(keys, values, strict=True)), iterations, rows, tuple(options.items()), known, several)
        for values in itertools.product(*(axis.values for axis in given))
    ]
    results: list[CellResult] = []
    try:
        for outcome in parallel.results(functools.partial(result, store=kept), cells, jobs, backend):
            results.append(outcome)
            if progress is not None:
                progress(len(results), len(cells))
    except KeyboardInterrupt:
        if kept is None:
            raise
        message = f"{len(results)} of {len(cells)} combinations are kept; the same command goes on from there"
        raise KeyboardInterrupt(message) from None
    return Experiment(str(spec), given, iterations, rows, tuple(results), base.name)


def _count(axes: Sequence[Axis]) -> int:
    """How many combinations there are."""
    keys = [full_key(axis.key) for axis in axes]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        message = f"'{twice}' is varied twice: give all its values at once, with commas between them"
        raise SymbpError(message)
    count = math.prod(len(axis.values) for axis in axes)
    if not 1 <= count <= MOST_COMBINATIONS:
        message = f"an experiment has 1 to {MOST_COMBINATIONS} combinations, these are {count}"
        raise SymbpError(message)
    return count


def _title(rule: str) -> Part:
    """The title of a rule; one may find more than it is named for."""
    known = rules
    return Phrase(known[rule].title, begins=True) if rule in known else say(f"experimenting.{rule.replace('-', '_')}")


def _together(grid: Experiment) -> Iterator[Finding]:
    ran = [each for each in grid.results if each.points]
    ended = [each for each in ran if not each.stopped and each.last == each.last]
    losses = {key for each in grid.results for key, _ in each.changes if full_key(key).startswith("loss.")}
    if len(ended) > 1 and not losses:
        best, worst = min(ended, key=lambda each: each.last), max(ended, key=lambda each: each.last)
        text = say("experimenting.best", iterations=grid.iterations, best=best.label, worst=worst.label)
        yield Finding("best", text, ((best.label, number(best.last)), (worst.label, number(worst.last))))
    groups: dict[str, list[str]] = {}
    for each in ran:
        groups.setdefault(each.digest, []).append(each.label)
    for labels in groups.values():
        if len(labels) > 1:
            yield Finding("same-run", say("experimenting.same_run", runs=labels))
    early = [each for each in ran if each.stopped]
    if early:
        rows = tuple((each.label, left_the_range(each.stopped)) for each in early[:6])
        yield Finding("divergence", say("experimenting.early", count=len(early), runs=len(ran)), rows)
    where: dict[str, list[str]] = {}
    for each in ran:
        for finding in each.findings:
            where.setdefault(finding.rule, [])
            if each.label not in where[finding.rule]:
                where[finding.rule].append(each.label)
    for rule, labels in where.items():
        everywhere = len(labels) == len(ran)
        yield Finding(rule, say("experimenting.observed", what=_title(rule), everywhere=everywhere, runs=labels))
    refused = [each for each in grid.results if each.refused]
    if refused:
        first = refused[0]
        text = say("experimenting.not_run", count=len(refused), run=first.label, why=first.refused)
        yield Finding("refused", text)
