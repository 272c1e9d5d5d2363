"""The charts of a run: its loss, its weights, its outputs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from symbp.charts import Chart, Curve, losses_chart
from symbp.spec import Dense
from symbp.training.runs import Run

MOST_CURVES = 32
WATCHED = 200
"""So many rounds of a long run are looked at, to draw weights and outputs."""
EVERY = 2_000
"""Up to so many, all of them."""


def charts(run: Run) -> Mapping[str, Chart]:
    """The charts by what they show; of networks in matrices the loss, and the norms of the matrices."""
    name = run.assignment.name
    made = {"loss": losses_chart(f"{name}: loss before each update", {"loss": run.losses})}
    if not run.rounds:
        return made
    numbers = [each.number for each in run.rounds]
    wide = isinstance(run.assignment, Dense)
    weights = [
        Curve(
            f"norm of {parameter}" if wide else parameter,
            numbers,
            [float(np.linalg.norm(r.parameters[parameter])) if wide else r.parameters[parameter] for r in run.rounds],
        )
        for parameter in list(run.parameters)[:MOST_CURVES]
    ]
    title = f"{name}: parameters after each update"
    made["weights"] = Chart(title, "round", "value", tuple(weights), log_x=len(run.losses) > 50)
    if not wide and len({len(each.outputs) for each in run.rounds}) == 1:
        several = len(run.rounds[0].outputs) > 1
        outputs = [
            Curve(f"{unit}[{s + 1}]" if several else unit, numbers, [each.outputs[s][unit] for each in run.rounds])
            for s in range(len(run.rounds[0].outputs))
            for unit in run.rounds[0].outputs[s]
        ]
        title = f"{name}: outputs before each update"
        made["outputs"] = Chart(title, "round", "output", tuple(outputs[:MOST_CURVES]), log_x=len(run.losses) > 50)
    return made
