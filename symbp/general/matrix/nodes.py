"""The tree of a matrix formula: that of a formula, entry by entry, with products of matrices and sums in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symbp.formula.tree import Call, Leaf, Negative, Number, Product, Quotient, Sum

Matrix = Any
"""A node of this file, or one of :mod:`symbp.formula.tree` that works entry by entry."""


@dataclass(frozen=True, slots=True)
class Transposed:
    """The transpose of a matrix."""

    matrix: Matrix


@dataclass(frozen=True, slots=True)
class MatrixProduct:
    """Left times right."""

    left: Matrix
    right: Matrix


@dataclass(frozen=True, slots=True)
class Hadamard:
    """The product entry by entry; what is a single row or column stands in each."""

    factors: tuple[Matrix, ...]


@dataclass(frozen=True, slots=True)
class Divided:
    """The quotient entry by entry."""

    above: Matrix
    below: Matrix


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the rows and/or the columns of a matrix; the result keeps one row or column in their place."""

    matrix: Matrix
    over_rows: bool
    over_columns: bool


@dataclass(frozen=True, slots=True)
class Repeated:
    """One row or column, in every row or column of the result."""

    vector: Matrix
    as_columns: bool


@dataclass(frozen=True, slots=True)
class Filled:
    """A number in every entry; ``rows`` and ``columns`` are sizes, or the letters of sizes."""

    number: Matrix
    rows: int | str
    columns: int | str


_SCALARS = frozenset({"eta", "N", "n_this", "n_before", "b_shared"})


def is_scalar(node: Any) -> bool:
    """Whether a node is a number, the same for all entries."""
    match node:
        case Number():
            return True
        case Leaf(name):
            return name in _SCALARS
        case Quotient(above, below):
            return is_scalar(above) and is_scalar(below)
        case Product(parts) | Sum(parts):
            return all(map(is_scalar, parts))
        case Negative(operand):
            return is_scalar(operand)
        case _:
            return False


def softmax_exponent(node: Any) -> tuple[Any, int] | None:
    """For exp(Z) over the sums of exp(Z): Z, and the axis of the sums; else None."""
    if not isinstance(node, Divided) or not isinstance(node.below, Repeated) or not _is_exp(node.above):
        return None
    totals = node.below.vector
    if not isinstance(totals, Totals) or totals.matrix != node.above:
        return None
    return node.above.arguments[0], 0 if totals.over_rows else 1


def softplus_argument(node: Any) -> Any:
    """For ln(1 + exp(Z)): Z; else None."""
    inner = node.arguments[0] if isinstance(node, Call) and node.function == "log" else None
    if isinstance(inner, Sum) and len(inner.terms) == 2 and inner.terms[0] == Number("1"):
        power: Any = inner.terms[1]
        return power.arguments[0] if _is_exp(power) else None
    return None


def log_sum_exp_argument(node: Any) -> tuple[Any, int] | None:
    """For ln of the sums of exp(Z): Z, and the axis of the sums; else None."""
    inner: Any = node.arguments[0] if isinstance(node, Call) and node.function == "log" else None
    totals = inner.vector if isinstance(inner, Repeated) else inner
    if not isinstance(totals, Totals) or not _is_exp(totals.matrix):
        return None
    return totals.matrix.arguments[0], 0 if totals.over_rows else 1


def _is_exp(node: Any) -> bool:
    return isinstance(node, Call) and node.function == "exp"
