"""A training run as text, CSV and JSON, and as files."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from symbp import charts
from symbp.discover import pick
from symbp.files import write_all
from symbp.findings import Finding, as_rows, as_text
from symbp.training.pictures import charts as charts_of
from symbp.training.runner import Round
from symbp.training.runs import Run

FORMAT_VERSION = 2


def write(run: Run, form: str, findings: Sequence[Finding] = ()) -> str:
    """The run in a format: text, csv or json; with what has been observed in it, except in csv.

    Raises:
        UnknownNameError: there is no such format.

    >>> from symbp.training import train
    >>> print(write(train("nndl3", 2), "text").splitlines()[1])
    round 1: L = 0.209709793708, out_o1 = 0.476945758607, out_o2 = 0.528696400291
    """
    return pick(_WRITERS, form, "format")(run, findings)


def files(run: Run, to: Iterable[str], findings: Sequence[Finding] = ()) -> dict[str, bytes]:
    """The run as files: its figures, and its charts.

    Args:
        run: the run.
        to: any of text, csv, json, svg, pdf.
        findings: what has been observed in it.

    Raises:
        UnknownNameError: there is no such format.
    """
    name = run.assignment.name
    made: dict[str, bytes] = {}
    for form in dict.fromkeys(to):
        if charts.is_chart(form, _WRITERS):
            made |= {f"{name}-{what}.{form}": charts.draw(chart, form) for what, chart in charts_of(run).items()}
        else:
            made[f"{name}-run.{'txt' if form == 'text' else form}"] = write(run, form, findings).encode()
    return made


def check(to: Iterable[str]) -> None:
    """Whether all of these are formats, asked before a long work.

    Raises:
        UnknownNameError: one of them is none.
        MissingProgramError: what draws charts is not installed.
    """
    charts.check(to, _WRITERS)


def save(run: Run, folder: Path, to: Iterable[str], findings: Sequence[Finding] = ()) -> list[Path]:
    """Write the run into a folder.

    Raises:
        OutputError: it cannot be written.
    """
    return write_all(folder, files(run, to, findings))


def _figures(value: Any) -> str:
    return f"{value + 0.0:.12g}" if np.ndim(value) == 0 else f"{np.linalg.norm(value):.12g} (norm)"


def _text(run: Run, findings: Sequence[Finding]) -> str:
    about = [f"{run.assignment.name}: {len(run.losses)} rounds, step {_figures(float(run.step))}"]
    if not run.assignment.optimizer.plain:
        about.append(f"by {run.assignment.optimizer.rule.title}")
    if run.precision != "double":
        about.append(f"in {run.precision} precision")
    if run.shuffle is not None:
        about.append(f"shuffled with seed {run.shuffle}: [2] is the second of a batch")
    if run.mistake:
        about.append(f"with the mistake {run.mistake}")
    lines = [", ".join(about)]
    for each in run.kept:
        lines.append(f"round {each.number}: {', '.join(f'{n} = {_figures(v)}' for n, v in _seen(each))}")
        width = max(map(len, each.gradients), default=0)
        rows = [
            (name.ljust(width), _figures(gradient), _figures(each.parameters[name]))
            for name, gradient in each.gradients.items()
        ]
        inner = max((len(row[1]) for row in rows), default=0)
        lines += [f"  dL/d{name} = {gradient.ljust(inner)}  {name} = {after}" for name, gradient, after in rows]
    if run.stopped:
        lines.append(f"stopped: {run.stopped}")
    return "\n".join(lines) + "\n" + (f"observed:\n{as_text(findings)}" if findings else "")


def _seen(each: Round, *, hidden: bool = False) -> Iterator[tuple[str, Any]]:
    """The loss and the outputs, with those of hidden units if asked for; of several samples each with its number."""
    yield "L", each.loss
    for s, outputs in enumerate(each.outputs, start=1):
        for name, value in {**(each.hidden[s - 1] if hidden else {}), **outputs}.items():
            yield (name if len(each.outputs) == 1 else f"{name}[{s}]"), value


def _csv(run: Run, _: Sequence[Finding]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(("round", "quantity", "value"))
    for each in run.kept:
        rows = [*_seen(each, hidden=True), *((f"dL/d{n}", v) for n, v in each.gradients.items())]
        rows += [(f"{n}_new", v) for n, v in each.parameters.items()]
        for name, value in rows:
            writer.writerows((each.number, *row) for row in _entries(name, value))
    return buffer.getvalue()


def _entries(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """A number as it is; of an array its norm."""
    if np.ndim(value) == 0:
        yield name, repr(float(value))
    else:
        yield f"norm of {name}", repr(float(np.linalg.norm(value)))


def _json(run: Run, findings: Sequence[Finding]) -> str:
    content = {
        "format_version": FORMAT_VERSION,
        "assignment": run.assignment.name,
        "step": str(run.step),
        "optimizer": run.assignment.optimizer.name,
        "precision": run.precision,
        "mistake": run.mistake or None,
        "shuffle": run.shuffle,
        "rounds": len(run.losses),
        "stopped": run.stopped or None,
        "losses": [_number(loss) for loss in run.losses],
        "kept": [
            {
                "round": each.number,
                "L": _number(each.loss),
                "hidden": [_numbers(hidden) for hidden in each.hidden],
                "outputs": [_numbers(outputs) for outputs in each.outputs],
                "gradients": _numbers(each.gradients),
                "parameters_after": _numbers(each.parameters),
            }
            for each in run.kept
        ],
        "observed": as_rows(findings),
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _number(value: Any) -> Any:
    """JSON has no infinity; an array is told by its shape and norm."""
    if np.ndim(value):
        return {"shape": list(value.shape), "norm": _number(float(np.linalg.norm(value)))}
    return float(value) if math.isfinite(value) else None


def _numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _number(value) for name, value in values.items()}


_WRITERS: Mapping[str, Callable[[Run, Sequence[Finding]], str]] = {"text": _text, "csv": _csv, "json": _json}
