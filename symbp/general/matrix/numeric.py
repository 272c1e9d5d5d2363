"""Matrix formulas worked out by NumPy, line by line, in the precision of the arrays."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from symbp.errors import SymbpError
from symbp.formula.entrywise import ENTRYWISE
from symbp.formula.tree import Call, Cases, Leaf, Negative, Numeral, Power, Product, Quotient, Relation, Sum
from symbp.general.matrix.lines import MatrixForm
from symbp.general.matrix.nodes import (
    AxisSum,
    Divided,
    Filled,
    Hadamard,
    MatrixProduct,
    Repeated,
    StableCall,
    Transposed,
)

Array = npt.NDArray[Any]

_FUNCTIONS: Mapping[str, Callable[..., Any]] = {**ENTRYWISE, "pi": lambda: np.pi, "max": np.maximum}
_RELATIONS: Mapping[str, Callable[..., Any]] = {
    ">": np.greater,
    ">=": np.greater_equal,
    "<": np.less,
    "<=": np.less_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


def _softmax(z: Array, *, axis: int) -> Array:
    # The same number taken from every exponent changes nothing.
    powers = np.exp(z - z.max(axis=axis, keepdims=True))
    return np.asarray(powers / powers.sum(axis=axis, keepdims=True))


def _log_softmax(z: Array, *, axis: int) -> Array:
    below = z - z.max(axis=axis, keepdims=True)
    return np.asarray(below - np.log(np.exp(below).sum(axis=axis, keepdims=True)))


_STABLE: Mapping[str, Callable[..., Any]] = {
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "softplus": lambda z, axis: np.logaddexp(0, z),  # noqa: ARG005 - entry by entry
    "largest": lambda *arrays, axis: functools.reduce(np.maximum, arrays),  # noqa: ARG005 - the same
}


def run(form: MatrixForm, arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Every line of a matrix form, from X, Y and the parameters.

    Args:
        form: the lines.
        arrays: what is given, by name, in the shapes of ``form.given``.

    Returns:
        All arrays by name; ``L`` has the shape (1, 1).
    """
    values = dict(arrays)
    kind = arrays["X"].dtype
    with np.errstate(all="ignore"):
        for line in form.lines:
            value = work_out(line.node, values)
            values[line.name] = np.asarray(value, dtype=kind)
    return values


def work_out(node: object, arrays: Mapping[str, Array]) -> Any:
    """The value of a matrix formula."""

    def value(child: object) -> Any:
        """The value of a child of the node."""
        return work_out(child, arrays)

    match node:
        case StableCall(function, arguments, axis):
            return _STABLE[function](*map(value, arguments), axis=axis)
        case Leaf(name):
            return arrays[name]
        case Numeral():
            return float(Fraction(node.text))
        case Transposed(matrix):
            return value(matrix).T
        case MatrixProduct(left, right):
            return value(left) @ value(right)
        case Hadamard((*others, Call("log") as last)):
            # 0·ln 0 is 0, as in the limit: what has no weight costs nothing.
            weight = value(Hadamard(tuple(others)) if len(others) > 1 else others[0])
            return np.where(weight == 0, 0, weight * value(last))
        case Hadamard(factors) | Product(factors):
            out = value(factors[0])
            for factor in factors[1:]:
                out = out * value(factor)
            return out
        case Divided(above, below) | Quotient(above, below):
            return value(above) / value(below)
        case Filled(number, rows, columns):
            return np.full((rows, columns), value(number))
        case Repeated(vector):
            return value(vector)
        case AxisSum(matrix):
            return value(matrix).sum(axis=_axes(node), keepdims=True)
        case Negative(operand):
            return -value(operand)
        case Sum(terms):
            return sum((value(term) for term in terms[1:]), start=value(terms[0]))
        case Power(base, exponent):
            return value(base) ** (int(exponent.text) if isinstance(exponent, Numeral) else value(exponent))
        case Call("f" | "f'"):
            message = "the units of a layer differ in their activation: no one formula in matrices has its values"
            raise SymbpError(message)
        case Call(function, arguments):
            return _FUNCTIONS[function](*(value(argument) for argument in arguments))
        case Cases(branches):
            return _chosen(branches, value)
        case Relation(left, operator, right):
            return _RELATIONS[operator](value(left), value(right))
    message = f"no way to work out {type(node).__name__}"
    raise TypeError(message)


def _chosen(branches: Any, value: Callable[[object], Any]) -> object:
    conditions = [value(when) for _, when in branches if when is not None]
    values = [value(each) for each, _ in branches]
    default = values.pop() if len(values) > len(conditions) else np.nan
    return np.select(conditions, np.broadcast_arrays(*values, conditions[0])[:-1], default)


def _axes(node: AxisSum) -> tuple[int, ...]:
    return tuple(axis for axis, summed in enumerate((node.over_rows, node.over_columns)) if summed)
