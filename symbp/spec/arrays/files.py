"""Array files, looked at before they are used: ``.npy``, ``.npz`` and CSV.

Nothing in a file is ever executed: arrays of Python objects, which NumPy would unpickle, are refused
by their header, before any content is read.

Source of the format: NumPy, ``numpy.lib.format``, versions 1.0 to 3.0.
"""

from __future__ import annotations

import csv
import io
import math
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from symbp.errors import SpecError, did_you_mean
from symbp.limits import LONGEST_HEADER, MOST_ARRAY_NUMBERS
from symbp.spec.numbers import read_number

Array = npt.NDArray[np.float64]


SUFFIXES = (".npy", ".npz", ".csv")
# What NumPy, zipfile and csv raise about a file that is not what it says.
_FAULTS = (
    EOFError,
    ValueError,
    TypeError,
    KeyError,
    RuntimeError,
    OverflowError,
    MemoryError,
    SyntaxError,
    struct.error,
    tokenize.TokenError,
    zlib.error,
    csv.Error,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
)


def read_file(path: Path, key: str = "") -> Array:
    """The numbers in a file, as binary floating point; a single row of a CSV file is still a row.

    Args:
        path: a ``.npy``, ``.npz`` or ``.csv`` file.
        key: which array of an ``.npz`` file.

    Raises:
        SpecError: no such file, not such an array, too large, not numbers, or not all finite.
    """
    readers = {".npy": _npy, ".npz": _npz, ".csv": _csv}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        message = f"'{path.name}' is no array file. Known: {', '.join(SUFFIXES)}"
        raise SpecError(message)
    try:
        array = _opened(reader, path, key)
    except SpecError:
        raise
    except OSError as error:
        message = f"'{path.name}' cannot be read: {error.strerror or 'an error of the system'}"
        raise SpecError(message) from None
    except _FAULTS:
        message = f"'{path.name}' cannot be read as {path.suffix.lower()}: it is damaged, or no such file"
        raise SpecError(message) from None
    return _finite(array, path.name)


def _opened(reader: Callable[[Path, str], Array], path: Path, key: str) -> Array:
    if not path.is_file():
        message = f"'{path.name}' is not a file that can be read"
        raise SpecError(message)
    return reader(path, key)


def keys_of(path: Path) -> list[str]:
    """The names of the arrays in an ``.npz`` file.

    Raises:
        SpecError: it is no such file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return [name.removesuffix(".npy") for name in archive.namelist()]
    except (OSError, *_FAULTS):
        message = f"'{path.name}' cannot be read as .npz: it is damaged, or no such file"
        raise SpecError(message) from None


def _npy(path: Path, key: str) -> Array:
    if key:
        message = f"'{path.name}' holds a single array and has no keys"
        raise SpecError(message)
    with path.open("rb") as file:
        return _array(file, path.name, path.stat().st_size)


def _npz(path: Path, key: str) -> Array:
    with zipfile.ZipFile(path) as archive:
        names = [name.removesuffix(".npy") for name in archive.namelist()]
        if not key and len(names) == 1:
            key = names[0]
        if key not in names:
            what = f"no array '{key}'" if key else "several arrays: expected a key"
            message = f"'{path.name}' holds {what}. {did_you_mean(key, names)}"
            raise SpecError(message)
        entry = archive.getinfo(f"{key}.npy")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            message = f"'{path.name}' is packed in a way that NumPy does not use"
            raise SpecError(message)
        with archive.open(entry) as file:
            # The size in the directory bounds what is unpacked: a small file cannot become a large one.
            return _array(
                io.BytesIO(_bounded(file, entry.file_size, path.name)), f"{path.name}, {key}", entry.file_size
            )


def _bounded(file: Any, size: int, name: str) -> bytes:
    if size > 8 * MOST_ARRAY_NUMBERS + 10_000:
        message = f"'{name}' is too large: at most {MOST_ARRAY_NUMBERS} numbers are read"
        raise SpecError(message)
    content: bytes = file.read(size + 1)
    if len(content) > size:
        message = f"'{name}' is longer than its directory says"
        raise SpecError(message)
    return content


def _array(file: BinaryIO, name: str, size: int) -> Array:
    """An array, after its header has been found to be harmless."""
    version = np.lib.format.read_magic(file)
    first = version == (1, 0)
    start = file.tell()
    (length,) = struct.unpack("<H" if first else "<I", file.read(2 if first else 4))
    if length > LONGEST_HEADER:
        message = f"'{name}' has a header of {length} characters; at most {LONGEST_HEADER} are read"
        raise SpecError(message)
    file.seek(start)
    read = np.lib.format.read_array_header_1_0 if first else np.lib.format.read_array_header_2_0
    shape, fortran, kind = read(file, max_header_size=LONGEST_HEADER)
    if kind.kind not in "iufb":
        message = f"'{name}' holds entries of the type {str(kind)[:40]}; expected whole or floating-point numbers"
        raise SpecError(message)
    count = math.prod(shape)
    if not 0 < count <= MOST_ARRAY_NUMBERS or not 1 <= len(shape) <= 2 or any(not n > 0 for n in shape):
        expected = f"expected a vector or a matrix of at most {MOST_ARRAY_NUMBERS} numbers"
        message = f"'{name}' has the shape {_shape(shape)}: {expected}"
        raise SpecError(message)
    if count * kind.itemsize + file.tell() > size:
        message = f"'{name}' ends before its {count} numbers do"
        raise SpecError(message)
    flat = np.frombuffer(file.read(count * kind.itemsize), dtype=kind)
    return np.asarray(flat.reshape(shape, order="F" if fortran else "C"), dtype=np.float64)


def _shape(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) or "of a single number"


def _csv(path: Path, key: str) -> Array:
    """Numbers with commas, semicolons or blanks between them; a first row without numbers is a head."""
    if key:
        message = f"'{path.name}' is a table and has no keys"
        raise SpecError(message)
    if path.stat().st_size > 25 * MOST_ARRAY_NUMBERS:
        message = f"'{path.name}' is too large: at most {MOST_ARRAY_NUMBERS} numbers are read"
        raise SpecError(message)
    text = path.read_text("utf-8-sig")
    rows: list[list[float]] = []
    for number, row in enumerate(_rows(text), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and not any(_like_a_number(cell) for cell in cells)):
            continue
        rows.append([_cell(cell, path.name, number, column) for column, cell in enumerate(cells, start=1)])
        if len(rows[-1]) != len(rows[0]):
            message = (
                f"'{path.name}', row {number}: {len(rows[-1])} numbers; expected {len(rows[0])} as in the first row"
            )
            raise SpecError(message)
    if not rows:
        message = f"'{path.name}' holds no numbers"
        raise SpecError(message)
    return np.array(rows, dtype=np.float64)


def _rows(text: str) -> Iterator[list[str]]:
    """The cells of a table with semicolons, commas or blanks between them."""
    first = text.partition("\n")[0]
    if ";" in first or "," in first:
        yield from csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ",")
        return
    yield from (line.split() for line in text.splitlines())


def _like_a_number(cell: str) -> bool:
    """Whether a cell of the first row is meant as a number, and not as the name of a column."""
    return cell[:1].isdigit() or cell[:1] in ("+", "-", ".")


def _cell(cell: str, name: str, row: int, column: int) -> float:
    try:
        return float(read_number(cell).value)
    except (SpecError, OverflowError):
        # What stands there is nobody's business: the file may hold something else than numbers.
        message = f"'{name}', row {row}, column {column}: expected a number"
        raise SpecError(message) from None


def _finite(array: Array, name: str) -> Array:
    finite = np.isfinite(array)
    if not finite.all():
        where = [int(index) + 1 for index in np.argwhere(~finite)[0]]
        value = array[tuple(index - 1 for index in where)]
        message = f"'{name}': the entry [{', '.join(map(str, where))}] is {value}; expected finite numbers"
        raise SpecError(message)
    return array
