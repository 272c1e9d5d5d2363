"""Activations that an ONNX file writes out in several operators, told by the function that these make together.

Older exporters write GELU as Div, Erf, Add, Mul, Mul and SiLU as Sigmoid, Mul. In which order they do so
differs from one to the next, so that no order is looked for: the operators are applied to numbers from -6 to 6, and
the activation is the one that gives the same values. The constants of such a file have seven digits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from symbp.activations import activations

if TYPE_CHECKING:
    from symbp.importing.model import Array

_OPERATORS: Mapping[str, Callable[..., Array]] = {
    "Abs": np.abs,
    "Add": np.add,
    "Div": np.divide,
    "Erf": np.vectorize(math.erf, otypes=[float]),
    "Exp": np.exp,
    "Max": np.maximum,
    "Min": np.minimum,
    "Mul": np.multiply,
    "Neg": np.negative,
    "Pow": np.power,
    "Reciprocal": np.reciprocal,
    "Relu": lambda z: np.maximum(z, 0.0),
    "Sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "Softplus": lambda z: np.logaddexp(0.0, z),
    "Sqrt": np.sqrt,
    "Sub": np.subtract,
    "Tanh": np.tanh,
}
_POINTS = np.linspace(-6, 6, 97)
_NEAR = 1e-5
"""How far the values of the same function may lie apart: its constants are rounded to 32 bits."""
_MOST = 24
"""Operators of one activation."""


class Node(Protocol):
    """An operator of an ONNX graph, as far as it matters here."""

    op_type: str
    input: Sequence[str]
    output: Sequence[str]


def compound(nodes: Sequence[Node], start: str, arrays: Mapping[str, npt.ArrayLike]) -> tuple[str, int] | None:
    """The activation that the first few operators make of a value, and how many they are.

    Args:
        nodes: the operators that follow, in their order.
        start: the name of the value.
        arrays: the stored arrays by name.

    Returns:
        The key of the activation and the number of operators; None if they make none that symbp has.
    """
    values: dict[str, Array] = {start: _POINTS}
    for taken, node in enumerate(nodes[:_MOST], 1):
        made = _value(node, values, arrays)
        if made is None:
            return None
        inner = {*values}
        values[node.output[0]] = made
        if not any(name in inner for later in nodes[taken:] for name in later.input):
            key = _activation(made)
            if key:
                return key, taken
    return None


def _value(node: Node, values: Mapping[str, Array], arrays: Mapping[str, npt.ArrayLike]) -> Array | None:
    """The values that an operator makes; None if it is no function of one number."""
    given = [values[name] if name in values else arrays.get(name, ()) for name in node.input]
    operator = _OPERATORS.get(node.op_type)
    alone = all(name in values or np.size(arrays.get(name, ())) == 1 for name in node.input)
    if operator is None or not alone:
        return None
    numbers = [np.asarray(part, dtype=float).reshape(-1) for part in given]
    with np.errstate(all="ignore"):
        try:
            return np.broadcast_to(operator(*numbers), _POINTS.shape)
        except (TypeError, ValueError):
            return None


def _activation(made: Array) -> str:
    """The activation of these values at the points; "" for none."""
    for key, activation in activations.items():
        if key == "identity" or not activation.elementwise:
            continue
        options = {name: float(number) for name, number in activation.options.items()}
        if np.allclose(activation.forward(_POINTS, options), made, rtol=0, atol=_NEAR):
            return key
    return ""
