"""A sheet and a key for each student."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib

from symbp.errors import SymbpError, UnknownNameError
from symbp.files import write_all
from symbp.limits import MOST_BOUND, MOST_VARIANTS_DRAWN
from symbp.page.formats import Style, files
from symbp.page.programs import bound
from symbp.reading.codes import code_of
from symbp.solving import Solution
from symbp.solving.sheet import Worksheet
from symbp.spec import Assignment
from symbp.tables import table
from symbp.variants.drawing import lines_of, numbers_of, variant
from symbp.version import __version__

KINDS = {"worksheets": "worksheet", "keys": "key"}
"""Folders, and the name of the document in each."""
_MOST_BYTES = 10_000_000
_NAMES = ("student", "id", "username", "matriculation", "number", "email", "name")
"""Heads of the column that names a student, the likeliest first."""


@dataclass(frozen=True)
class SheetOptions:
    """The documents that each student has.

    Attributes:
        to: formats of the sheet and its key, such as pdf.
        gaps, hint: of the worksheet.
        templates: folder of templates of one's own; empty for that of the assignment.
        language: of the sheets; empty for that of the assignment.
        space: centimetres of room to calculate in below each question.
    """

    to: tuple[str, ...] = ("pdf",)
    gaps: str = "values"
    hint: str = "none"
    templates: str = ""
    language: str = ""
    space: float = 0.0


def students_of(roster: Path | None, count: int = 0) -> list[str]:
    """The students of a table, or as many numbers.

    Args:
        roster: CSV; the column is headed student, id, username or the like, else it is the first.
        count: how many, where there is no table: 1, 2, 3, …

    Raises:
        SymbpError: the table cannot be read, or names nobody.

    >>> students_of(None, 3)
    ['1', '2', '3']
    """
    if roster is None:
        if not 0 < count <= MOST_VARIANTS_DRAWN:
            message = f"expected a table of students, or how many there are, from 1 to {MOST_VARIANTS_DRAWN}"
            raise SymbpError(message)
        return [str(number) for number in range(1, count + 1)]
    try:
        with roster.open("rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8-sig")
        rows = [row for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        message = f"{roster}: no table of students: {str(error)[:100]}"
        raise SymbpError(message) from None
    heads = [cell.strip().lower() for cell in rows[0]] if rows else []
    named = next((heads.index(name) for name in _NAMES if name in heads), None)
    column = named or 0
    students = [row[column].strip() for row in rows[named is not None :] if len(row) > column and row[column].strip()]
    if not 0 < len(students) <= MOST_VARIANTS_DRAWN:
        message = f"{roster}: the table names {len(students)} students; expected 1 to {MOST_VARIANTS_DRAWN}"
        raise SymbpError(message)
    return students


def write_variants(
    assignment: Assignment,
    students: Sequence[str],
    out: Path,
    seed: int = 0,
    options: SheetOptions | None = None,
    jobs: int = 1,
    told: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write a worksheet and its key for each student, and a table of all numbers.

    Sheets stand in ``worksheets``, keys in ``keys``, each in a folder with the student's name; as PDF all of them
    stand in one file, too, to be printed. What is there
    already, and was made of the same, is left as it is: a run that was broken off goes on.

    Args:
        assignment: line by line.
        students: names or numbers.
        out: folder.
        seed: of the course.
        options: what is written.
        jobs: how many processes.
        told: called with the name of each student who is done.

    Returns:
        The folders of the sheets, the table, and the files to be printed.

    Raises:
        SymbpError: two students have one folder, or there are no numbers that work out.
    """
    chosen = options or SheetOptions()
    codes = [code_of(student, seed).partition("/")[2].lower() for student in students]
    if len({*codes}) < len(codes):
        message = "two students have one name; expected different names or numbers"
        raise UnknownNameError(message)
    run = joblib.Parallel(n_jobs=jobs, return_as="generator")
    one = joblib.delayed(_write_one)
    rows: list[dict[str, str]] = []
    tasks = (one(assignment, student, seed, out, chosen) for student in students)
    for student, (code, numbers) in zip(students, run(tasks), strict=True):
        rows.append({"student": student, "variant": code, **numbers})
        if told is not None:
            told(student)
    text = io.StringIO()
    # Other networks have other numbers.
    heads = dict.fromkeys(name for row in rows for name in row)
    writer = csv.DictWriter(text, list(heads), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    folders = [out / kind / code for code in codes for kind in KINDS]
    return [*folders, *write_all(out, {"variants.csv": text.getvalue().encode(), **_to_print(out, codes, chosen)})]


def _to_print(out: Path, codes: Sequence[str], options: SheetOptions) -> dict[str, bytes]:
    """All worksheets in one PDF, and all keys; of many students in several, one behind the other."""
    documents: dict[str, bytes] = {}
    for kind, name in KINDS.items() if "pdf" in options.to and len(codes) > 1 else ():
        for start in range(0, len(codes), MOST_BOUND):
            part = f"-{start // MOST_BOUND + 1}" if len(codes) > MOST_BOUND else ""
            paths = [out / kind / code / f"{name}.pdf" for code in codes[start : start + MOST_BOUND]]
            documents[f"{kind}{part}.pdf"] = bound([path.read_bytes() for path in paths])
    return documents


def _write_one(
    assignment: Assignment, student: str, seed: int, out: Path, options: SheetOptions
) -> tuple[str, dict[str, str]]:
    """The code of a student's variant and its numbers, once its sheet and key are written."""
    code = code_of(student, seed)
    name = code.partition("/")[2].lower()
    of = hashlib.sha256(repr((__version__, assignment, code, options)).encode()).hexdigest()
    record = out / "keys" / name / "made.json"
    done = _record(record)
    if done is not None and done["of"] == of and all((out / path).is_file() for path in done["files"]):
        return code, done["numbers"]
    exercise = variant(assignment, student, seed)
    solution = Solution.of(table(lines_of(assignment, student, seed), exercise))
    style = Style.of(
        options.templates or exercise.document.templates or None, options.language or exercise.document.language
    )
    paths: list[Path] = []
    for kind in KINDS:
        sheet = Worksheet.of(solution, options.gaps, options.hint, key=kind == "keys", space=options.space)
        paths += write_all(out / kind / name, files(sheet, options.to, style))
    numbers = dict(numbers_of(exercise))
    said = {"of": of, "files": [path.relative_to(out).as_posix() for path in paths], "numbers": numbers}
    write_all(record.parent, {record.name: f"{json.dumps(said, ensure_ascii=False, indent=1)}\n".encode()})
    return code, numbers


def _record(path: Path) -> Any:
    """The record of a sheet; None where it cannot be read."""
    try:
        record = json.loads(path.read_text("utf-8")[:_MOST_BYTES])
        texts = [record["of"], *record["files"], *record["numbers"].values()]
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return None
    return record if all(isinstance(text, str) for text in texts) else None
