"""The table of operations: for each what it is in SymPy, entry by entry, and what it is in NumPy.

The two columns share nothing: NumPy's judges SymPy's. NumPy's takes complex numbers, whose imaginary part carries a
derivative (W. Squire, G. Trapp, "Using complex variables to estimate derivatives of real functions", 1998).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from symbp.errors import FormulaError

Array = Any
"""Entries: SymPy's in an object array, or complex numbers."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One function.

    Attributes:
        symbolic: on arrays of SymPy's expressions.
        numeric: the same on complex arrays.
        least, most: how many arguments it takes.
        slope: its derivative in its own value, where it works entry by entry and has a short one.
    """

    symbolic: Callable[..., Array]
    numeric: Callable[..., Array]
    least: int = 1
    most: int = 1
    slope: Callable[[sp.Expr], sp.Expr] | None = None


def _entrywise(function: Callable[..., sp.Expr], arguments: int = 1) -> Callable[..., Array]:
    return np.frompyfunc(function, arguments, 1)


def _compared(a: sp.Expr, b: sp.Expr) -> None:
    """Make sure that two things can stand in a comparison: sums and products of names and numbers.

    Raises:
        FormulaError: one of them is more than that.
    """
    if not all(each.is_polynomial(*each.free_symbols) and not each.has(sp.Piecewise) for each in (a, b)):
        message = "what is compared (by max, min, relu) is a calculation of its own; give it a line of its own"
        raise FormulaError(message)


def _larger(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    _compared(a, b)
    return sp.Piecewise((a, a >= b), (b, True))


def _smaller(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    _compared(a, b)
    return sp.Piecewise((a, a <= b), (b, True))


def _ramp(z: sp.Expr) -> sp.Expr:
    _compared(z, sp.Integer(0))
    return sp.Piecewise((z, z > 0), (sp.Integer(0), True))


def _softmax(z: Array) -> Array:
    if not np.ndim(z):
        raise ValueError
    powers = _entrywise(sp.exp)(z)
    return powers / powers.sum(axis=-1, keepdims=True)


def _numeric_softmax(z: Array) -> Array:
    powers = np.exp(z - z.real.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _folded(larger: Callable[..., Array]) -> Callable[..., Array]:
    """Of two arrays entry by entry, or of all entries of one."""

    def function(first: Array, second: Array | None = None) -> Array:
        if second is not None:
            return larger(first, second)
        entries = list(np.ravel(first))
        found = entries[0]
        for entry in entries[1:]:
            found = larger(found, entry)
        return np.asarray(found)

    return function


def _least(a: Array, b: Array) -> Array:
    return np.real(a) < np.real(b)


def _spread(x: Array) -> Array:
    return ((x - x.sum() / x.size) ** 2).sum() / x.size


def _joined(*parts: Array) -> Array:
    return np.concatenate([np.atleast_1d(part) for part in parts])


OPERATIONS: Mapping[str, Operation] = {
    "exp": Operation(_entrywise(sp.exp), np.exp, slope=lambda a: a),
    "log": Operation(_entrywise(sp.log), np.log),
    "sqrt": Operation(_entrywise(sp.sqrt), np.sqrt, slope=lambda a: 1 / (2 * a)),
    "tanh": Operation(_entrywise(sp.tanh), np.tanh, slope=lambda a: 1 - a**2),
    "sinh": Operation(_entrywise(sp.sinh), np.sinh),
    "cosh": Operation(_entrywise(sp.cosh), np.cosh),
    "sigmoid": Operation(
        _entrywise(lambda x: 1 / (1 + sp.exp(-x))), lambda x: 1 / (1 + np.exp(-x)), slope=lambda a: a * (1 - a)
    ),
    "softplus": Operation(_entrywise(lambda x: sp.log(1 + sp.exp(x))), lambda x: np.log(1 + np.exp(x))),
    "relu": Operation(_entrywise(_ramp), lambda x: np.where(x.real > 0, x, 0)),
    "abs": Operation(_entrywise(sp.Abs), lambda x: x * np.sign(x.real)),
    "square": Operation(lambda x: x**2, lambda x: x * x),
    "softmax": Operation(_softmax, _numeric_softmax),
    "sum": Operation(lambda x: np.asarray(np.sum(x)), lambda x: x.sum()),
    "mean": Operation(lambda x: np.asarray(np.sum(x) / sp.Integer(np.size(x))), lambda x: x.mean()),
    "var": Operation(lambda x: np.asarray(_spread(np.atleast_1d(x))), lambda x: _spread(np.atleast_1d(x))),
    "dot": Operation(lambda a, b: np.asarray(np.sum(a * b)), lambda a, b: (a * b).sum(), 2, 2),
    "max": Operation(_folded(_entrywise(_larger, 2)), _folded(lambda a, b: np.where(_least(a, b), b, a)), 1, 2),
    "min": Operation(_folded(_entrywise(_smaller, 2)), _folded(lambda a, b: np.where(_least(b, a), b, a)), 1, 2),
    "concat": Operation(_joined, _joined, 2, 20),
}
"""Every function of a formula by its name."""

OTHER_NAMES = {
    "ln": "log",
    "logistic": "sigmoid",
    "σ": "sigmoid",
    "average": "mean",
    "maximum": "max",
    "minimum": "min",
}
"""Other names that a function goes by."""
