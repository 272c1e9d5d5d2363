"""The tree of a matrix formula: that of a formula, entry by entry, with products of matrices and sums in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symbp.formula.tree import Call, Leaf, Negative, Numeral, Product, Quotient, Sum

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
class AxisSum:
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


@dataclass(frozen=True, slots=True)
class StableCall:
    """A function of :mod:`symbp.stable`, entry by entry; a softmax over the rows (axis 0) or the columns (axis 1)."""

    function: str
    arguments: tuple[Matrix, ...]
    axis: int


_SCALARS = frozenset({"eta", "N", "n_this", "n_before", "b_shared"})


def is_scalar(node: object) -> bool:
    """Whether a node is a number, the same for all entries."""
    match node:
        case Numeral():
            return True
        case Leaf(name):
            return name in _SCALARS
        case Quotient(above, below):
            return is_scalar(above) and is_scalar(below)
        case Product(parts) | Sum(parts) | Call(_, parts):
            return all(map(is_scalar, parts))
        case Negative(operand):
            return is_scalar(operand)
        case _:
            return False


def drawn_together(quotient: Quotient) -> Matrix:
    """A quotient with one number before its matrix, where one stands above and one below: 2 A/4 is 1/2 A.

    >>> drawn_together(Quotient(Product((Numeral("2"), Leaf("A"))), Numeral("4")))
    Product(factors=(Numeral(text='1/2'), Leaf(name='A')))
    >>> drawn_together(Quotient(Product((Numeral("2"), Leaf("A"))), Leaf("N")))
    Product(factors=(Quotient(above=Numeral(text='2'), below=Leaf(name='N')), Leaf(name='A')))
    """
    match quotient:
        case Quotient(Product((Numeral() as number, *others)), below) if is_scalar(below) and others:
            rest: Matrix = others[0] if len(others) == 1 else Product(tuple(others))
            if not isinstance(below, Numeral):
                return Product((Quotient(number, below), rest))
            share = number.value / below.value
            return rest if share == 1 else Product((Numeral(str(share)), rest))
    return quotient
