"""Windows that slide over a vector or a matrix: convolution and pooling.

Convolution is what deep learning calls so: the kernel is not flipped (Goodfellow, Bengio & Courville, Deep Learning,
2016, section 9.1). Of each there are two columns that share nothing: with SymPy's entries, and in NumPy.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from symbp.errors import FormulaError
from symbp.limits import LARGEST_WINDOW

Array = Any
"""Entries: SymPy's in an object array, or complex numbers."""


def correlated(x: Array, kernel: Array, stride: Array = 1, padding: Array = 0) -> Array:
    """The sum of products of the kernel with each window.

    Args:
        x: a vector or a matrix.
        kernel: of as many axes.
        stride: by how much the window moves.
        padding: how many zeros stand around x.

    >>> correlated(np.array([1, 2, 3, 4]), np.array([1, 0, -1])).astype(int).tolist()
    [-2, -2]
    """
    step, rim = _whole(stride, 1), _whole(padding, 0)
    padded = np.pad(x, rim) if rim else x
    return _each(padded, np.shape(kernel), step, lambda window: (window * kernel).sum())


def pooled(of: Callable[[Array], Array]) -> Callable[..., Array]:
    """A function of each window: its size, and by how much it moves, by its size where nothing is said."""

    def pool(x: Array, size: Array, stride: Array | None = None) -> Array:
        """One number a window; ``size`` and ``stride`` (by default the same) are whole numbers of entries."""
        length = _whole(size, 1)
        return _each(
            x, (length,) * np.ndim(x), length if stride is None else _whole(stride, 1), lambda part: of(part).item()
        )

    return pool


def _each(x: Array, size: tuple[int, ...], step: int, of: Callable[[Array], Array]) -> Array:
    if not np.ndim(x) == len(size) or np.ndim(x) not in (1, 2):
        raise ValueError
    counts = [(length - width) // step + 1 for length, width in zip(np.shape(x), size, strict=True)]
    if min(counts) < 1:
        raise ValueError
    values = np.empty(counts, dtype=object)
    for place in itertools.product(*map(range, counts)):
        window = tuple(slice(at * step, at * step + width) for at, width in zip(place, size, strict=True))
        values[place] = of(x[window])
    return values


def _whole(number: Array, least: int) -> int:
    try:
        value = complex(np.asarray(number).item()).real
    except TypeError:
        value = 0.5
    if not value.is_integer() or not least <= value <= LARGEST_WINDOW:
        message = (
            f"a stride, a padding or the size of a window: expected a whole number from {least} to {LARGEST_WINDOW}"
        )
        raise FormulaError(message)
    return int(value)


def numeric_correlated(x: Array, kernel: Array, stride: Array = 1, padding: Array = 0) -> Array:
    """The same in NumPy: shifted copies of x, each times an entry of the kernel, added up."""
    step, rim = _whole(stride, 1), _whole(padding, 0)
    x = np.pad(x, rim)
    sizes = [length - width + 1 for length, width in zip(x.shape, kernel.shape, strict=True)]
    total = np.zeros(sizes, dtype=complex)
    for place, weight in np.ndenumerate(kernel):
        total += weight * x[tuple(slice(at, at + size) for at, size in zip(place, sizes, strict=True))]
    return total[(slice(None, None, step),) * x.ndim]


def numeric_pooled(of: Callable[[Array], Array]) -> Callable[..., Array]:
    """The same in NumPy, with views of its own."""

    def pool(x: Array, size: Array, stride: Array | None = None) -> Array:
        """One number a window, in floats."""
        length = _whole(size, 1)
        views = np.lib.stride_tricks.sliding_window_view(x, (length,) * x.ndim)
        chosen = views[(slice(None, None, length if stride is None else _whole(stride, 1)),) * x.ndim]
        flat = chosen.reshape(*chosen.shape[: x.ndim], -1)
        return np.apply_along_axis(lambda window: np.asarray(of(window)).item(), -1, flat)

    return pool
