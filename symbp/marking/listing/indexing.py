"""Entries of arrays by NumPy's rules: numbers, slices, None, masks and lists of indices."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Any

from symbp.marking.expression import Expression
from symbp.marking.listing.arithmetic import chosen_by, spread
from symbp.marking.listing.values import Array, Condition, NotUnderstoodError, Unknown


def selected(array: Array, index: object) -> object:
    """The entries at an index: a view for numbers and slices, else a copy.

    >>> a = Array.of([[1, 2], [3, 4]])
    >>> selected(a, (1, 0)), selected(a, (slice(None), 1)).entries, selected(a, ([0, 1], [1, 0])).entries
    (3, [2, 4], [2, 3])
    """
    mask = _mask(array, index)
    if mask is not None:
        entries = [entry for entry, kept in zip(array.entries, mask.entries, strict=True) if kept]
        if any(not isinstance(kept, bool) for kept in mask.entries):
            return Unknown("entries that are picked by a condition")
        return Array((len(entries),), entries)
    shape, cells, basic = _places(array, index)
    if not shape:
        return array.store[cells[0]]
    view = array.view(shape, cells)
    return view if basic else view.copy()


def assign(array: Array, index: object, value: object) -> None:
    """Write numbers into the entries at an index."""
    mask = _mask(array, index)
    if mask is not None:
        array.fill(chosen_by(mask, _for_mask(array, mask, value), array).entries)
        return
    shape, cells, _ = _places(array, index)
    given = value if isinstance(value, Array) else Array.of(value) if isinstance(value, list | tuple) else None
    if given is None:
        given = Array((), [value])
    while len(given.shape) > len(shape) and given.shape[0] == 1:
        given = given.reshaped(given.shape[1:])
    entries = spread(given, shape).entries if given.shape != shape else given.entries
    if len(entries) != len(cells):
        message = f"values of the shape {given.shape} for entries of the shape {shape}"
        raise NotUnderstoodError(message)
    for cell, entry in zip(cells, entries, strict=True):
        array.store[cell] = entry


def _for_mask(array: Array, mask: Array, value: object) -> object:
    """The values that are written through a mask: one number, or what another array has at the same places."""
    if isinstance(value, Array) and value.shape and value.shape != array.shape:
        known = all(isinstance(kept, bool) for kept in mask.entries)
        if known and len(value.cells) == sum(mask.entries):
            rest = iter(value.entries)
            return Array(array.shape, [next(rest) if kept else 0 for kept in mask.entries])
        message = "values of another shape than the entries that a mask picks"
        raise NotUnderstoodError(message)
    return value


def _mask(array: Array, index: object) -> Array | None:
    """An index that says of every entry whether it is meant; None for another."""
    if isinstance(index, tuple) and len(index) == 1:
        index = index[0]
    if isinstance(index, list) and index and all(isinstance(each, bool) for each in index):
        index = Array.of(index)
    if not isinstance(index, Array) or not index.cells:
        return None
    if not all(isinstance(entry, bool | Condition) for entry in index.entries):
        return None
    if index.shape == array.shape:
        return index
    if index.shape == array.shape[: len(index.shape)]:
        longer = index.reshaped(index.shape + (1,) * (len(array.shape) - len(index.shape)))
        return spread(longer, array.shape)
    message = f"a mask of the shape {index.shape} for an array of the shape {array.shape}"
    raise NotUnderstoodError(message)


def _places(array: Array, index: object) -> tuple[tuple[int, ...], list[int], bool]:
    """The shape of what an index picks, its cells, and whether it is a view."""
    parts = list(index) if isinstance(index, tuple) else [index]
    taken = sum(part is not None and part is not Ellipsis for part in parts)
    if Ellipsis in [part for part in parts if not isinstance(part, Array | list)]:
        at = next(i for i, part in enumerate(parts) if part is Ellipsis)
        parts[at : at + 1] = [slice(None)] * (len(array.shape) - taken)
    else:
        parts += [slice(None)] * (len(array.shape) - taken)
    if taken > len(array.shape):
        message = f"{taken} indices for an array of the shape {array.shape}"
        raise NotUnderstoodError(message)
    axes: list[tuple[int | None, Any]] = []
    lists: list[tuple[int, Array]] = []
    axis = 0
    for part in parts:
        if part is None:
            axes.append((None, [0]))
            continue
        length = array.shape[axis]
        match part:
            case slice():
                axes.append((axis, range(length)[_plain(part)]))
            case int():
                axes.append((axis, _position(part, length)))
            case Array() | list() | tuple() | range():
                lists.append((axis, Array.of(list(part) if isinstance(part, range) else part)))
                axes.append((axis, None))
            case Unknown():
                raise NotUnderstoodError(part.reason, outside=part.outside)
            case _:
                message = "an index that is not a plain whole number"
                raise NotUnderstoodError(message)
        axis += 1
    steps = [prod(array.shape[i + 1 :]) for i in range(len(array.shape))]
    return _picked(array, axes, _paired(array, lists), steps)


def _picked(
    array: Array,
    axes: Sequence[tuple[int | None, Any]],
    paired: tuple[tuple[int, ...], list[int]] | None,
    steps: Sequence[int],
) -> tuple[tuple[int, ...], list[int], bool]:
    """The cells of every combination; what lists of indices pick together is one axis of its own."""
    shape: list[int] = []
    offsets: list[list[int]] = []
    placed = False
    for axis, places in axes:
        if places is None:
            if not placed and paired is not None:
                shape += paired[0]
                offsets.append(paired[1])
            placed = True
        elif axis is None:
            shape.append(1)
            offsets.append([0])
        elif isinstance(places, int):
            offsets.append([places * steps[axis]])
        else:
            shape.append(len(places))
            offsets.append([place * steps[axis] for place in places])
    cells = [array.cells[sum(offset)] for offset in product(*offsets)]
    return tuple(shape), cells, paired is None


def _paired(array: Array, lists: Sequence[tuple[int, Array]]) -> tuple[tuple[int, ...], list[int]] | None:
    """Lists of indices are taken in pairs: the shape, and how far in the array each pair is."""
    if not lists:
        return None
    longest = max((indices for _, indices in lists), key=lambda indices: len(indices.cells))
    offsets = [0] * len(longest.cells)
    for axis, indices in lists:
        step = prod(array.shape[axis + 1 :])
        for i, place in enumerate(spread(indices, longest.shape).entries):
            if not isinstance(place, int):
                # Labels, as in np.eye(10)[y]: what is picked by them comes from the data too.
                message = "an index that is not a plain whole number"
                raise NotUnderstoodError(message, outside=isinstance(place, Expression))
            offsets[i] += _position(place, array.shape[axis]) * step
    return longest.shape, offsets


def _position(place: int, length: int) -> int:
    if not -length <= place < length:
        message = f"entry {place} of {length}"
        raise NotUnderstoodError(message)
    return place % length


def _plain(part: slice) -> slice:
    for bound in (part.start, part.stop, part.step):
        if bound is not None and not isinstance(bound, int):
            message = "a slice that is not plain whole numbers"
            raise NotUnderstoodError(message)
    if part.step == 0:
        message = "a slice with a step of 0"
        raise NotUnderstoodError(message)
    return part
