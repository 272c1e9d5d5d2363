"""A training run as text, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from symbp.discover import pick
from symbp.training.runs import Round, Run

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class _Writer:
    name: str
    write: Callable[[Run], str]


def write(run: Run, form: str) -> str:
    """The run in a format: text, csv or json.

    Raises:
        UnknownNameError: there is no such format.

    >>> from symbp.training import train
    >>> print(write(train("nndl3", 2), "text").splitlines()[1])
    round 1: L = 0.209709793708, out_o1 = 0.476945758607, out_o2 = 0.528696400291
    """
    return pick(_WRITERS, form, "format").write(run)


def _figures(value: float) -> str:
    return f"{value:.12g}"


def _text(run: Run) -> str:
    lines = [f"{run.assignment.name}: {len(run.losses)} rounds, step {_figures(float(run.step))}"]
    for each in run.kept:
        lines.append(f"round {each.number}: {', '.join(f'{n} = {_figures(v)}' for n, v in _seen(each))}")
        width = max(map(len, each.gradients))
        rows = [
            (name.ljust(width), _figures(gradient), _figures(each.parameters[name]))
            for name, gradient in each.gradients.items()
        ]
        inner = max(len(row[1]) for row in rows)
        lines += [f"  dL/d{name} = {gradient.ljust(inner)}  {name} = {after}" for name, gradient, after in rows]
    if run.stopped:
        lines.append(f"stopped: {run.stopped}")
    return "\n".join(lines) + "\n"


def _seen(each: Round) -> Iterator[tuple[str, float]]:
    """The loss and the outputs; of several samples each with its number."""
    yield "L", each.loss
    for s, outputs in enumerate(each.outputs, start=1):
        for name, value in outputs.items():
            yield (name if len(each.outputs) == 1 else f"{name}[{s}]"), value


def _csv(run: Run) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(("round", "quantity", "value"))
    for each in run.kept:
        rows = [*_seen(each), *((f"dL/d{n}", v) for n, v in each.gradients.items())]
        rows += [(f"{n}_new", v) for n, v in each.parameters.items()]
        writer.writerows((each.number, name, repr(value)) for name, value in rows)
    return buffer.getvalue()


def _json(run: Run) -> str:
    content = {
        "format_version": FORMAT_VERSION,
        "assignment": run.assignment.name,
        "step": str(run.step),
        "rounds": len(run.losses),
        "stopped": run.stopped or None,
        "losses": [_number(loss) for loss in run.losses],
        "kept": [
            {
                "round": each.number,
                "L": _number(each.loss),
                "outputs": [_numbers(outputs) for outputs in each.outputs],
                "gradients": _numbers(each.gradients),
                "parameters_after": _numbers(each.parameters),
            }
            for each in run.kept
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _number(value: float) -> float | None:
    """JSON has no infinity."""
    return value if math.isfinite(value) else None


def _numbers(values: Mapping[str, float]) -> dict[str, float | None]:
    return {name: _number(value) for name, value in values.items()}


_WRITERS: Mapping[str, _Writer] = {
    writer.name: writer for writer in (_Writer("text", _text), _Writer("csv", _csv), _Writer("json", _json))
}
