"""The functions of NumPy, torch and math over formulas, by the last word of their names."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isqrt
from typing import Any

from symbp.marking.expression import call
from symbp.marking.listing.arithmetic import (
    CONSTANTS,
    as_array,
    chosen_by,
    combined,
    compared,
    each,
    larger,
    matrix_product,
    mean,
    negative,
    of_function,
    reduced,
    smaller,
    total,
)
from symbp.marking.listing.shapes import SHAPES
from symbp.marking.listing.values import FRESH, Array, NotUnderstoodError, Unknown, formula


def _binary(op: type[ast.operator]) -> Callable[..., object]:
    return lambda x, y: combined(op, x, y)


def _compared(op: type[ast.cmpop]) -> Callable[..., object]:
    return lambda x, y: compared(op, x, y)


def _reduction(join: Callable[[Any], object]) -> Callable[..., object]:
    def reduction(
        x: object, axis: object = None, keepdims: object = None, dim: object = None, keepdim: object = None
    ) -> object:
        """The array reduced along an axis, or over all entries; NumPy and torch name the axis differently."""
        return reduced(x, join, dim if axis is None else axis, bool(keepdims or keepdim))

    return reduction


def _extreme(join: Callable[[object, object], object]) -> Callable[..., object]:
    def extreme_of(parts: Any) -> object:
        """The extreme of a list of entries."""
        result = parts[0]
        for part in parts[1:]:
            result = join(result, part)
        return result

    def extreme(x: object, *others: object, axis: object = None, keepdims: object = None, dim: object = None) -> object:
        """Of two arrays entry by entry, or of one along an axis."""
        if (others and not isinstance(others[0], int)) or (others and not isinstance(x, Array | list)):
            return each(join, x, *others[:1])
        return reduced(x, extreme_of, others[0] if others else dim if axis is None else axis, bool(keepdims))

    return extreme


def _outer(x: object, y: object) -> object:
    a, b = as_array(x).reshaped((-1,)), as_array(y).reshaped((-1,))
    return combined(ast.Mult, a.reshaped((-1, 1)), b.reshaped((1, -1)))


def _clipped(x: object, a_min: object = None, a_max: object = None, **bounds: object) -> object:
    low = next((b for b in (a_min, bounds.get("min")) if b is not None), None)
    high = next((b for b in (a_max, bounds.get("max")) if b is not None), None)
    tiny = Fraction(1, 1000)
    if isinstance(low, Fraction) and isinstance(high, int | Fraction) and 0 < low < tiny and 1 - tiny < high < 1:
        # A guard against log(0) is no part of the formula.
        return x
    found = x if low is None else each(larger, x, low)
    return found if high is None else each(smaller, found, high)


def _softmax(x: object, axis: object = None, dim: object = None) -> object:
    array = as_array(x)
    axis = dim if axis is None else axis
    powers = of_function("exp")(array)
    totals = reduced(powers, total, axis if axis is not None else len(array.shape) - 1, keepdims=True)
    return combined(ast.Div, powers, totals)


def _root(x: object) -> object:
    def root(a: object) -> object:
        """The square root of an entry, exact where it is rational."""
        if isinstance(a, int | Fraction) and a >= 0:
            value = Fraction(a)
            above, below = isqrt(value.numerator), isqrt(value.denominator)
            if above**2 == value.numerator and below**2 == value.denominator:
                return above if below == 1 else Fraction(above, below)
        return a if isinstance(a, Unknown) or a is FRESH else call("sqrt", formula(a))

    return each(root, x)


def _einsum(pattern: object, *operands: object) -> object:
    """Sums of products, as in ``einsum("ij,jk->ik", a, b)``."""
    if not isinstance(pattern, str) or "->" not in pattern or "." in pattern or len(operands) > 3:
        message = "this einsum is not followed"
        raise NotUnderstoodError(message)
    left, _, right = pattern.replace(" ", "").partition("->")
    arrays = [as_array(operand) for operand in operands]
    letters = list(dict.fromkeys(right + left.replace(",", "")))
    found: Any = None
    lengths: dict[str, int] = {}
    for part, array in zip(left.split(","), arrays, strict=True):
        if len(part) != len(array.shape) or len(set(part)) != len(part):
            message = "this einsum is not followed"
            raise NotUnderstoodError(message)
        lengths |= dict(zip(part, array.shape, strict=True))
        order = sorted(range(len(part)), key=lambda i, part=part: letters.index(part[i]))  # type: ignore[misc]
        turned = array.transposed(order) if part else array
        shape = tuple(lengths[letter] if letter in part else 1 for letter in letters)
        aligned = turned.reshaped(shape)
        found = aligned if found is None else combined(ast.Mult, found, aligned)
    summed = tuple(range(len(right), len(letters)))
    return reduced(found, total, summed) if summed else found


def _number(x: object, *_: object) -> object:
    """A single number out of an array of one."""
    if isinstance(x, Array):
        if len(x.cells) != 1:
            message = "an array of several entries as one number"
            raise NotUnderstoodError(message)
        return x.entries[0]
    return x


def _same(x: object, *_: object, **__: object) -> object:
    return x


def _copied(x: object, *_: object) -> object:
    return x.copy() if isinstance(x, Array | list | dict) else x


def _half_of_square(x: object, y: object, reduction: object = "mean") -> object:
    squares = combined(ast.Pow, combined(ast.Sub, x, y), 2)
    return _by(squares, reduction)


def _by(values: object, reduction: Any) -> object:
    join = {"mean": mean, "sum": total}.get(reduction)
    return values if join is None else reduced(values, join)


def _cross_entropy(p: object, y: object, reduction: object = "mean") -> object:
    """Binary cross-entropy of probabilities."""
    log = of_function("log")
    on = combined(ast.Mult, y, log(p))
    off = combined(ast.Mult, combined(ast.Sub, 1, y), log(combined(ast.Sub, 1, p)))
    return _by(negative(combined(ast.Add, on, off)), reduction)


def _leaky(x: object, negative_slope: object = Fraction(1, 100)) -> object:
    return chosen_by(compared(ast.Gt, x, 0), x, combined(ast.Mult, negative_slope, x))


def _silu(x: object) -> object:
    return combined(ast.Mult, x, of_function("sigmoid")(x))


def _gelu(x: object, approximate: object = "none") -> object:
    """GELU by the error function, or by the hyperbolic tangent that torch has for it."""
    if approximate == "tanh":
        cubic = combined(ast.Mult, Fraction("0.044715"), combined(ast.Pow, x, 3))
        scale = _root(combined(ast.Div, 2, CONSTANTS["pi"]))
        part = of_function("tanh")(combined(ast.Mult, scale, combined(ast.Add, x, cubic)))
    else:
        part = of_function("erf")(combined(ast.Div, x, _root(2)))
    return combined(ast.Mult, combined(ast.Div, x, 2), combined(ast.Add, 1, part))


def _unknown(why: str) -> Callable[..., object]:
    return lambda *_, **__: Unknown(why)


_SUM, _MEAN = _reduction(total), _reduction(mean)

FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **{word: of_function(word) for word in ("exp", "log", "erf", "tanh", "cosh", "sinh", "sin", "cos", "abs", "sign")},
    **{word: of_function(word) for word in ("sigmoid", "relu", "softplus")},
    **dict.fromkeys(("absolute", "fabs"), of_function("abs")),
    **dict.fromkeys(("expit", "logistic", "Sigmoid"), of_function("sigmoid")),
    "ln": of_function("log"),
    "log1p": lambda x: of_function("log")(combined(ast.Add, 1, x)),
    "expm1": lambda x: combined(ast.Sub, of_function("exp")(x), 1),
    "logaddexp": lambda x, y: of_function("log")(combined(ast.Add, of_function("exp")(x), of_function("exp")(y))),
    "sqrt": _root,
    "square": lambda x: combined(ast.Pow, x, 2),
    "reciprocal": lambda x: combined(ast.Div, 1, x),
    "leaky_relu": _leaky,
    **dict.fromkeys(("silu", "swish"), _silu),
    "gelu": _gelu,
    "softmax": _softmax,
    **dict.fromkeys(("pow", "power", "float_power"), _binary(ast.Pow)),
    **dict.fromkeys(("multiply", "mul"), _binary(ast.Mult)),
    **dict.fromkeys(("add",), _binary(ast.Add)),
    **dict.fromkeys(("subtract", "sub"), _binary(ast.Sub)),
    **dict.fromkeys(("divide", "div", "true_divide"), _binary(ast.Div)),
    **dict.fromkeys(("negative", "neg"), negative),
    **dict.fromkeys(("dot", "matmul", "mm", "mv", "bmm", "inner", "vdot"), matrix_product),
    **dict.fromkeys(("outer", "ger"), _outer),
    "einsum": _einsum,
    "maximum": lambda x, y: each(larger, x, y),
    "minimum": lambda x, y: each(smaller, x, y),
    **dict.fromkeys(("max", "amax"), _extreme(larger)),
    **dict.fromkeys(("min", "amin"), _extreme(smaller)),
    **dict.fromkeys(("clip", "clamp"), _clipped),
    "where": chosen_by,
    "greater": _compared(ast.Gt),
    "less": _compared(ast.Lt),
    "heaviside": lambda x, at: chosen_by(compared(ast.Gt, x, 0), 1, chosen_by(compared(ast.Lt, x, 0), 0, at)),
    "sum": _SUM,
    "nansum": _SUM,
    **dict.fromkeys(("mean", "average"), _MEAN),
    **SHAPES,
    **dict.fromkeys(("item", "squeeze_", "float32", "float64", "double"), _number),
    **dict.fromkeys(
        (
            "astype",
            "detach",
            "numpy",
            "cpu",
            "to",
            "cuda",
            "requires_grad_",
            "type",
            "contiguous",
            "nan_to_num",
            "half",
            "around",
            "retain_grad",
        ),
        _same,
    ),
    **dict.fromkeys(("copy", "clone", "deepcopy"), _copied),
    "permutation": lambda x: SHAPES["arange"](x) if isinstance(x, int) else x,
    "randperm": SHAPES["arange"],
    "mse_loss": _half_of_square,
    "binary_cross_entropy": _cross_entropy,
    **dict.fromkeys(
        ("argmax", "argmin", "argsort"),
        _unknown("an index that depends on the values"),
    ),
    **dict.fromkeys(("isclose", "allclose", "array_equal"), _unknown("whether two arrays are equal")),
}
"""Functions by the last word of their names; each takes what NumPy's takes."""

IGNORED = frozenset(
    (
        "dtype",
        "device",
        "requires_grad",
        "order",
        "copy",
        "casting",
        "inplace",
        "low",
        "high",
        "loc",
        "scale",
        "generator",
    )
)
"""Arguments by name that change no formula."""
