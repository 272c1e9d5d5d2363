"""Iterations in matrices, as a program of NumPy."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import sympy as sp

from symbp.code.languages.base import decimal
from symbp.code.languages.numpy import NUMPY
from symbp.code.matrices import code
from symbp.formula.tree import arrange
from symbp.general import architecture_of, general
from symbp.general.matrix.lines import MatrixForm, matrix_form
from symbp.general.matrix.numeric import run as worked_out
from symbp.quantity import updated_name
from symbp.spec import ArrayAssignment
from symbp.steps import symbol
from symbp.templating import fill
from symbp.training.batches import Order
from symbp.training.compiled import Descent, Snapshot, State, compiled
from symbp.training.precision import Precision


def in_matrices(dense: ArrayAssignment, precision: Precision, seed: int | None) -> Descent:
    """The compiled iterations of an assignment in matrices."""
    matrices = _Matrices(dense, precision)
    text = matrices.text()
    scope = compiled(text, dense.name, number=precision.number, given=matrices.arrays)
    return Descent(
        trained=matrices.trained,
        state=matrices.state,
        start=matrices.start(),
        order=matrices.order(seed),
        text=text,
        descend=scope["descend"],
        look=matrices.look,
        fixed=hashlib.sha256(b"".join(array.tobytes() for array in matrices.arrays.values())).hexdigest(),
    )


class _Matrices:
    def __init__(self, dense: ArrayAssignment, precision: Precision) -> None:
        self.dense, self.kind = dense, precision.dtype
        self.lines = general(architecture_of(dense))
        form = self.form(dense.x.shape[1])
        self.trained = tuple(line.name[1:] for line in form.lines if line.key in ("dL/dw", "dL/db"))
        self.rule = dense.optimizer.rule
        self.states = {self.rule.long_name(s, name): name for name in self.trained for s in self.rule.states}
        self.state = (*self.trained, *self.rule.shared, *self.states)
        self.parameters = [name for name in form.given if name not in ("X", "Y")]
        self.arrays = {name: dense.arrays[name].astype(self.kind) for name in self.parameters}

    @functools.cache  # noqa: B019 - it lives as long as the run
    def form(self, samples: int) -> MatrixForm:
        """The lines for a batch: the last one of an epoch may be smaller."""
        return matrix_form(general(replace(self.lines.architecture, samples=samples)), stable=True)

    def text(self) -> str:
        """The program."""
        return fill(
            "training/matrices.py.txt",
            program=code(self.lines),
            plain=self.rule.plain,
            state=self.state,
            renewed=[updated_name(name, 1) for name in self.state],
            parameters=self.parameters,
            fixed=[name for name in self.parameters if name not in self.trained],
            options=[(name, decimal(value.value)) for name, value in self.dense.optimizer.options.items()],
            updates=list(self._updates()),
        )

    def _updates(self) -> Iterator[Mapping[str, str]]:
        """The lines of the optimizer, for arrays."""

        def statement(line: Any, quantity: Callable[[str], sp.Symbol]) -> dict[str, str]:
            """The statement of a line of the optimizer, entry by entry."""
            formula = NUMPY.write(arrange(line.expr, lambda _: (0,)), str)
            return {"name": quantity(line.name).name, "value": formula}

        yield from (statement(line, symbol) for line in self.rule.shared_lines(symbol))
        for parameter in self.trained:

            def quantity(short: str, parameter: str = parameter) -> sp.Symbol:
                """The symbol of what the optimizer keeps or makes for this parameter; ``g`` is its gradient."""
                name = self.rule.long_name(short, parameter)
                return symbol(f'gradients["{parameter}"]' if short == "g" else name)

            yield from (statement(line, quantity) for line in self.rule.lines(quantity))

    def start(self) -> State:
        """The state before the first iteration."""
        given = self.dense.optimizer.givens(self.trained)

        def value(name: str) -> object:
            """The start of one entry of the state: of a matrix, of its optimizer state, or a single number."""
            if name in self.arrays:
                return self.arrays[name]
            number = self.kind(float(given[name].value))
            return np.full_like(self.arrays[self.states[name]], number) if name in self.states else number

        return tuple(map(value, self.state))

    def order(self, seed: int | None) -> Order:
        """The batches."""
        pairs = [(self.dense.x, self.dense.y), *self.dense.later]
        # A loss without targets still has a place for them.
        full = [(x, y if len(y) else np.zeros((self.dense.sizes[-1], x.shape[1]))) for x, y in pairs]
        batches = tuple((x.astype(self.kind), y.astype(self.kind)) for x, y in full)
        x, y = (np.hstack(parts) for parts in zip(*batches, strict=True))

        def pick(places: Sequence[int]) -> object:
            """The inputs and targets of the samples at these places, one a column."""
            return np.ascontiguousarray(x[:, places]), np.ascontiguousarray(y[:, places])

        return Order(batches, x.shape[1], batches[0][0].shape[1], pick, seed)

    def look(self, state: State, batch: Any, _: object) -> Snapshot:
        """An iteration, line by line."""
        given = {**self.arrays, **dict(zip(self.state, state, strict=True)), "X": batch[0], "Y": batch[1]}
        values = worked_out(self.form(batch[0].shape[1]), given)
        depth = len(self.dense.layers)
        activations = {n: values.get(f"A{n}", values[f"Z{n}"]) for n in range(1, depth + 1)}
        return Snapshot(
            loss=float(values["L"][0, 0]),
            hidden=({f"A{n}": activations[n] for n in range(1, depth)},),
            outputs=({f"A{depth}": activations[depth]},),
            gradients=tuple(values[f"d{name}"] for name in self.trained),
        )
