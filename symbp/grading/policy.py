"""How a class is marked: what lines count for, and what the teacher has decided by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from symbp.errors import SymbpError, did_you_mean
from symbp.grading.tables import delimiter
from symbp.limits import LARGEST_OVERRIDES
from symbp.marking.answers import AnswersError, parse_sheet
from symbp.marking.judge import Verdict
from symbp.marking.key import answer_key
from symbp.marking.result import Decision
from symbp.spec import Assignment
from symbp.spec.numbers import read_number

LATE, IN_TIME = "late", "in time"
_HEADS = ("student", "line", "verdict", "points", "remark")

Overrides = Mapping[str, Mapping[str, Decision]]
"""The teacher's decisions by student and by line; those about a whole sheet under the line ""."""


class OverridesError(SymbpError, ValueError):
    """A file of decisions cannot be read."""


@dataclass(frozen=True)
class Policy:
    """How a class is marked.

    Attributes:
        points: what a sheet is worth as a whole.
        follow_credit: what a line counts for that follows from an earlier slip, from 0 to 1.
        weights: what lines and kinds of lines count for.
        complete: whether gradients and updates that were not handed in are missing.
        late_credit: what a sheet counts for that was handed in late.
        feedback: the formats of the pages for the students; none where it is empty.
        hide: whether these pages leave the right values out.
        templates: a folder of templates of one's own.
        language: of the pages; where it is empty, that of the sheet for its student, and of the assignment else.
    """

    points: Fraction = Fraction(100)
    follow_credit: Fraction = Fraction(1)
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    complete: bool = False
    late_credit: Fraction = Fraction(1)
    feedback: tuple[str, ...] = ("html",)
    hide: bool = False
    templates: Path | None = None
    language: str = ""

    def worth(self, line: str, kind: str) -> Fraction:
        """The points that a line can earn; a whole sheet, which has no name, earns a share of 1."""
        return self.weights.get(line, self.weights.get(kind, Fraction(1))) if line else Fraction(1)


def line_of(assignment: Assignment, name: str) -> str | None:
    """The line of the calculation that a name means on a sheet; None where it means none.

    >>> from symbp import load
    >>> line_of(load("nndl3"), "dw1"), line_of(load("nndl3"), "submitted at")
    ('dL/dw1', None)
    """
    try:
        answers = parse_sheet(f"{name} = 0.5", assignment).answers
    except AnswersError:
        return None
    return answers[0].line if len(answers) == 1 else None


def read_overrides(path: Path, assignment: Assignment, policy: Policy | None = None) -> Overrides:
    """The teacher's decisions, from a CSV file with the heads student, line, verdict, points, remark.

    A row without a line is about the whole sheet: its points are what the sheet earns, its verdict is ``late`` or
    ``in time``. A row has a verdict, points, or both.

    Raises:
        OverridesError: it cannot be read; a row says something that cannot be understood.
    """
    decisions: dict[str, dict[str, Decision]] = {}
    kinds = {step.name: str(step.kind) for step in answer_key(assignment).derivation}
    for place, row in _rows(path, _HEADS):
        student, line = row["student"], row["line"]
        if not student:
            message = f"{place}: 'student' is empty; expected whose sheet it is"
            raise OverridesError(message)
        known = line_of(assignment, line) if line else ""
        if known is None:
            message = f"{place}: '{line[:60]}' is no line of the assignment '{assignment.name}'"
            raise OverridesError(message)
        if not (row["verdict"] or row["points"]):
            message = f"{place}: expected a verdict or points"
            raise OverridesError(message)
        if known in decisions.get(student, {}):
            message = f"{place}: there is a decision about the same before; expected one row for both"
            raise OverridesError(message)
        most = (policy or Policy()).worth(known, kinds.get(known, ""))
        decisions.setdefault(student, {})[known] = _decision(place, row, most, whole=not line)
    return decisions


def read_variants(path: Path) -> Mapping[str, str]:
    """The variant of each student, from the ``variants.csv`` that ``symbp variants`` writes.

    Raises:
        OverridesError: it cannot be read, or has another form.
    """
    variants = {}
    for place, row in _rows(path, ("student", "variant"), others=True):
        seed, slash, student = row["variant"].partition("/")
        if not (row["student"] and slash and seed.isdecimal() and len(seed) < 10 and student):
            message = f"{place}: expected a student and a variant such as 7/anna"
            raise OverridesError(message)
        variants[row["student"]] = row["variant"]
    if not variants:
        message = f"'{path}' has no row; expected a variant a student"
        raise OverridesError(message)
    return variants


def _decision(place: str, row: Mapping[str, str], most: Fraction, *, whole: bool) -> Decision:
    """The decision of one row, whose points are at most that."""
    verdict: Verdict | None = None
    word = row["verdict"].strip().casefold()
    known = [LATE, IN_TIME] if whole else [str(each) for each in Verdict]
    if word and word not in known:
        message = f"{place}: verdict '{row['verdict'][:40]}'. {did_you_mean(word, known)}"
        raise OverridesError(message)
    if word and not whole:
        verdict = Verdict(word)
    points = None
    if row["points"]:
        what = "share of the sheet" if whole else "points of the line"
        message = f"{place}: points '{row['points'][:40]}'; expected the {what}, a number from 0 to {most}"
        try:
            points = read_number(row["points"].replace(",", ".")).value
        except (SymbpError, ValueError):
            raise OverridesError(message) from None
        if not 0 <= points <= most:
            raise OverridesError(message)
    late = None if not (word and whole) else word == LATE
    return Decision(verdict, points, row["remark"] or (word if whole else ""), late)


def _rows(path: Path, known: Sequence[str], *, others: bool = False) -> list[tuple[str, dict[str, str]]]:
    """The rows of a file, each with its place; ``others`` says whether there may be other columns."""
    try:
        if path.stat().st_size > LARGEST_OVERRIDES:
            message = f"'{path}': larger than {LARGEST_OVERRIDES // 1_000_000} MB; expected decisions, a row each"
            raise OverridesError(message)
        if not path.is_file():
            message = f"'{path}' is no file; expected decisions or variants, a row each"
            raise OverridesError(message)
        text = path.read_text("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter(text)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        message = f"'{path}' cannot be read: {getattr(error, 'strerror', None) or error}"
        raise OverridesError(message) from None
    heads = [head.strip().casefold() for head in rows[0]] if rows else []
    unknown = next((head for head in heads if head and head not in known), None)
    if "student" not in heads or (unknown is not None and not others):
        message = f"'{path}', line 1: expected the heads {', '.join(known)}, got {', '.join(heads)[:100] or 'nothing'}"
        raise OverridesError(message)
    return [
        (f"'{path}', line {number}", dict.fromkeys(known, "") | dict(zip(heads, map(str.strip, row), strict=False)))
        for number, row in enumerate(rows[1:], start=2)
        if any(map(str.strip, row))
    ]
