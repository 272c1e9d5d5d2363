"""From a file, or the name of a bundled assignment, to an Assignment."""

from __future__ import annotations

import contextlib
import re
import shlex
import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar, overload

from symbp.assignments import assignments
from symbp.errors import SpecError, did_you_mean
from symbp.limits import LARGEST_ASSIGNMENT, MOST_WRITTEN_OUT
from symbp.spec.arrays import outside_data as allowing_outside_data
from symbp.spec.assignment import Assignment
from symbp.spec.build import assignment_of
from symbp.spec.build_dense import dense_of, is_wide, written_lines
from symbp.spec.contents import ResolvedSpec, contents, document_of
from symbp.spec.dense import ArrayAssignment, to_arrays
from symbp.spec.formulas import FormulaContents, formula_assignment
from symbp.spec.numbers import NumberText
from symbp.spec.schema import FormulaFile, SpecFile, check_formulas, check_shape, with_current_keys

A = TypeVar("A", Assignment, Assignment | ArrayAssignment)

IN_MATRICES = (
    "it is worked out in matrices, by solve, derive, table and verify (in Python by dense_table and verify_dense)"
)

_DEEP = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){50}")


def bundled(*, wide: bool | None = None) -> tuple[str, ...]:
    """The names of the assignments that come with symbp, and with what has been added to it.

    Args:
        wide: only those that are worked out in matrices, or only the others; all if not given.

    >>> "nndl3" in bundled(wide=False), "nndl3" in bundled(wide=True)
    (True, False)
    """
    names = tuple(assignments)
    if wide is None:
        return names
    return tuple(name for name in names if _wide(name) is wide)


@cache
def _wide(name: str) -> bool:
    content = _contents(*_read(name))
    return isinstance(content, ResolvedSpec) and is_wide(content, MOST_WRITTEN_OUT)


@overload
def load(
    spec: str | Path, most_lines: int = ..., *, arrays: None = None, outside_data: bool = False
) -> Assignment | ArrayAssignment: ...


@overload
def load(
    spec: str | Path, most_lines: int = ..., *, arrays: Literal[False], outside_data: bool = False
) -> Assignment: ...


@overload
def load(
    spec: str | Path, most_lines: int = ..., *, arrays: Literal[True], outside_data: bool = False
) -> ArrayAssignment: ...


def load(
    spec: str | Path, most_lines: int = MOST_WRITTEN_OUT, *, arrays: bool | None = None, outside_data: bool = False
) -> Assignment | ArrayAssignment:
    """The assignment of a file, or a bundled one by its name.

    Args:
        spec: a file, or a bundled assignment by its name.
        most_lines: from how many lines on it is in arrays, and worked out in matrices.
        arrays: True for arrays whatever its size, False for lines alone.
        outside_data: whether array files may lie outside of the assignment's folder.

    Raises:
        SpecError: there is no such assignment, something in it does not fit, or it has not the form asked for:
            too wide to be written out in lines; units of a layer that differ, which have no form in arrays.

    >>> load("nndl3").network.weights
    ('w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8')
    >>> load("nndl3", arrays=True).weights[0]
    array([[ 0.2,  0.5],
           [-0.4,  0.6]])
    """

    def build(contents: ResolvedSpec) -> Assignment | ArrayAssignment:
        """The assignment in lines or in arrays, as asked for."""
        if arrays is None:
            return _either(contents, most_lines)
        return _arrays(contents) if arrays else _lines(contents)

    return _named(spec, build, outside=outside_data)


def text_of(spec: str | Path) -> str:
    """The text of an assignment file, or of a bundled assignment.

    Raises:
        SpecError: there is no such assignment.

    >>> text_of("nndl3").splitlines()[0]
    '# The 2-2-2 network of the course: eight weights, no biases, one example.'
    """
    return _read(spec)[0]


def in_lines(assignment: Assignment | ArrayAssignment | str | Path) -> Assignment:
    """An assignment line by line, where its name or its file may stand for it.

    Raises:
        SpecError: it cannot be read, or is in arrays.
    """
    if isinstance(assignment, ArrayAssignment):
        message = f"{assignment.name} is in arrays: {IN_MATRICES}"
        raise SpecError(message)
    return assignment if isinstance(assignment, Assignment) else load(assignment, arrays=False)


def _lines(contents: ResolvedSpec) -> Assignment:
    if is_wide(contents, MOST_WRITTEN_OUT):
        message = f"the network has more than {MOST_WRITTEN_OUT} lines: {IN_MATRICES}"
        raise SpecError(message)
    return assignment_of(contents)


def _arrays(contents: ResolvedSpec) -> ArrayAssignment:
    if contents.tables.network.layers is None or not is_wide(contents, 0):
        return to_arrays(assignment_of(contents))
    return dense_of(contents)


def _either(spec: ResolvedSpec, most_lines: int) -> Assignment | ArrayAssignment:
    if is_wide(spec, most_lines):
        return dense_of(spec)
    assignment = assignment_of(spec)
    if written_lines(spec) > most_lines:
        # Named units may still be fully connected; where they are not, lines are all there is.
        with contextlib.suppress(SpecError):
            return to_arrays(assignment)
    return assignment


def load_edited(
    spec: str | Path, edit: Callable[[dict[str, object]], None], most_lines: int
) -> Assignment | ArrayAssignment:
    """As ``load``, with the tables of the file edited before they are checked.

    Raises:
        SpecError: there is no such assignment, or what it has become does not fit.
    """
    text, name, folder = _read(spec)
    try:
        raw = with_current_keys(_toml(text))
        edit(raw)
        assignment = _built(_contents_of(raw, name, folder), lambda resolved: _either(resolved, most_lines))
        return replace(assignment, source=_asked_for(spec, name))
    except SpecError as error:
        message = f"{spec}: {error}"
        raise SpecError(message) from None


def parse_edited(text: str, name: str, edit: Callable[[dict[str, object]], None]) -> Assignment:
    """As ``parse``, with the tables edited before they are checked.

    Raises:
        SpecError: what the file has become does not fit.
    """
    raw = with_current_keys(_toml(text))
    edit(raw)
    return _built(_contents_of(raw, name, None), assignment_of)


def _with_text(assignment: Assignment, text: str) -> Assignment:
    """An assignment whose variants are other networks takes its text with it, of which they are made."""
    rules = assignment.variants
    return replace(assignment, variants=replace(rules, text=text)) if rules.activations or rules.layers else assignment


def _named(
    spec: str | Path, make: Callable[[ResolvedSpec], Assignment | ArrayAssignment], *, outside: bool
) -> Assignment | ArrayAssignment:
    """The assignment of a file, under the name by which it was asked for."""
    text, name, folder = _read(spec)
    try:
        with allowing_outside_data(allowed=outside):
            assignment = _built(_contents(text, name, folder), make)
        assignment = _with_text(assignment, text) if isinstance(assignment, Assignment) else assignment
        return replace(assignment, source=_asked_for(spec, name))
    except SpecError as error:
        message = f"{spec}: {error}"
        raise SpecError(message) from None


def _asked_for(spec: str | Path, name: str) -> str:
    """The word for an assignment on a command line: its name, or its file where nothing of the machine shows."""
    path = Path(spec)
    return name if str(spec) == name else shlex.quote(_line(path.name if path.is_absolute() else str(path)))


def is_bundled(name: str) -> bool:
    """Whether that is the name of an assignment, and not of a file.

    >>> is_bundled("nndl3"), is_bundled("nndl3.toml")
    (True, False)
    """
    # What looks like a file is no name: installed packages need not be asked for it.
    return not set(name) & set("./\\") and name in assignments


def _read(spec: str | Path) -> tuple[str, str, Path]:
    name = str(spec)
    path = assignments[name] if is_bundled(name) else Path(spec)
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
    if path.stat().st_size > LARGEST_ASSIGNMENT:
        return f"{name}: larger than {LARGEST_ASSIGNMENT // 1_000_000} MB; expected an assignment file"
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
        return replace(_with_text(_built(_contents(text, name, folder), assignment_of), text), source="")


def _built(content: ResolvedSpec | FormulaContents, make: Callable[[ResolvedSpec], A]) -> A | Assignment:
    """The assignment of a file, whose formulas stand for a network where it has some."""
    return formula_assignment(content) if isinstance(content, FormulaContents) else make(content)


def _contents(text: str, name: str, folder: Path | None) -> ResolvedSpec | FormulaContents:
    return _contents_of(with_current_keys(_toml(text)), name, folder)


def _contents_of(raw: dict[str, object], name: str, folder: Path | None) -> ResolvedSpec | FormulaContents:
    try:
        tables = check_formulas(raw) if "formulas" in raw else check_shape(raw)
        safe = re.sub(r"[^\w.-]++", "-", name)[:80].lstrip(".") or "assignment"
        tables.title = _line(tables.title) or _line(name)
        tables.notes = [_line(note) for note in tables.notes]
        if isinstance(tables, FormulaFile):
            return FormulaContents(tables, safe, document_of(tables.document, folder))
        return contents(tables, safe, folder)
    except SpecError:
        raise
    except (RecursionError, OverflowError, ValueError):
        # Numbers of thousands of digits and tables within tables fail in whatever touches them first.
        message = "a number in it is too large, or a table nested too deeply"
        raise SpecError(message) from None


def _toml(text: str) -> dict[str, object]:
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


def schema() -> dict[str, object]:
    """The JSON schema of an assignment file.

    >>> sorted(schema()["required"])
    ['data', 'loss', 'network', 'parameters']
    """
    return SpecFile.model_json_schema()
