"""The shapes of arrays: making, turning, joining them, as NumPy and torch do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import prod
from typing import Any

from symbp.marking.listing.arithmetic import as_array, spread
from symbp.marking.listing.values import FRESH, Array, NotUnderstoodError, Unknown


def shape_of(value: object) -> tuple[int, ...]:
    """The lengths of the axes that a program asks for: 3, (2, 3) or [2, 3]."""
    lengths = value.entries if isinstance(value, Array) else value if isinstance(value, list | tuple) else [value]
    for length in lengths:
        if isinstance(length, Unknown):
            raise NotUnderstoodError(length.reason, outside=length.outside)
        if not isinstance(length, int):
            message = "a shape that is not plain whole numbers"
            raise NotUnderstoodError(message)
    return tuple(lengths)


def _dimensions(shape: tuple[object, ...]) -> tuple[int, ...]:
    return shape_of(shape[0] if len(shape) == 1 else shape)


def _filled(entry: object) -> Callable[..., object]:
    def array(*lengths: object, size: object = None, shape: object = None) -> object:
        """An array of this entry everywhere; its shape may be given in any of three ways."""
        size = shape if size is None else size
        return Array.filled(_dimensions(lengths or ((size,) if size is not None else (1,))), entry)

    return array


def _like(entry: object) -> Callable[..., object]:
    return lambda x: Array.filled(as_array(x).shape, entry)


def _full(shape: object, fill_value: object) -> object:
    return Array.filled(shape_of(shape), fill_value)


def _random(*shape: object, size: object = None) -> object:
    """Random numbers of the shape that ``randn(2, 3)`` or ``size=`` asks for."""
    if size is not None:
        return Array.filled(shape_of(size), FRESH)
    return Array.filled(_dimensions(shape), FRESH) if shape else FRESH


def _drawn(*bounds: object, size: object = None) -> object:
    """Random numbers between bounds, or about a mean: the shape comes third."""
    size = bounds[2] if size is None and len(bounds) > 2 else size
    return FRESH if size is None else Array.filled(shape_of(size), FRESH)


def _eye(count: int, columns: int | None = None) -> object:
    width = count if columns is None else columns
    found = Array.filled((count, width), 0)
    found.fill(int(cell // width == cell % width) for cell in range(count * width))
    return found


def _arange(*bounds: Any) -> object:
    values = [int(b) if isinstance(b, Fraction) and b.denominator == 1 else b for b in bounds]
    if not 1 <= len(values) <= 3 or any(not isinstance(b, int) for b in values) or 0 in values[2:]:
        message = "a range that is not plain whole numbers"
        raise NotUnderstoodError(message)
    return Array.of(list(range(*values)[:5001]))


def _transposed(x: object, *axes: Any) -> object:
    array = as_array(x)
    if len(axes) == 2 and isinstance(x, Array) and set(axes) <= {0, 1, -1, -2}:
        return array.transposed() if axes[0] % 2 != axes[1] % 2 else array
    return array.transposed(shape_of(axes[0] if len(axes) == 1 else axes) if axes else None)


def _reshaped(x: object, *shape: object) -> Any:
    return as_array(x).reshaped(_dimensions(shape))


def _flat(x: object, *_: object) -> Any:
    return as_array(x).reshaped((-1,))


def _squeezed(x: object, axis: Any = None, dim: object = None) -> object:
    array = as_array(x)
    axis = dim if axis is None else axis
    only = None if axis is None else axis % max(len(array.shape), 1)
    shape = tuple(n for i, n in enumerate(array.shape) if n != 1 or (only is not None and i != only))
    return array.reshaped(shape)


def _expanded(x: object, axis: Any = None, dim: Any = None) -> object:
    array = as_array(x)
    place = axis if axis is not None else dim if dim is not None else 0
    place %= len(array.shape) + 1
    return array.reshaped((*array.shape[:place], 1, *array.shape[place:]))


def _column(x: object) -> object:
    array = as_array(x)
    return array.reshaped((1, -1)) if len(array.shape) < 2 else array


def _joined(parts: Any, axis: Any = 0, dim: object = None) -> object:
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


def _stacked(parts: Any, axis: object = 0, dim: object = None) -> object:
    return _joined([_expanded(part, axis if dim is None else dim) for part in parts], axis if dim is None else dim)


def _hstack(parts: Any) -> object:
    arrays = [as_array(part) if as_array(part).shape else as_array(part).reshaped((1,)) for part in parts]
    return _joined(arrays, 0 if len(arrays[0].shape) == 1 else 1)


def _vstack(parts: Any) -> object:
    return _joined([_column(part) for part in parts], 0)


def _column_stack(parts: Any) -> object:
    arrays = [as_array(part) for part in parts]
    return _joined([a.reshaped((-1, 1)) if len(a.shape) == 1 else a for a in arrays], 1)


def _appended(x: object, values: object, axis: object = None) -> object:
    return _joined([_flat(x), _flat(values)] if axis is None else [x, values], axis or 0)


def _inserted(x: object, place: object, values: object, axis: object = None) -> object:
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


def _array(x: object, ndmin: object = 0) -> object:
    outside = _from_outside(x)
    if outside is not None:
        return outside
    found = Array.of(list(x) if isinstance(x, range) else x)
    while isinstance(ndmin, int) and len(found.shape) < min(ndmin, 4):
        found = found.reshaped((1, *found.shape))
    return found


def _from_outside(values: object) -> Unknown | None:
    """The first thing in a list, or in lists within it, that comes from outside of the listing."""
    while isinstance(values, list) and values and all(isinstance(part, list | Unknown) for part in values):
        values = values[0]
    return values if isinstance(values, Unknown) and values.outside else None


def _same_array(x: object) -> object:
    return x if isinstance(x, Array) else _array(x)


def _tensor(*x: object) -> object:
    return _filled(0)(*x) if len(x) > 1 else _array(x[0])


SHAPES: Mapping[str, Callable[..., Any]] = {
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
    **dict.fromkeys(("array", "matrix", "DataFrame"), _array),
    **dict.fromkeys(("asarray", "from_numpy", "asanyarray", "ascontiguousarray", "as_tensor", "Variable"), _same_array),
    **dict.fromkeys(("tensor", "Tensor", "FloatTensor", "DoubleTensor", "Parameter", "constant"), _tensor),
    "zeros": _filled(0),
    "new_zeros": lambda _, *shape: _filled(0)(*shape),
    "new_ones": lambda _, *shape: _filled(1)(*shape),
    "new_tensor": lambda _, value: _array(value),
    "empty": _filled(0),
    "ones": _filled(1),
    "full": _full,
    "zeros_like": _like(0),
    "empty_like": _like(0),
    "ones_like": _like(1),
    "full_like": lambda x, entry: Array.filled(as_array(x).shape, entry),
    **dict.fromkeys(("eye", "identity"), _eye),
    "arange": _arange,
    **dict.fromkeys(("randn", "rand", "random_sample", "random", "standard_normal", "ranf", "sample"), _random),
    **dict.fromkeys(("normal", "uniform", "truncated_normal", "gauss", "xavier_uniform"), _drawn),
    "randn_like": _like(FRESH),
    "rand_like": _like(FRESH),
}
"""Functions by the last word of their names; each takes what NumPy's takes."""
