"""The charts of a run: its loss, its weights, its outputs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from symbp.charts import Chart, Curve
from symbp.limits import MOST_CURVES
from symbp.page.charted import losses_chart
from symbp.page.model import line
from symbp.page.words import say
from symbp.spec import ArrayAssignment
from symbp.training.runs import Run

WATCHED_FOR_PICTURES = 200
"""So many iterations of a long run are looked at, to draw weights and outputs."""
EVERY = 2_000
"""Up to so many, all of them."""


def charts(run: Run) -> Mapping[str, Chart]:
    """The charts by what they show; of networks in matrices the loss, and the norms of the matrices."""
    name = run.assignment.name
    drawings = {"loss": losses_chart(say("charts.losses_of", name=name), [(say("charts.loss"), run.losses)])}
    if not run.iterations:
        return drawings
    numbers = [each.number for each in run.iterations]
    wide = isinstance(run.assignment, ArrayAssignment)
    weights = [
        Curve(
            line(say("charts.norm", name=parameter) if wide else parameter),
            numbers,
            [
                float(np.linalg.norm(r.parameters[parameter])) if wide else r.parameters[parameter]
                for r in run.iterations
            ],
        )
        for parameter in list(run.parameters)[:MOST_CURVES]
    ]
    title, across = line(say("charts.parameters_of", name=name)), line(say("charts.iteration"))
    drawings["weights"] = Chart(title, across, line(say("charts.value")), tuple(weights), log_x=len(run.losses) > 50)
    if not wide and len({len(each.outputs) for each in run.iterations}) == 1:
        several = len(run.iterations[0].outputs) > 1
        outputs = [
            Curve(
                line(f"{unit}[{s + 1}]" if several else unit),
                numbers,
                [each.outputs[s][unit] for each in run.iterations],
            )
            for s in range(len(run.iterations[0].outputs))
            for unit in run.iterations[0].outputs[s]
        ]
        title, up = line(say("charts.outputs_of", name=name)), line(say("charts.output"))
        drawings["outputs"] = Chart(title, across, up, tuple(outputs[:MOST_CURVES]), log_x=len(run.losses) > 50)
    return drawings
