"""Matrix formulas worked out by NumPy, line by line, in the precision of the arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from symbp.errors import SymbpError
from symbp.formula.tree import Call, Cases, Leaf, Negative, Number, Power, Product, Quotient, Relation, Sum
from symbp.general.matrix.lines import MatrixForm
from symbp.general.matrix.nodes import (
    Divided,
    Filled,
    Hadamard,
    MatrixProduct,
    Repeated,
    Totals,
    Transposed,
    log_sum_exp_argument,
    softmax_exponent,
    softplus_argument,
)

Array = npt.NDArray[Any]

_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "exp": np.exp,
    "log": np.log,
    "tanh": np.tanh,
    "abs": np.abs,
    "sign": np.sign,
    "max": np.maximum,
}
_RELATIONS: Mapping[str, Callable[..., Any]] = {
    ">": np.greater,
    ">=": np.greater_equal,
    "<": np.less,
    "<=": np.less_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


def run(form: MatrixForm, arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Every line of a matrix form, from X, Y and the parameters.

    Args:
        form: the lines.
        arrays: what is given, by name, in the shapes of ``form.given``.

    Returns:
        All arrays by name; ``L`` has the shape (1, 1).
    """
    found = dict(arrays)
    kind = arrays["X"].dtype
    with np.errstate(all="ignore"):
        for line in form.lines:
            value = work_out(line.node, found)
            found[line.name] = np.asarray(value, dtype=kind)
    return found


def work_out(node: Any, arrays: Mapping[str, Array]) -> Any:
    """The value of a matrix formula."""

    def value(child: Any) -> Any:
        return work_out(child, arrays)

    stable = _in_range(node, value)
    if stable is not None:
        return stable
    match node:
        case Leaf(name):
            return arrays[name]
        case Number():
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
        case Totals(matrix):
            return value(matrix).sum(axis=_axes(node), keepdims=True)
        case Negative(operand):
            return -value(operand)
        case Sum(terms):
            return sum((value(term) for term in terms[1:]), start=value(terms[0]))
        case Power(base, exponent):
            return value(base) ** (int(exponent.text) if isinstance(exponent, Number) else value(exponent))
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


def _in_range(node: Any, value: Callable[[Any], Any]) -> Any:
    """Softmax, ln Σ exp(z) and ln(1 + exp(z)) without exponents that leave the range of the numbers; else None."""
    softmax = softmax_exponent(node)
    if softmax is not None:
        # The same number taken from every exponent changes nothing.
        exponents, axis = value(softmax[0]), softmax[1]
        powers = np.exp(exponents - exponents.max(axis=axis, keepdims=True))
        return powers / powers.sum(axis=axis, keepdims=True)
    summed = log_sum_exp_argument(node)
    if summed is not None:
        exponents, axis = value(summed[0]), summed[1]
        return np.logaddexp.reduce(exponents, axis=axis, keepdims=True)
    argument = softplus_argument(node)
    return None if argument is None else np.logaddexp(0, value(argument))


def _chosen(branches: Any, value: Callable[[Any], Any]) -> Any:
    conditions = [value(when) for _, when in branches if when is not None]
    values = [value(each) for each, _ in branches]
    default = values.pop() if len(values) > len(conditions) else np.nan
    return np.select(conditions, np.broadcast_arrays(*values, conditions[0])[:-1], default)


def _axes(node: Totals) -> tuple[int, ...]:
    return tuple(axis for axis, summed in enumerate((node.over_rows, node.over_columns)) if summed)
