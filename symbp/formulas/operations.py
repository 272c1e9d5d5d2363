"""The table of operations: for each what it is in SymPy, entry by entry, and what it is in NumPy.

The two columns share nothing: NumPy's judges SymPy's. NumPy's takes complex numbers, whose imaginary part carries a
derivative (W. Squire, G. Trapp, "Using complex variables to estimate derivatives of real functions", 1998).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import sympy as sp

from symbp.errors import FormulaError
from symbp.formula.entrywise import erf
from symbp.formula.maximum import Maximum
from symbp.formulas import windows
from symbp.formulas.windows import Array


@dataclass(frozen=True, slots=True)
class Operation:
    """One function.

    Attributes:
        symbolic: on arrays of SymPy's expressions.
        numeric: the same on complex arrays.
        least, most: how many arguments it takes.
        slope: its derivative in its own value, where it works entry by entry and has a short one.
        alone: whether what it is taken of has a line of its own: its derivative in other terms is long.
        axes: whether it can work along one axis, ``axis=0`` down the columns, ``axis=1`` along the rows.
    """

    symbolic: Callable[..., Array]
    numeric: Callable[..., Array]
    least: int = 1
    most: int = 1
    slope: Callable[[sp.Expr], sp.Expr] | None = None
    alone: bool = False
    axes: bool = False


def _entrywise(function: Callable[..., sp.Expr], arguments: int = 1) -> Callable[..., Array]:
    return np.frompyfunc(function, arguments, 1)


def _compared(*entries: sp.Expr) -> None:
    """Make sure that things can stand in a comparison: sums and products of names and numbers.

    Raises:
        FormulaError: one of them is more than that.
    """
    if not all(each.is_polynomial(*each.free_symbols) and not each.has(sp.Piecewise, Maximum) for each in entries):
        message = "what is compared (by max, min, relu) is a calculation of its own; give it a line of its own"
        raise FormulaError(message)


def _largest(*entries: sp.Expr) -> sp.Expr:
    _compared(*entries)
    return Maximum(*entries) if len(entries) > 1 else entries[0]


def _smallest(*entries: sp.Expr) -> sp.Expr:
    _compared(*entries)
    if len(entries) == 2:
        return sp.Piecewise((entries[0], entries[0] <= entries[1]), (entries[1], True))
    return -Maximum(*(-each for each in entries)) if len(entries) > 1 else entries[0]


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


def _over_entries(of: Callable[..., Array]) -> Callable[..., Array]:
    """Of several arrays entry by entry, or of all entries of one."""

    def entrywise(*arrays: Array) -> Array:
        """The function of each entry of the arrays, which broadcast."""
        if len(arrays) > 1:
            return np.frompyfunc(of, len(arrays), 1)(*arrays)
        return np.asarray(of(*np.ravel(arrays[0])))

    return entrywise


def _largest_number(*numbers: complex) -> complex:
    return max(numbers, key=lambda number: number.real)


def _smallest_number(*numbers: complex) -> complex:
    return min(numbers, key=lambda number: number.real)


def _spread(x: Array) -> Array:
    return ((x - x.sum() / x.size) ** 2).sum() / x.size


def _mean(x: Array) -> Array:
    return np.asarray(np.sum(x) / sp.Integer(np.size(x)))


def _outer(a: Array, b: Array) -> Array:
    if not np.ndim(a) == np.ndim(b) == 1:
        raise ValueError
    return np.multiply.outer(a, b)


@dataclass(frozen=True, slots=True)
class Inequality:
    """Two arrays and the sign between them: what :func:`where` chooses by."""

    left: Array
    sign: str
    right: Array


_SIGNS: Mapping[str, tuple[Callable[..., sp.Basic], Callable[..., Array]]] = {
    ">": (sp.Gt, np.greater),
    "<": (sp.Lt, np.less),
    ">=": (sp.Ge, np.greater_equal),
    "<=": (sp.Le, np.less_equal),
}
COMPARISONS = frozenset(_SIGNS)


def _chosen(test: Inequality, then: Array, otherwise: Array) -> Array:
    compare, _ = _SIGNS[test.sign]

    def choose(left: sp.Expr, right: sp.Expr, this: sp.Expr, that: sp.Expr) -> sp.Expr:
        """One entry: ``this`` if the comparison of the two sides holds, otherwise ``that``."""
        _compared(left, right)
        return sp.Piecewise((this, compare(left, right)), (that, True))

    return np.frompyfunc(choose, 4, 1)(test.left, test.right, then, otherwise)


def _numeric_chosen(test: Inequality, then: Array, otherwise: Array) -> Array:
    return np.where(_SIGNS[test.sign][1](np.real(test.left), np.real(test.right)), then, otherwise)


def _joined(*parts: Array) -> Array:
    return np.concatenate([np.atleast_1d(part) for part in parts])


def _numeric_erf(x: Array) -> Array:
    """The error function; of a complex number with a very small imaginary part, by which derivatives are taken."""
    real = np.real(x)
    return erf(real) + 2 / np.sqrt(np.pi) * np.exp(-(real**2)) * (x - real)


OPERATIONS: Mapping[str, Operation] = {
    "exp": Operation(_entrywise(sp.exp), np.exp, slope=lambda a: a),
    "log": Operation(_entrywise(sp.log), np.log),
    "sqrt": Operation(_entrywise(sp.sqrt), np.sqrt, slope=lambda a: 1 / (2 * a)),
    "tanh": Operation(_entrywise(sp.tanh), np.tanh, slope=lambda a: 1 - a**2),
    "erf": Operation(_entrywise(sp.erf), _numeric_erf),
    "sinh": Operation(_entrywise(sp.sinh), np.sinh),
    "sin": Operation(_entrywise(sp.sin), np.sin),
    "cos": Operation(_entrywise(sp.cos), np.cos),
    "cosh": Operation(_entrywise(sp.cosh), np.cosh),
    "sigmoid": Operation(
        _entrywise(lambda x: 1 / (1 + sp.exp(-x))), lambda x: 1 / (1 + np.exp(-x)), slope=lambda a: a * (1 - a)
    ),
    "softplus": Operation(_entrywise(lambda x: sp.log(1 + sp.exp(x))), lambda x: np.log(1 + np.exp(x)), alone=True),
    "relu": Operation(_entrywise(_ramp), lambda x: np.where(x.real > 0, x, 0), alone=True),
    "abs": Operation(_entrywise(sp.Abs), lambda x: x * np.sign(x.real), alone=True),
    "square": Operation(lambda x: x**2, lambda x: x * x),
    "softmax": Operation(_softmax, _numeric_softmax, alone=True),
    "sum": Operation(lambda x: np.asarray(np.sum(x)), lambda x: x.sum(), axes=True),
    "mean": Operation(_mean, lambda x: x.mean(), axes=True),
    "var": Operation(lambda x: np.asarray(_spread(np.atleast_1d(x))), lambda x: _spread(np.atleast_1d(x)), axes=True),
    "dot": Operation(lambda a, b: np.asarray(np.sum(a * b)), lambda a, b: (a * b).sum(), 2, 2),
    "max": Operation(_over_entries(_largest), _over_entries(_largest_number), 1, 20, axes=True),
    "min": Operation(_over_entries(_smallest), _over_entries(_smallest_number), 1, 20, axes=True),
    "concat": Operation(_joined, _joined, 2, 20),
    "outer": Operation(_outer, lambda a, b: np.einsum("i,j->ij", a, b), 2, 2),
    "conv": Operation(windows.correlated, windows.numeric_correlated, 2, 4),
    "max_pool": Operation(
        windows.pooled(_over_entries(_largest)), windows.numeric_pooled(_over_entries(_largest_number)), 2, 3
    ),
    "mean_pool": Operation(windows.pooled(_mean), windows.numeric_pooled(np.mean), 2, 3),
    "where": Operation(_chosen, _numeric_chosen, 3, 3),
}
"""Every function of a formula by its name."""

OTHER_NAMES = {
    "ln": "log",
    "logistic": "sigmoid",
    "σ": "sigmoid",
    "average": "mean",
    "maximum": "max",
    "minimum": "min",
    "concatenate": "concat",
    "convolve": "conv",
    "pool": "max_pool",
    "maxpool": "max_pool",
    "meanpool": "mean_pool",
    "avg_pool": "mean_pool",
}
"""Other names that a function goes by."""
