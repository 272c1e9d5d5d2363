"""The functions of NumPy, torch and math over formulas, by the last word of their names."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from math import isqrt, prod
from typing import Any

from symbp.marking.expression import call, number
from symbp.marking.listing.arithmetic import (
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
    scalar,
    smaller,
    spread,
    total,
)
from symbp.marking.listing.values import FRESH, Array, NotUnderstoodError, Unknown, formula


def _binary(op: type[ast.operator]) -> Callable[..., Any]:
    return lambda x, y: combined(op, x, y)


def _compared(op: type[ast.cmpop]) -> Callable[..., Any]:
    return lambda x, y: compared(op, x, y)


def shape_of(value: Any) -> tuple[int, ...]:
    """The lengths of the axes that a program asks for: 3, (2, 3) or [2, 3]."""
    lengths = value.entries if isinstance(value, Array) else value if isinstance(value, list | tuple) else [value]
    for length in lengths:
        if isinstance(length, Unknown):
            raise NotUnderstoodError(length.reason)
        if not isinstance(length, int):
            message = "a shape that is not plain whole numbers"
            raise NotUnderstoodError(message)
    return tuple(lengths)


def _dimensions(shape: tuple[Any, ...]) -> tuple[int, ...]:
    return shape_of(shape[0] if len(shape) == 1 else shape)


def _filled(entry: Any) -> Callable[..., Any]:
    def made(*shape: Any, size: Any = None) -> Any:
        return Array.filled(_dimensions(shape or ((size,) if size is not None else (1,))), entry)

    return made


def _like(entry: Any) -> Callable[..., Any]:
    return lambda x: Array.filled(as_array(x).shape, entry)


def _full(shape: Any, fill_value: Any) -> Any:
    return Array.filled(shape_of(shape), fill_value)


def _random(*shape: Any, size: Any = None) -> Any:
    """Random numbers of the shape that ``randn(2, 3)`` or ``size=`` asks for."""
    if size is not None:
        return Array.filled(shape_of(size), FRESH)
    return Array.filled(_dimensions(shape), FRESH) if shape else FRESH


def _drawn(*bounds: Any, size: Any = None) -> Any:
    """Random numbers between bounds, or about a mean: the shape comes third."""
    size = bounds[2] if size is None and len(bounds) > 2 else size
    return FRESH if size is None else Array.filled(shape_of(size), FRESH)


def _eye(count: int, columns: int | None = None) -> Any:
    width = count if columns is None else columns
    found = Array.filled((count, width), 0)
    found.fill(int(cell // width == cell % width) for cell in range(count * width))
    return found


def _arange(*bounds: Any) -> Any:
    values = [int(b) if isinstance(b, Fraction) and b.denominator == 1 else b for b in bounds]
    if not 1 <= len(values) <= 3 or any(not isinstance(b, int) for b in values) or 0 in values[2:]:
        message = "a range that is not plain whole numbers"
        raise NotUnderstoodError(message)
    return Array.of(list(range(*values)[:5001]))


def _reduction(join: Callable[[Any], Any]) -> Callable[..., Any]:
    def found(x: Any, axis: Any = None, keepdims: Any = None, dim: Any = None, keepdim: Any = None) -> Any:
        return reduced(x, join, dim if axis is None else axis, bool(keepdims or keepdim))

    return found


def _extreme(join: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    def joined(parts: Any) -> Any:
        found = parts[0]
        for part in parts[1:]:
            found = join(found, part)
        return found

    def found(x: Any, *others: Any, axis: Any = None, keepdims: Any = None, dim: Any = None) -> Any:
        if others and not isinstance(others[0], int) or (others and not isinstance(x, Array | list)):
            return each(join, x, *others[:1])
        return reduced(x, joined, others[0] if others else dim if axis is None else axis, bool(keepdims))

    return found


def _transposed(x: Any, *axes: Any) -> Any:
    array = as_array(x)
    if len(axes) == 2 and isinstance(x, Array) and set(axes) <= {0, 1, -1, -2}:
        return array.transposed() if axes[0] % 2 != axes[1] % 2 else array
    return array.transposed(shape_of(axes[0] if len(axes) == 1 else axes) if axes else None)


def _reshaped(x: Any, *shape: Any) -> Any:
    return as_array(x).reshaped(_dimensions(shape))


def _flat(x: Any, *_: Any) -> Any:
    return as_array(x).reshaped((-1,))


def _squeezed(x: Any, axis: Any = None, dim: Any = None) -> Any:
    array = as_array(x)
    axis = dim if axis is None else axis
    only = None if axis is None else axis % max(len(array.shape), 1)
    shape = tuple(n for i, n in enumerate(array.shape) if n != 1 or (only is not None and i != only))
    return array.reshaped(shape)


def _expanded(x: Any, axis: Any = None, dim: Any = None) -> Any:
    array = as_array(x)
    place = axis if axis is not None else dim if dim is not None else 0
    place %= len(array.shape) + 1
    return array.reshaped((*array.shape[:place], 1, *array.shape[place:]))


def _column(x: Any) -> Any:
    array = as_array(x)
    return array.reshaped((1, -1)) if len(array.shape) < 2 else array


def _joined(parts: Any, axis: Any = 0, dim: Any = None) -> Any:
    """Arrays one behind the other along an axis."""
    axis = axis if dim is None else dim
    arrays = [as_array(part) for part in parts]
    if not arrays or any(len(array.shape) != len(arrays[0].shape) for array in arrays):
        message = "arrays of different numbers of axes one behind the other"
        raise NotUnderstoodError(message)
    if axis is None:
        return Array.of([entry for array in arrays for entry in array.entries])
    rank = len(arrays[0].shape)
    axis %= rank
    order = [axis, *(i for i in range(rank) if i != axis)]
    turned = [array.transposed(order) for array in arrays]
    if len({array.shape[1:] for array in turned}) > 1:
        message = "arrays of different shapes one behind the other"
        raise NotUnderstoodError(message)
    shape = (sum(array.shape[0] for array in turned), *turned[0].shape[1:])
    whole = Array(shape, [entry for array in turned for entry in array.entries])
    return whole.transposed([order.index(i) for i in range(rank)]).copy()


def _stacked(parts: Any, axis: Any = 0, dim: Any = None) -> Any:
    return _joined([_expanded(part, axis if dim is None else dim) for part in parts], axis if dim is None else dim)


def _hstack(parts: Any) -> Any:
    arrays = [as_array(part) if as_array(part).shape else as_array(part).reshaped((1,)) for part in parts]
    return _joined(arrays, 0 if len(arrays[0].shape) == 1 else 1)


def _vstack(parts: Any) -> Any:
    return _joined([_column(part) for part in parts], 0)


def _column_stack(parts: Any) -> Any:
    arrays = [as_array(part) for part in parts]
    return _joined([a.reshaped((-1, 1)) if len(a.shape) == 1 else a for a in arrays], 1)


def _appended(x: Any, values: Any, axis: Any = None) -> Any:
    return _joined([_flat(x), _flat(values)] if axis is None else [x, values], axis or 0)


def _inserted(x: Any, place: Any, values: Any, axis: Any = None) -> Any:
    array = as_array(x) if axis is not None else _flat(x)
    axis = axis or 0
    turned = array if axis == 0 else array.transposed()
    shape = (1, *turned.shape[1:])
    row = spread(as_array(values), shape).copy()
    if not isinstance(place, int) or len(turned.shape) > 2:
        message = "an insertion that is not at one place"
        raise NotUnderstoodError(message)
    size = prod(turned.shape[1:])
    entries = turned.entries
    entries[place * size : place * size] = row.entries
    found = Array((turned.shape[0] + 1, *turned.shape[1:]), entries)
    return found if axis == 0 else found.transposed()


def _outer(x: Any, y: Any) -> Any:
    a, b = _flat(x), _flat(y)
    return combined(ast.Mult, a.reshaped((-1, 1)), b.reshaped((1, -1)))


def _clipped(x: Any, a_min: Any = None, a_max: Any = None, **bounds: Any) -> Any:
    low = next((b for b in (a_min, bounds.get("min")) if b is not None), None)
    high = next((b for b in (a_max, bounds.get("max")) if b is not None), None)
    tiny = Fraction(1, 1000)
    if isinstance(low, Fraction) and isinstance(high, int | Fraction) and 0 < low < tiny and 1 - tiny < high < 1:
        # A guard against log(0) is no part of the formula.
        return x
    found = x if low is None else each(larger, x, low)
    return found if high is None else each(smaller, found, high)


def _softmax(x: Any, axis: Any = None, dim: Any = None) -> Any:
    array = as_array(x)
    axis = dim if axis is None else axis
    powers = of_function("exp")(array)
    totals = reduced(powers, total, axis if axis is not None else len(array.shape) - 1, keepdims=True)
    return combined(ast.Div, powers, totals)


def _root(x: Any) -> Any:
    def one(a: Any) -> Any:
        if isinstance(a, int | Fraction) and a >= 0:
            value = Fraction(a)
            above, below = isqrt(value.numerator), isqrt(value.denominator)
            if above**2 == value.numerator and below**2 == value.denominator:
                return above if below == 1 else Fraction(above, below)
        return a if isinstance(a, Unknown) or a is FRESH else call("sqrt", formula(a))

    return each(one, x)


def _einsum(pattern: Any, *operands: Any) -> Any:
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


def _array(x: Any, ndmin: Any = 0) -> Any:
    found = Array.of(list(x) if isinstance(x, range) else x)
    while isinstance(ndmin, int) and len(found.shape) < min(ndmin, 4):
        found = found.reshaped((1, *found.shape))
    return found


def _same_array(x: Any) -> Any:
    return x if isinstance(x, Array) else _array(x)


def _tensor(*x: Any) -> Any:
    return _filled(0)(*x) if len(x) > 1 else _array(x[0])


def _number(x: Any, *_: Any) -> Any:
    """A single number out of an array of one."""
    if isinstance(x, Array):
        if len(x.cells) != 1:
            message = "an array of several entries as one number"
            raise NotUnderstoodError(message)
        return x.entries[0]
    return x


def _same(x: Any, *_: Any, **__: Any) -> Any:
    return x


def _copied(x: Any, *_: Any) -> Any:
    return x.copy() if isinstance(x, Array | list | dict) else x


def _half_of_square(x: Any, y: Any, reduction: Any = "mean") -> Any:
    squares = combined(ast.Pow, combined(ast.Sub, x, y), 2)
    return _by(squares, reduction)


def _by(values: Any, reduction: Any) -> Any:
    join = {"mean": mean, "sum": total}.get(reduction)
    return values if join is None else reduced(values, join)


def _cross_entropy(p: Any, y: Any, reduction: Any = "mean") -> Any:
    """Binary cross-entropy of probabilities."""
    log = of_function("log")
    on = combined(ast.Mult, y, log(p))
    off = combined(ast.Mult, combined(ast.Sub, 1, y), log(combined(ast.Sub, 1, p)))
    return _by(negative(combined(ast.Add, on, off)), reduction)


def _leaky(x: Any, negative_slope: Any = Fraction(1, 100)) -> Any:
    return chosen_by(compared(ast.Gt, x, 0), x, combined(ast.Mult, negative_slope, x))


def _unique_diff(x: Any) -> Any:
    return Array.of([scalar(ast.Sub, b, a) for a, b in pairwise(as_array(x).entries)])


def _unknown(why: str) -> Callable[..., Any]:
    return lambda *_, **__: Unknown(why)


_SUM, _MEAN = _reduction(total), _reduction(mean)

FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **{word: of_function(word) for word in ("exp", "log", "tanh", "sigmoid", "relu", "softplus", "abs", "sign")},
    **dict.fromkeys(("absolute", "fabs"), of_function("abs")),
    **dict.fromkeys(("expit", "Sigmoid"), of_function("sigmoid")),
    "ln": of_function("log"),
    "log1p": lambda x: of_function("log")(combined(ast.Add, 1, x)),
    "expm1": lambda x: combined(ast.Sub, of_function("exp")(x), 1),
    "cosh": lambda x: combined(ast.Div, combined(ast.Add, of_function("exp")(x), of_function("exp")(negative(x))), 2),
    "sinh": lambda x: combined(ast.Div, combined(ast.Sub, of_function("exp")(x), of_function("exp")(negative(x))), 2),
    "sqrt": _root,
    "square": lambda x: combined(ast.Pow, x, 2),
    "reciprocal": lambda x: combined(ast.Div, 1, x),
    "leaky_relu": _leaky,
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
    **dict.fromkeys(("transpose", "t", "swapaxes", "permute"), _transposed),
    **dict.fromkeys(("reshape", "view", "resize"), _reshaped),
    "view_as": lambda x, y: as_array(x).reshaped(as_array(y).shape),
    "reshape_as": lambda x, y: as_array(x).reshaped(as_array(y).shape),
    **dict.fromkeys(("ravel",), _flat),
    "flatten": lambda x, *_: _flat(x).copy(),
    "squeeze": _squeezed,
    **dict.fromkeys(("expand_dims", "unsqueeze"), _expanded),
    "atleast_2d": _column,
    **dict.fromkeys(("concatenate", "concat", "cat"), _joined),
    "stack": _stacked,
    "hstack": _hstack,
    **dict.fromkeys(("vstack", "row_stack"), _vstack),
    "column_stack": _column_stack,
    "append": _appended,
    "insert": _inserted,
    "broadcast_to": lambda x, shape: spread(as_array(x), shape_of(shape)).copy(),
    "tile": lambda x, reps: x if reps == 1 else Unknown("'tile' is not followed"),
    **dict.fromkeys(("array", "matrix", "DataFrame"), _array),
    **dict.fromkeys(("asarray", "from_numpy", "asanyarray", "ascontiguousarray", "as_tensor", "Variable"), _same_array),
    **dict.fromkeys(("tensor", "Tensor", "FloatTensor", "DoubleTensor", "Parameter", "constant"), _tensor),
    "zeros": _filled(0),
    "empty": _filled(0),
    "ones": _filled(1),
    "full": _full,
    "zeros_like": _like(0),
    "empty_like": _like(0),
    "ones_like": _like(1),
    "full_like": lambda x, entry: Array.filled(as_array(x).shape, entry),
    **dict.fromkeys(("eye", "identity"), _eye),
    "arange": _arange,
    "diff": _unique_diff,
    **dict.fromkeys(("randn", "rand", "random_sample", "random", "standard_normal", "ranf", "sample"), _random),
    **dict.fromkeys(("normal", "uniform", "truncated_normal", "gauss", "xavier_uniform"), _drawn),
    "randn_like": _like(FRESH),
    "rand_like": _like(FRESH),
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
    "mse_loss": _half_of_square,
    "binary_cross_entropy": _cross_entropy,
    **dict.fromkeys(
        ("argmax", "argmin", "argsort", "choice", "permutation", "randint"),
        _unknown("an index that depends on the values"),
    ),
    **dict.fromkeys(("isclose", "allclose", "array_equal"), _unknown("whether two arrays are equal")),
    "number": lambda x: number(x),
}
"""Functions by the last word of their names; each takes what NumPy's takes."""

IGNORED = frozenset({"dtype", "device", "requires_grad", "order", "copy", "casting", "inplace", "where", "initial", "weight", "low", "high", "loc", "scale", "generator"})  # fmt: skip
"""Arguments by name that change no formula."""
