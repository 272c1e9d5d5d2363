"""From a file, or the name of a bundled assignment, to an Assignment."""

from __future__ import annotations

import contextlib
import re
import shlex
import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from symbp.errors import SpecError, did_you_mean
from symbp.spec.arrays import outside_data as allowing_outside_data
from symbp.spec.assignment import Assignment
from symbp.spec.build import assignment_of
from symbp.spec.build_dense import MOST_WRITTEN_OUT, dense_of, is_wide, written_lines
from symbp.spec.contents import Contents, contents
from symbp.spec.dense import Dense, in_arrays
from symbp.spec.numbers import NumberText
from symbp.spec.schema import SpecFile, check_shape

LARGEST_FILE = 8_000_000

_DEEP = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){50}")


@cache
def bundled(*, wide: bool | None = None) -> tuple[str, ...]:
    """The names of the assignments that come with symbp.

    Args:
        wide: only those that are worked out in matrices, or only the others; all if not given.

    >>> "nndl3" in bundled(wide=False), "nndl3" in bundled(wide=True)
    (True, False)
    """
    folder = resources.files("symbp") / "assignments"
    names = tuple(sorted(p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml")))
    if wide is None:
        return names
    return tuple(name for name in names if is_wide(_contents(*_read(name)), MOST_WRITTEN_OUT) is wide)


def load(spec: str | Path, *, outside_data: bool = False) -> Assignment:
    """The assignment of a file, or a bundled one by its name.

    Args:
        spec: a file, or a bundled assignment by its name.
        outside_data: whether array files may lie outside of the assignment's folder.

    Raises:
        SpecError: there is no such assignment, it is too wide to be written out, or something in it
            does not fit.

    >>> load("nndl3").network.weights
    ('w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8')
    """

    def by_line(found: Contents) -> Assignment:
        if is_wide(found, MOST_WRITTEN_OUT):
            message = f"the network has more than {MOST_WRITTEN_OUT} lines: it is worked out in matrices, "
            message += "by solve, derive, table and verify (in Python by symbp.load_dense)"
            raise SpecError(message)
        return assignment_of(found)

    return _named(spec, by_line, outside=outside_data)


def load_any(spec: str | Path, most_lines: int = MOST_WRITTEN_OUT, *, outside_data: bool = False) -> Assignment | Dense:
    """An assignment line by line, or in arrays where the lines are more than anybody would read.

    Args:
        spec: a file, or a bundled assignment by its name.
        most_lines: from how many lines on it is worked out in matrices.
        outside_data: whether array files may lie outside of the assignment's folder.

    Raises:
        SpecError: there is no such assignment, or something in it does not fit.
    """
    return _named(spec, lambda found: _either(found, most_lines), outside=outside_data)


def _either(found: Contents, most_lines: int) -> Assignment | Dense:
    if is_wide(found, most_lines):
        return dense_of(found)
    assignment = assignment_of(found)
    if written_lines(found) > most_lines:
        # Named units may still be fully connected; where they are not, lines are all there is.
        with contextlib.suppress(SpecError):
            return in_arrays(assignment)
    return assignment


def load_edited(spec: str | Path, edit: Callable[[dict[str, Any]], None], most_lines: int) -> Assignment | Dense:
    """As ``load_any``, with the tables of the file edited before they are checked.

    Raises:
        SpecError: there is no such assignment, or what it has become does not fit.
    """
    text, name, folder = _read(spec)
    try:
        raw = _toml(text)
        edit(raw)
        return replace(_either(_contents_of(raw, name, folder), most_lines), source=_asked_for(spec, name))
    except SpecError as error:
        message = f"{spec}: {error}"
        raise SpecError(message) from None


def load_dense(spec: str | Path, *, outside_data: bool = False) -> Dense:
    """An assignment in arrays, whatever its size: layers that are fully connected, one activation a layer.

    Args:
        spec: a file, or a bundled assignment by its name.
        outside_data: whether array files may lie outside of the assignment's folder.

    Raises:
        SpecError: there is no such assignment, or it has no form in arrays.

    >>> load_dense("nndl3").weights[0]
    array([[ 0.2,  0.5],
           [-0.4,  0.6]])
    """

    def arrays(found: Contents) -> Dense:
        if found.tables.network.layers is None or not is_wide(found, 0):
            return in_arrays(assignment_of(found))
        return dense_of(found)

    return _named(spec, arrays, outside=outside_data)


T = TypeVar("T", Assignment, Dense, Assignment | Dense)


def _named(spec: str | Path, make: Callable[[Contents], T], *, outside: bool) -> T:
    """What is made of a file, under the name by which it was asked for."""
    text, name, folder = _read(spec)
    try:
        with allowing_outside_data(allowed=outside):
            return replace(make(_contents(text, name, folder)), source=_asked_for(spec, name))
    except SpecError as error:
        message = f"{spec}: {error}"
        raise SpecError(message) from None


def _asked_for(spec: str | Path, name: str) -> str:
    """What stands for an assignment on a command line: its name, or its file where nothing of the machine shows."""
    path = Path(spec)
    return name if str(spec) == name else shlex.quote(_line(path.name if path.is_absolute() else str(path)))


def _read(spec: str | Path) -> tuple[str, str, Path]:
    name = str(spec)
    if name in bundled():
        folder = Path(str(resources.files("symbp") / "assignments"))
        return (folder / f"{name}.toml").read_text("utf-8"), name, folder
    path = Path(spec)
    try:
        fault = _not_readable(path, name)
        if not fault:
            return path.read_text("utf-8-sig"), path.stem, path.parent
    except UnicodeDecodeError:
        fault = f"{name}: not text in UTF-8; expected an assignment file in TOML"
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a possible file name"
        fault = f"'{name[:200]}' cannot be read: {reason}"
    raise SpecError(fault)


def _not_readable(path: Path, name: str) -> str:
    if not path.is_file():
        what = "a folder" if path.is_dir() else "neither a file nor a bundled assignment"
        return f"'{name}' is {what}. {did_you_mean(name, bundled())}"
    if path.stat().st_size > LARGEST_FILE:
        return f"{name}: larger than {LARGEST_FILE // 1_000_000} MB; expected an assignment file"
    return ""


def parse(text: str, name: str = "assignment", folder: Path | None = None, *, outside_data: bool = False) -> Assignment:
    """The assignment in a TOML text.

    Args:
        text: the file's content.
        name: short name.
        folder: where the array files are that it names.
        outside_data: whether they may lie outside of it.

    Raises:
        SpecError: not TOML, or something in it does not fit.
    """
    with allowing_outside_data(allowed=outside_data):
        return replace(assignment_of(_contents(text, name, folder)), source="")


def _contents(text: str, name: str, folder: Path | None) -> Contents:
    return _contents_of(_toml(text), name, folder)


def _contents_of(raw: dict[str, Any], name: str, folder: Path | None) -> Contents:
    try:
        tables = check_shape(raw)
        safe = re.sub(r"[^\w.-]++", "-", name)[:80].lstrip(".") or "assignment"
        tables.title = _line(tables.title) or _line(name)
        tables.notes = [_line(note) for note in tables.notes]
        return contents(tables, safe, folder)
    except SpecError:
        raise
    except (RecursionError, OverflowError, ValueError):
        # Numbers of thousands of digits and tables within tables fail in whatever touches them first.
        message = "a number in it is too large, or a table nested too deeply"
        raise SpecError(message) from None


def _toml(text: str) -> dict[str, Any]:
    text = text.removeprefix("\ufeff")
    if _DEEP.search(text):
        message = "not valid TOML: nested too deeply"
        raise SpecError(message)
    try:
        # A float keeps the digits that were typed: 0.35 is 7/20 and 0.10 is not 0.1.
        return tomllib.loads(text, parse_float=NumberText)
    except tomllib.TOMLDecodeError as error:
        reason = str(error).replace("Cannot overwrite a value", "a key is given twice")
        message = f"not valid TOML: {reason[0].lower()}{reason[1:]}"
    except RecursionError:
        message = "not valid TOML: nested too deeply"
    except ValueError:
        # Python refuses to convert whole numbers of thousands of digits.
        message = "not valid TOML: a number with thousands of digits"
    raise SpecError(message)


def _line(text: str) -> str:
    """One line of plain text: control characters and line breaks become spaces."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def schema() -> dict[str, Any]:
    """The JSON schema of an assignment file.

    >>> sorted(schema()["required"])
    ['data', 'loss', 'network', 'parameters']
    """
    return SpecFile.model_json_schema()
