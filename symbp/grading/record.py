"""The record of a student's marked sheet: plain data in a file, from which everything about the class is made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

from symbp.marking import Marking
from symbp.marking.feedback import causes
from symbp.page.views import FORMAT_VERSION


class SheetStatus(StrEnum):
    """The kinds of what students hand in: something to be marked, nothing, or something unreadable."""

    MARKED = "marked"
    BLANK = "blank"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class LineRecord:
    """One line of a sheet.

    Attributes:
        line: its name.
        given: what was written.
        verdict: what was said of it.
        earned, of: its points, and those that it could earn; both 0 where it does not count.
        mistake: the key of the mistake; "" for none.
        unexplained: whether it is wrong in itself, and nobody could say by which rule.
        decided: whether the teacher has decided about it.
    """

    line: str
    given: str
    verdict: str
    earned: Fraction = Fraction(0)
    of: Fraction = Fraction(0)
    mistake: str = ""
    unexplained: bool = False
    decided: bool = False


@dataclass(frozen=True, slots=True)
class MistakeRecord:
    """One mistake on a sheet.

    Attributes:
        id: its key.
        title: what it is called.
        lines: where it shows.
        also: keys of others that give the same numbers.
    """

    id: str
    title: str
    lines: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def ids(self) -> str:
        """All keys that it may be."""
        return " or ".join((self.id, *self.also))


@dataclass(frozen=True, slots=True)
class StudentRecord:
    """The record of one sheet.

    Attributes:
        student, name: whose it is.
        status: what could be done with it.
        score: from 0 to 1, what comes off for being late included.
        reason: why it could not be read; "" where it could.
        late: whether it was handed in late.
        read, of: how many entries were understood, and how many there are.
        lines: of the sheet, in the order of the calculation.
        mistakes: each once.
        digest: of what was handed in, and of everything that the marks depend on.
        content, key: the two parts of it.
        before: the score under the key before this one, for the same sheet; None where there was none.
        note: a decision that fits no line of the sheet, as a sentence.
    """

    student: str
    name: str
    status: SheetStatus
    score: Fraction = Fraction(0)
    reason: str = ""
    late: bool = False
    read: int = 0
    of: int = 0
    lines: tuple[LineRecord, ...] = ()
    mistakes: tuple[MistakeRecord, ...] = ()
    content: str = ""
    key: str = ""
    before: Fraction | None = None
    note: str = ""

    @property
    def digest(self) -> tuple[str, str]:
        """The marks by which a change shows: of what was handed in, and of the key."""
        return self.content, self.key

    @property
    def moved(self) -> bool:
        """Whether another key has changed the score."""
        return self.before is not None and self.before != self.score


def record_of(marking: Marking) -> StudentRecord:
    """The record of a marked sheet, for whomever it is."""
    counted = {id(mark) for mark in marking.counted}
    answered = marking.answered
    return StudentRecord(
        student="",
        name="",
        status=SheetStatus.MARKED if marking.marks else SheetStatus.UNREADABLE,
        score=marking.score,
        read=len(answered),
        of=marking.entries,
        lines=tuple(
            LineRecord(
                line=mark.line,
                given=mark.given,
                verdict=str(mark.verdict),
                earned=marking.earned(mark) if id(mark) in counted else Fraction(0),
                of=marking.weight(mark) if id(mark) in counted else Fraction(0),
                mistake="" if mark.mistake is None else mark.mistake.id,
                unexplained=mark.verdict == "wrong" and mark.mistake is None,
                decided=mark.line in marking.decisions,
            )
            for mark in marking.marks
        ),
        mistakes=tuple(
            MistakeRecord(
                cause.mistake.id, cause.mistake.title, cause.lines, tuple(id_ for id_, _ in cause.mistake.also)
            )
            for cause in causes(marking)
            if not cause.habit
        ),
    )


def record_bytes(record: StudentRecord) -> bytes:
    """The record as a file."""
    content = {"format_version": FORMAT_VERSION, **_plain(record)}
    return json.dumps(content, ensure_ascii=False, default=_json_value, separators=(",", ":")).encode()


def _plain(thing: StudentRecord | LineRecord | MistakeRecord) -> dict[str, object]:
    return {field.name: getattr(thing, field.name) for field in fields(thing)}


def _json_value(value: object) -> object:
    return str(value) if isinstance(value, Fraction) else _plain(value)  # type: ignore[arg-type]


def read_record(path: Path) -> StudentRecord | None:
    """The record in a file; None where there is none, or none that can be read."""
    try:
        content = json.loads(path.read_bytes())
        return _record(content) if content.pop("format_version") == FORMAT_VERSION else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, ZeroDivisionError):
        return None


def _record(content: Mapping[str, Any]) -> StudentRecord:
    before = content["before"]
    record = StudentRecord(**{**content, "lines": (), "mistakes": ()})
    return replace(
        record,
        status=SheetStatus(content["status"]),
        score=Fraction(content["score"]),
        before=None if before is None else Fraction(before),
        lines=tuple(
            LineRecord(**{**line, "earned": Fraction(line["earned"]), "of": Fraction(line["of"])})
            for line in content["lines"]
        ),
        mistakes=tuple(
            MistakeRecord(**{**each, "lines": tuple(each["lines"]), "also": tuple(each["also"])})
            for each in content["mistakes"]
        ),
    )
