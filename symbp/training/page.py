"""A training run as a page: its chosen iterations with all their figures, and its charts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from symbp.findings import Finding, data as findings_data, items
from symbp.page.charted import figures
from symbp.page.model import Block, Code, Page, Paragraph, Phrase, Section, Sentence, TableBlock, line
from symbp.page.views import Records, View, register
from symbp.page.words import Key, plain, say
from symbp.quantity import gradient_of, updated_name
from symbp.training.pictures import charts
from symbp.training.runner import Iteration
from symbp.training.runs import Run


def page(run: Run, findings: Sequence[Finding] = ()) -> Page:
    """The run: its charts, a section a chosen iteration, and what has been observed.

    >>> from symbp.training import train
    >>> list(section.id for section in page(train("nndl3", 2)).sections())
    ['iteration-1', 'iteration-2']
    """
    body: list[Block] = [
        Paragraph((_about(run),)),
        *figures(run.assignment.name, charts(run)),
        *map(_iteration, run.kept),
    ]
    if run.stopped:
        body.append(
            Section(
                "stopped", (say("training.stopped"),), (Paragraph((say("training.why_stopped", why=run.why_stopped),)),)
            )
        )
    if findings:
        body.append(Section("observed", (say("training.observed"),), (items(findings),)))
    return Page((say("training.title", name=run.assignment.name),), tuple(body))


def _about(run: Run) -> Sentence:
    optimizer = run.assignment.optimizer
    return say(
        "training.about",
        iterations=len(run.losses),
        rate=_figures(float(run.learning_rate)),
        optimizer=None if optimizer.plain else Phrase(optimizer.rule.title),
        precision=Key(run.precision),
        shuffled=run.shuffle is not None,
        seed=run.shuffle,
        mistake=run.mistake or None,
    )


def _iteration(each: Iteration) -> Section:
    seen: list[Code | str] = []
    for name, value in _loss_and_outputs(each):
        seen += [", "] * bool(seen) + [Code(name), f" = {_figures(value)}"]
    rows = tuple(
        ((Code(name),), line(_figures(gradient)), line(_figures(each.parameters[name])))
        for name, gradient in each.gradients.items()
    )
    heads = tuple((say(f"training.{head}"),) for head in ("parameter", "gradient", "after"))
    body = (Paragraph(line(*seen)), TableBlock(heads, "lrr", rows))
    return Section(f"iteration-{each.number}", (say("training.iteration", number=each.number),), body)


def _figures(value: Any) -> str:
    return f"{value + 0.0:.12g}" if np.ndim(value) == 0 else f"{np.linalg.norm(value):.12g} (norm)"


def _loss_and_outputs(each: Iteration, *, hidden: bool = False) -> Iterator[tuple[str, object]]:
    """The loss and the outputs, with those of hidden units if asked for; of several samples each with its number."""
    yield "L", each.loss
    for s, outputs in enumerate(each.outputs, start=1):
        for name, value in {**(each.hidden[s - 1] if hidden else {}), **outputs}.items():
            yield (name if len(each.outputs) == 1 else f"{name}[{s}]"), value


# -- for programs -------------------------------------------------------------------------------


def records(run: Run) -> Records:
    """The chosen iterations for CSV, a figure a row."""
    return ("iteration", "quantity", "value"), _rows(run)


def _rows(run: Run) -> Iterator[tuple[int, str, str]]:
    for each in run.kept:
        rows = [*_loss_and_outputs(each, hidden=True), *((gradient_of(n), v) for n, v in each.gradients.items())]
        rows += [(updated_name(n, 1), v) for n, v in each.parameters.items()]
        for name, value in rows:
            if np.ndim(value) == 0:
                yield each.number, name, repr(float(value))
            else:
                yield each.number, f"norm of {name}", repr(float(np.linalg.norm(value)))


def data(run: Run, findings: Sequence[Finding] = ()) -> dict[str, object]:
    """The run for JSON."""
    return {
        "assignment": run.assignment.name,
        "learning_rate": str(run.learning_rate),
        "optimizer": run.assignment.optimizer.name,
        "precision": run.precision,
        "mistake": run.mistake or None,
        "shuffle": run.shuffle,
        "iterations": len(run.losses),
        "stopped": plain([run.why_stopped])[0] if run.stopped else None,
        "losses": [_number(loss) for loss in run.losses],
        "kept": [
            {
                "iteration": each.number,
                "L": _number(each.loss),
                "hidden": [_numbers(hidden) for hidden in each.hidden],
                "outputs": [_numbers(outputs) for outputs in each.outputs],
                "gradients": _numbers(each.gradients),
                "parameters_after": _numbers(each.parameters),
            }
            for each in run.kept
        ],
        "observed": findings_data(findings),
    }


def _number(value: Any) -> object:
    """JSON has no infinity; an array is told by its shape and norm."""
    if np.ndim(value):
        return {"shape": list(value.shape), "norm": _number(float(np.linalg.norm(value)))}
    return float(value) if math.isfinite(value) else None


def _numbers(values: Mapping[str, object]) -> dict[str, object]:
    return {name: _number(value) for name, value in values.items()}


def name(run: Run) -> str:
    """The name of its file."""
    return f"{run.assignment.name}-run"


register(Run, View(name, page, data, records))
