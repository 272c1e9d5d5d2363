"""The table of a network in matrices: one row a matrix, with its shape, its norm and chosen entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from symbp.dense.names import EntryPlace, place
from symbp.display import Displayed
from symbp.errors import SymbpError
from symbp.general import architecture_of, general
from symbp.general.matrix.lines import MatrixForm, matrix_form
from symbp.general.matrix.numeric import run
from symbp.quantity import Quantity
from symbp.spec.dense import ArrayAssignment

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One matrix.

    Attributes:
        name: X, W1, Z1, A1, L, D1, dW1, W1_new, ….
        kind: given, pre, act, loss, adjoint, gradient or update.
        layer: which layer it belongs to; None for the loss.
        rows, columns: its shape.
        norm: its Frobenius norm, the root of the sum of the squares of its entries.
        largest: its largest entry in absolute value.
        entries: chosen entries, by their indices, which count from 1.
    """

    name: str
    kind: str
    layer: int | None
    rows: int
    columns: int
    norm: float
    largest: float
    entries: Mapping[str, float]


@dataclass(frozen=True)
class DenseTable(Displayed):
    """All rows, and the arrays they are about."""

    dense: ArrayAssignment
    form: MatrixForm
    arrays: Mapping[str, Array]
    rows: tuple[MatrixRow, ...]

    def __getitem__(self, name: str) -> MatrixRow:
        """The row of that name."""
        return next(row for row in self.rows if row.name == name)


_KINDS = {
    "pre": "pre",
    "act": "act",
    "part": "loss",
    "loss": "loss",
    "dL/da": "adjoint",
    "dL/dz": "adjoint",
    "combined": "adjoint",
    "dL/dbefore": "adjoint",
    "dL/dw": "gradient",
    "dL/db": "gradient",
}


def dense_table(dense: ArrayAssignment, entries: Sequence[str] = ()) -> DenseTable:
    """Work out all matrices of one forward and backward pass, and the parameters after one step.

    Args:
        dense: the assignment.
        entries: entries to show, such as ``w2[7,41]`` (which means ∂L/∂w too) or ``Z1[3,1]``; the first
            one of each matrix is always shown.

    Raises:
        UnknownNameError: there is no such matrix or entry.

    >>> from symbp.spec import load
    >>> table = dense_table(load("nndl3", arrays=True), ["w1[2,1]"])
    >>> round(table["dW1"].entries["2,1"], 6), table["Z1"].rows
    (0.012607, 2)
    """
    form = matrix_form(general(architecture_of(dense)), stable=True)
    arrays: dict[str, Any] = run(form, dense.arrays)
    if dense.learning_rate is not None and dense.optimizer.plain:
        step = float(dense.learning_rate.value)
        trained = [line.name[1:] for line in form.lines if line.key in ("dL/dw", "dL/db")]
        with np.errstate(all="ignore"):
            arrays |= {f"{name}_new": arrays[name] - step * arrays[f"d{name}"] for name in trained}
    beyond = next((name for name, array in arrays.items() if not np.isfinite(np.linalg.norm(array))), None)
    if beyond is not None:
        message = f"{dense.name}: {'the loss' if beyond == 'L' else beyond} leaves the range of the numbers"
        raise SymbpError(message)
    wanted = [place(entry, arrays) for entry in entries]
    keys = {line.name: (_KINDS[line.key], line.layer) for line in form.lines}
    names = [name for name in arrays if name != "Y" or len(dense.y)]
    return DenseTable(dense, form, arrays, tuple(_row(name, arrays[name], keys, wanted) for name in names))


def _row(name: str, array: Array, keys: Mapping[str, tuple[str, int]], wanted: Sequence[EntryPlace]) -> MatrixRow:
    kind, layer = keys.get(name, ("update" if Quantity.named(name).updated else "given", None))
    entries = {"1,1": float(array[0, 0])}
    for each in wanted:
        if each.means(name):
            entries[f"{each.row},{each.column}"] = float(array[each.row - 1, each.column - 1])
    rows, columns = array.shape
    norm, largest = float(np.linalg.norm(array)), float(np.abs(array).max())
    return MatrixRow(name, kind, layer if name != "L" else None, rows, columns, norm, largest, entries)
