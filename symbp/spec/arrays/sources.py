"""Where an array comes from: a file beside the assignment, or a recipe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from symbp.errors import SpecError, did_you_mean
from symbp.limits import MOST_DRAWN_NUMBERS
from symbp.spec.arrays.files import SUFFIXES, read_file
from symbp.spec.arrays.recipes import Recipe, recipe

Array = npt.NDArray[np.float64]

_LARGEST_WHOLE = 1e15


@dataclass(frozen=True, slots=True)
class ArraySource:
    """A file with the key of one of its arrays, or a recipe."""

    place: str
    file: str = ""
    key: str = ""
    drawn: Recipe | None = None


def is_source(entry: object) -> bool:
    """Whether something in an assignment stands for an array.

    >>> is_source("x.npy"), is_source({"seed": 1}), is_source("1/3"), is_source([1, 2])
    (True, True, False, False)
    """
    if isinstance(entry, str):
        return entry.lower().endswith(SUFFIXES)
    return isinstance(entry, dict)


def source(place: str, entry: object) -> ArraySource:
    """The source that a file name or a table means.

    Raises:
        SpecError: an unknown key.
    """
    if isinstance(entry, str):
        return ArraySource(place, file=str(entry))
    assert isinstance(entry, dict)
    if "file" in entry:
        for key in entry:
            if key not in ("file", "key"):
                message = f"{place}: unknown key '{key}'. {did_you_mean(key, ['file', 'key'])}"
                raise SpecError(message)
        if not all(isinstance(value, str) for value in entry.values()):
            message = f"{place}: expected file and key as text"
            raise SpecError(message)
        return ArraySource(place, file=entry["file"], key=entry.get("key", ""))
    return ArraySource(place, drawn=recipe(place, entry))


def resolve(origin: ArraySource, folder: Path | None, width: int) -> Array:
    """The matrix of a source, of the dtype float64.

    Args:
        origin: where it comes from.
        folder: what file names are relative to; None where there are no files.
        width: how many columns a recipe has.

    Raises:
        SpecError: the file cannot be used.
    """
    if origin.drawn is not None:
        if origin.drawn.samples * width > MOST_DRAWN_NUMBERS:
            count = f"{origin.drawn.samples} samples of {width} numbers"
            message = f"{origin.place}: {count}; at most {MOST_DRAWN_NUMBERS} are drawn"
            raise SpecError(message)
        return origin.drawn.draw(origin.drawn.samples * width).reshape(origin.drawn.samples, width)
    if folder is None:
        message = f"{origin.place}: '{origin.file}' is a file, and a text without a place has no files beside it"
        raise SpecError(message)
    try:
        return read_file(beside(folder, origin.file), origin.key)
    except SpecError as error:
        message = f"{origin.place}: {error}"
        raise SpecError(message) from None


_OUTSIDE = ContextVar("outside data", default=False)


@contextmanager
def outside_data(*, allowed: bool = True) -> Iterator[None]:
    """Within the block files may lie outside of the folder of the assignment that names them, where that is allowed."""
    before = _OUTSIDE.set(allowed or _OUTSIDE.get())
    try:
        yield
    finally:
        _OUTSIDE.reset(before)


def beside(folder: Path, name: str) -> Path:
    """The path of a file that an assignment names: an assignment from elsewhere reads nothing but what came with it.

    Raises:
        SpecError: it lies outside of the assignment's folder, itself or behind a link.

    >>> beside(Path("sheets"), "data/x.npy").name
    'x.npy'
    >>> beside(Path("sheets"), "../x.npy")
    Traceback (most recent call last):
    ...
    symbp.errors.SpecError: '../x.npy' lies outside of the assignment's folder; `symbp ...
    """
    path, target = folder / name, Path(name)
    if _OUTSIDE.get():
        return path
    try:
        inside = not target.is_absolute() and ".." not in target.parts
        inside = inside and path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        inside = False
    if not inside:
        message = f"'{name[:200]}' lies outside of the assignment's folder; "
        message += "`symbp --allow-outside-data` reads it (in Python outside_data=True)"
        raise SpecError(message)
    return path


def written_out(array: Array) -> list[Any]:
    """The numbers as text: the shortest decimals that read back as the same binary numbers.

    >>> written_out(np.array([[0.1, -2.0]]))
    [['0.1', '-2']]
    """
    if array.ndim == 1:
        return [_text(float(value)) for value in array]
    return [written_out(row) for row in array]


def _text(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < _LARGEST_WHOLE else repr(value)
