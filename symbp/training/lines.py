"""Rounds line by line, as a program of plain Python."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import Any

from symbp.code.languages.python import PYTHON
from symbp.code.program import program
from symbp.code.source import source_text
from symbp.spec import Assignment
from symbp.steps import Derivation
from symbp.training.machine import Descent, Seen, State, compiled
from symbp.training.mistakes import believed
from symbp.training.order import Order
from symbp.training.precision import Precision


def in_lines(assignment: Assignment, precision: Precision, mistake: str | None, seed: int | None) -> Descent:
    """The compiled rounds of an assignment in lines."""
    single = max(map(len, (assignment.samples, *assignment.later))) == 1

    def changed(one: Assignment, lines: Derivation) -> Derivation:
        return lines if mistake is None else believed(one, lines, mistake, single=single)

    hidden, outputs = (
        tuple(f"out_{unit.name}" for unit in units)
        for units in (chain(*assignment.network.layers[1:-1]), assignment.network.outputs)
    )
    made = program(assignment, changed, shown=(*hidden, *outputs))
    number = precision.number
    wrapped = {
        function: form if function in ("abs", "max", "largest", "sign") else precision.wrapped.format(form)
        for function, form in PYTHON.functions.items()
    }
    shown = (*hidden, *outputs)
    text = source_text(made, replace(PYTHON, functions=wrapped), "training/descent.py.txt", shown=shown)
    scope = compiled(text, assignment.name, number=number)

    def look(carried: State, batch: Any, step: Any) -> Seen:
        loss, seen, gradients = scope["look"](carried, batch, step)
        rows = [dict(zip(shown, row, strict=True)) for row in seen]
        inner, outer = (tuple({name: row[name] for name in names} for row in rows) for names in (hidden, outputs))
        return Seen(loss, inner, outer, tuple(gradients))

    rows = [[(*sample.x, *sample.y) for sample in batch] for batch in (assignment.samples, *assignment.later)]
    batches = tuple(tuple(tuple(number(float(n.value)) for n in sample) for sample in batch) for batch in rows)
    samples = tuple(chain(*batches))
    return Descent(
        trained=made.trained,
        carried=tuple(made.carried),
        start=tuple(number(float(assignment.numbers[name].value)) for name in made.carried),
        order=Order(batches, len(samples), len(batches[0]), lambda places: tuple(samples[i] for i in places), seed),
        text=text,
        descend=scope["descend"],
        look=look,
    )
