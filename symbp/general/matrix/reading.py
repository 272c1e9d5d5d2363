r"""The matrix form, read off the index form by recognized patterns.

With r and c as the indices of the rows and columns of the result::

    Σ_k A(r,k) B(k,c)   is the product A B;   where A is stored as (k,r) it is Aᵀ B
    u(r) v(c)           is the outer product u vᵀ
    A(r,c) B(r,c)       is the Hadamard product A ∘ B
    Σ_c A(r,c)          is A 1, the sums of the rows;  Σ_r A(r,c) is 1ᵀ A
    b(r)                stands in every column: b 1ᵀ

Samples are columns (Z = W X) or rows (Z = X W); the reading is the same, only what is stored as rows
and what as columns changes, and with it where a transpose appears.

Source of the notation: Petersen & Pedersen, The Matrix Cookbook (2012); samples as rows as in
PyTorch and NumPy programs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from symbp.errors import DerivationError
from symbp.formula.tree import Call, Cases, Leaf, Negative, Numeral, Power, Product, Quotient, Relation, Sum, arrange
from symbp.general.matrix.nodes import (
    AxisSum,
    Divided,
    Hadamard,
    MatrixProduct,
    Repeated,
    StableCall,
    Transposed,
    is_scalar,
)

Axes = tuple[sp.Symbol | None, sp.Symbol | None]
"""The indices of the rows and of the columns; None for a single one."""


class Samples(StrEnum):
    """Whether a batch is stored with its samples as columns or as rows."""

    COLUMNS = "columns"
    ROWS = "rows"


_RANK = ("dL/dL", "dL/da", "dL/dz", "fprime", "w", "b", "b_shared", "y", "p", "a", "z", "before")


def read(expr: sp.Basic, axes: Axes, samples: Samples = Samples.COLUMNS) -> object:
    """The matrix whose entry at (row index, column index) is the expression.

    Args:
        expr: in indexed quantities.
        axes: which index counts the rows, which the columns.
        samples: how a batch is stored.

    >>> from symbp.general.symbols import BASES, J, I, K, S, over
    >>> w, d = BASES["w"], BASES["dL/dz"]
    >>> read(over(w[K, I] * d[K, S], K), (I, S))
    MatrixProduct(left=Transposed(matrix=Leaf(name='w')), right=Leaf(name='dL/dz'))
    """
    return _Reader(samples).read(expr, axes)


class _Reader:
    def __init__(self, samples: Samples) -> None:
        self.samples = samples

    def read(self, expr: sp.Basic, axes: Axes) -> object:
        """The matrix of an expression, from its outermost operation inwards."""
        outer = self._outer(expr, axes)
        if outer is not None:
            return outer
        parts = _outermost(expr)
        names = {part: sp.Symbol(f"q{i}", real=True) for i, part in enumerate(parts)}
        read = {names[part].name: self._part(part, axes) for part in parts}
        ranks = {names[part].name: _rank(part) for part in parts} | {"b_shared": (_RANK.index("b_shared"),)}
        tree = arrange(expr.xreplace(names), lambda name: ranks.get(name, (0,)))
        return _entrywise(tree, read)

    def _part(self, part: sp.Basic, axes: Axes) -> object:
        if isinstance(part, AppliedUndef):
            arguments = tuple(self.read(argument, axes) for argument in part.args)
            indices = getattr(part.args[0], "indices", axes)
            return StableCall(part.func.__name__, arguments, int(axes[0] != indices[0]))
        return self._total(part, axes) if isinstance(part, sp.Sum) else self._name(part, axes)

    def _outer(self, expr: Any, axes: Axes) -> object:
        """u(r) v(c) as u vᵀ."""
        r, c = axes
        if r is None or c is None or not expr.is_Mul:
            return None
        rows = [factor for factor in expr.args if r in factor.free_symbols]
        columns = [factor for factor in expr.args if c in factor.free_symbols]
        if not rows or not columns or set(rows) & set(columns) or len(rows) + len(columns) < len(expr.args):
            return None
        return MatrixProduct(self.read(sp.Mul(*rows), (r, None)), self.read(sp.Mul(*columns), (None, c)))

    def _name(self, part: Any, axes: Axes) -> object:
        stored = list(part.indices)
        if len(stored) == 1:
            stored.append(None)
        if self.samples is Samples.ROWS:
            stored.reverse()
        leaf = Leaf(str(part.base))
        wanted = list(axes)
        if stored == wanted:
            return leaf
        if stored[::-1] == wanted:
            return Transposed(leaf)
        if None in stored:
            own = next(index for index in stored if index is not None)
            if own in wanted:
                upright = (stored.index(None) == 1) == (wanted.index(own) == 0)
                return Repeated(leaf if upright else Transposed(leaf), as_columns=wanted.index(own) == 0)
        message = f"no matrix has the entry {part} at {axes}"
        raise DerivationError(message)

    def _total(self, expr: Any, axes: Axes) -> object:
        r, c = axes
        indices = [limits[0] for limits in expr.limits]
        function = expr.function
        if len(indices) == 2:
            rows, columns = indices if self.samples is Samples.COLUMNS else reversed(indices)
            return AxisSum(self.read(function, (rows, columns)), over_rows=True, over_columns=True)
        (n,) = indices
        factors = sp.Mul.make_args(function)
        by_row = [factor for factor in factors if r is not None and r in factor.free_symbols]
        by_column = [factor for factor in factors if c is not None and c in factor.free_symbols]
        if by_row and by_column and not set(by_row) & set(by_column):
            rest = [factor for factor in factors if factor not in by_row and factor not in by_column]
            return MatrixProduct(self.read(sp.Mul(*by_row), (r, n)), self.read(sp.Mul(*by_column, *rest), (n, c)))
        rest = [factor for factor in factors if factor not in by_row and factor not in by_column]
        if by_row and rest and c is None:
            return MatrixProduct(self.read(sp.Mul(*by_row), (r, n)), self.read(sp.Mul(*rest), (n, None)))
        if by_column and rest and r is None:
            return MatrixProduct(self.read(sp.Mul(*rest), (None, n)), self.read(sp.Mul(*by_column), (n, c)))
        upright = not by_row if by_row or by_column else self.samples is Samples.COLUMNS
        inner = self.read(function, (n, c if by_column else None) if upright else (r if by_row else None, n))
        totals = AxisSum(inner, over_rows=upright, over_columns=not upright)
        # Where the result has the index that was summed away, its one row or column stands in all of them.
        return Repeated(totals, as_columns=not upright) if axes[0 if upright else 1] is not None else totals


def _outermost(expr: sp.Basic) -> list[Any]:
    """The outermost sums, stable functions and indexed quantities of an expression, each once."""
    if isinstance(expr, sp.Sum | sp.Indexed | AppliedUndef):
        return [expr]
    parts: dict[object, None] = {}
    for part in expr.args:
        parts.update(dict.fromkeys(_outermost(part)))
    return list(parts)


def _rank(part: sp.Expr) -> tuple[int, ...]:
    if isinstance(part, sp.Sum):
        # W X stands before b, the sum over a softmax behind what it is multiplied by.
        weighted = any(str(inner.base) == "w" for inner in part.atoms(sp.Indexed))
        return (_RANK.index("w") if weighted else len(_RANK),)
    return (_RANK.index(str(part.base)) if isinstance(part, sp.Indexed) else len(_RANK),)


_FIELDS: Mapping[type, tuple[str, ...]] = {
    Negative: ("operand",),
    Power: ("base", "exponent"),
    Sum: ("terms",),
    Call: ("arguments",),
}


def _entrywise(node: Any, read: Mapping[str, object]) -> Any:
    """A tree over placeholders as a tree over matrices: products and quotients of matrices by entries."""
    match node:
        case Leaf(name):
            return read.get(name, node)
        case Numeral():
            return node
        case Product(factors):
            return _product([_entrywise(factor, read) for factor in factors])
        case Quotient(above, below):
            above, below = _entrywise(above, read), _entrywise(below, read)
            return Quotient(above, below) if is_scalar(below) else Divided(above, below)
        case Cases(branches):
            return Cases(
                tuple(
                    (_entrywise(value, read), None if when is None else _entrywise(when, read))
                    for value, when in branches
                )
            )
        case Relation(left, operator, right):
            return Relation(_entrywise(left, read), operator, _entrywise(right, read))
        case _:
            changed = {}
            for field in _FIELDS[type(node)]:
                value = getattr(node, field)
                changed[field] = (
                    tuple(_entrywise(each, read) for each in value)
                    if isinstance(value, tuple)
                    else _entrywise(value, read)
                )
            return replace(node, **changed)


def _product(factors: list[Any]) -> object:
    numbers = tuple(factor for factor in factors if is_scalar(factor))
    matrices = tuple(factor for factor in factors if not is_scalar(factor))
    if len(matrices) < 2:
        return Product(tuple(factors))
    whole: Any = Hadamard(matrices)
    return Product((*numbers, whole)) if numbers else whole
