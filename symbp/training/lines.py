"""Iterations line by line, as a program of plain Python."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from symbp.code.languages.python import PYTHON
from symbp.code.program import program
from symbp.code.source import source_text
from symbp.remember import remembered
from symbp.spec import Assignment
from symbp.steps import Derivation
from symbp.training.batches import Order
from symbp.training.compiled import Descent, Snapshot, State, compiled
from symbp.training.mistakes import believed
from symbp.training.precision import Precision

_DESCENTS_KEPT = 16


@remembered(_DESCENTS_KEPT)
def in_lines(assignment: Assignment, precision: Precision, mistake: str | None, seed: int | None) -> Descent:
    """The compiled iterations of an assignment in lines."""
    single = max(map(len, (assignment.samples, *assignment.later))) == 1

    def with_mistake(one: Assignment, lines: Derivation) -> Derivation:
        """The lines with the mistake in them, where there is one."""
        return lines if mistake is None else believed(one, lines, mistake, single=single)

    hidden, outputs = (
        tuple(f"out_{unit.name}" for unit in units)
        for units in (chain(*assignment.network.layers[1:-1]), chain(*assignment.network.layers[1:][-1:]))
    )
    code = program(assignment, with_mistake, shown=(*hidden, *outputs))
    number = precision.number
    wrapped = {
        function: form if function in ("abs", "max", "largest", "sign") else precision.wrapped.format(form)
        for function, form in PYTHON.functions.items()
    }
    columns = (*hidden, *outputs)
    text = source_text(code, replace(PYTHON, functions=wrapped), "training/descent.py.txt", shown=columns)
    scope = compiled(text, assignment.name, number=number)

    def look(state: State, batch: object, step: object) -> Snapshot:
        """Run the compiled lines once: the loss, the activations of each sample, the gradients."""
        loss, seen, gradients = scope["look"](state, batch, step)
        rows = [dict(zip(columns, row, strict=True)) for row in seen]
        inner, outer = (tuple({name: row[name] for name in names} for row in rows) for names in (hidden, outputs))
        return Snapshot(loss, inner, outer, tuple(gradients))

    rows = [[(*sample.x, *sample.y) for sample in batch] for batch in (assignment.samples, *assignment.later)]
    batches = tuple(tuple(tuple(number(float(n.value)) for n in sample) for sample in batch) for batch in rows)
    samples = tuple(chain(*batches))
    return Descent(
        trained=code.trained,
        state=tuple(code.state),
        start=tuple(number(float(assignment.numbers[name].value)) for name in code.state),
        order=Order(batches, len(samples), len(batches[0]), lambda places: tuple(samples[i] for i in places), seed),
        text=text,
        descend=scope["descend"],
        look=look,
    )
