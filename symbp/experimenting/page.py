"""An experiment as a page: its losses in a table, what the runs say together, and their curves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict

from symbp.charts import Chart
from symbp.experimenting.cells import CellResult
from symbp.experimenting.grid import Experiment
from symbp.findings import data as findings_data, items, number
from symbp.observing.rules import remarks
from symbp.page.charted import figures
from symbp.page.model import Code, Line, Page, Section, TableBlock, line
from symbp.page.views import Records, View, register
from symbp.page.words import Style, plain, say
from symbp.training import left_the_range


def page(experiment: Experiment) -> Page:
    """The table, the curves, and the findings."""
    drawn = figures(experiment.name, charts(experiment))
    body = [Section("losses", (say("experimenting.losses"),), (_table(experiment), *drawn))]
    findings = experiment.findings
    if findings:
        body.append(Section("findings", (say("experimenting.findings"),), (items(findings),)))
    return Page((say("experimenting.title", spec=experiment.spec, iterations=experiment.iterations),), tuple(body))


def charts(experiment: Experiment) -> Mapping[str, Chart]:
    """The charts by what they show; none where no run has any loss."""
    chart = experiment.chart
    return {"losses": chart} if chart.curves else {}


def _table(experiment: Experiment) -> TableBlock:
    keys: list[Line] = [(Code(axis.key),) for axis in experiment.axes]
    heads = (*keys, *((say("experimenting.iteration", number=at),) for at in experiment.chosen), (_REMARKS,))
    aligns = "l" * len(keys) + "r" * len(experiment.chosen) + "l"
    return TableBlock(heads, aligns, tuple(_row(experiment, each) for each in experiment.results))


_REMARKS = say("experimenting.remarks")


def _row(experiment: Experiment, each: CellResult) -> tuple[Line, ...]:
    losses = (each.losses.get(at) for at in experiment.chosen)
    return (
        *(line(value) for _, value in each.changes),
        *(() if loss is None else line(number(loss)) for loss in losses),
        _remarks(each),
    )


def _remarks(each: CellResult) -> Line:
    if each.refused:
        return (say("experimenting.refused", why=each.refused),)
    return remarks(each.findings)


# -- for programs -------------------------------------------------------------------------------


def records(experiment: Experiment) -> Records:
    """The losses for CSV, a run a row."""
    heads = [*(axis.key for axis in experiment.axes), *(f"iteration {at}" for at in experiment.chosen), "remarks"]
    return heads, (
        [
            *(value for _, value in each.changes),
            *(repr(each.losses[at]) if at in each.losses else "" for at in experiment.chosen),
            Style().text(_remarks(each)),
        ]
        for each in experiment.results
    )


def data(experiment: Experiment) -> dict[str, object]:
    """The experiment for JSON."""
    return {
        "assignment": experiment.spec,
        "axes": [asdict(axis) for axis in experiment.axes],
        "iterations": experiment.iterations,
        "results": [
            {
                "changes": dict(each.changes),
                "iterations": each.iterations,
                "losses": {str(at): _finite(loss) for at, loss in each.losses.items()},
                "curve": [[at, _finite(loss)] for at, loss in each.points],
                "stopped": plain([left_the_range(each.stopped)])[0] if each.stopped else None,
                "refused": each.refused or None,
                "findings": findings_data(each.findings),
            }
            for each in experiment.results
        ],
        "findings": findings_data(experiment.findings),
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


register(Experiment, View(lambda made: f"{made.name}-table", page, data, records))
