"""One student's sheet: from what was handed in to the record and the page for the student."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from symbp.errors import SymbpError
from symbp.files import write_all
from symbp.grading.feedback import Feedback
from symbp.grading.policy import Overrides, Policy
from symbp.grading.record import SheetStatus, StudentRecord, read_record, record_bytes, record_of
from symbp.grading.submissions import Submission
from symbp.marking import Marking, marking_of
from symbp.marking.answers import AnswersError, sheet_of, words_in
from symbp.marking.result import Decision
from symbp.page.formats import write
from symbp.page.words import Style
from symbp.reading.languages import language_of
from symbp.spec import Assignment
from symbp.templating import languages
from symbp.variants import variant
from symbp.version import __version__

MARKS, FEEDBACK = "marks", "feedback"
"""The folders of the records and of the pages for the students."""
_LONGEST_NAME = 120
"""Bytes of a name."""
_DEVICES = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{port}{i}" for port in ("COM", "LPT") for i in range(1, 10))})
"""Names that a file cannot have under Windows."""

_FEWEST_WORDS = 4


@dataclass(frozen=True)
class Task:
    """How the sheets of a class are marked, as it is sent to a process.

    Attributes:
        assignment: what they are answers to.
        policy: what lines count for.
        overrides: the teacher's decisions.
        variants: the variant of each student by key or name; empty where all have the same numbers.
        key: a mark of the assignment and the policy.
        out: the folder for everything.
    """

    assignment: Assignment
    policy: Policy
    key: str
    out: Path
    overrides: Overrides = field(default_factory=dict)
    variants: Mapping[str, str] = field(default_factory=dict)

    @property
    def style(self) -> Style:
        """The words of the pages."""
        return Style.of(self.policy.templates, self.policy.language or self.assignment.document.language)

    def style_for(self, pages: Iterable[tuple[str, bytes]]) -> Style:
        """The words of the page of a student: in the language of the sheet where nothing else is asked for.

        Another language than the assignment's has to show in some words: names of quantities are often English.
        """
        if self.policy.language:
            return self.style
        written = language_of("\n".join(words_in(Path(name), content) for name, content in pages), _FEWEST_WORDS)
        if written not in languages(self.style.folders):
            return self.style
        return Style.of(self.policy.templates, written)

    def code(self, submission: Submission) -> str:
        """The variant that a student has; empty where all have the same numbers.

        Raises:
            AnswersError: there are variants, and none is the student's.
        """
        if not self.variants:
            return ""
        code = self.variants.get(submission.student) or self.variants.get(submission.name)
        if code is None:
            message = "nobody of that name has a variant"
            raise AnswersError(message)
        return code

    def decisions(self, submission: Submission) -> Mapping[str, Decision]:
        """The teacher's decisions about a student, who is called by key or by name."""
        return {**self.overrides.get(submission.name, {}), **self.overrides.get(submission.student, {})}


def graded(task: Task, submission: Submission) -> str:
    """Mark one sheet, unless that has been done; the record and the page are in their folders then.

    Returns:
        The name of its files, without an ending.
    """
    name = file_name(submission.student)
    place = task.out / MARKS / f"{name}.json"
    decisions = task.decisions(submission)
    pages, fault = _pages(submission)
    own = task.variants.get(submission.student) or task.variants.get(submission.name)
    content = _digest(submission, pages, f"{fault}{own or ''}", decisions)
    before = read_record(place)
    if before is not None and before.digest == (content, task.key) and _pages_there(task, name):
        return name
    record, marking = _marked(task, submission, pages, fault, decisions)
    late = _late(submission, decisions)
    record = replace(
        record,
        student=submission.student,
        name=submission.name,
        late=late,
        score=record.score * (task.policy.late_credit if late else 1),
        content=content,
        key=task.key,
        before=_moved_from(before, content, task.key),
    )
    style = task.style_for(pages) if task.policy.feedback else task.style
    for format in task.policy.feedback:
        title, whole = task.assignment.title, decisions.get("")
        page = Feedback(task.assignment.name, record, marking, task.policy.points, title, whole)
        write_all(task.out / FEEDBACK, {f"{name}.{format}": write(page, format, style, hide=task.policy.hide)})
    # The record comes last: where it is, everything is.
    write_all(task.out / MARKS, {f"{name}.json": record_bytes(record)})
    return name


def _pages(submission: Submission) -> tuple[list[tuple[str, bytes]], str]:
    """The pages, and why they cannot be read, if they cannot."""
    try:
        return list(submission.contents()), ""
    except AnswersError as error:
        return [], str(error)


def _marked(
    task: Task,
    submission: Submission,
    pages: list[tuple[str, bytes]],
    fault: str,
    decisions: Mapping[str, Decision],
) -> tuple[StudentRecord, Marking | None]:
    if not fault and not any(content.strip() for _, content in pages):
        return _unmarked(SheetStatus.BLANK, "", decisions), None
    policy = task.policy
    try:
        if fault:
            return _unmarked(SheetStatus.UNREADABLE, fault, decisions), None
        assignment = _own(task.assignment, task.code(submission))
        marking = marking_of(
            assignment,
            sheet_of(pages, assignment),
            follow_credit=policy.follow_credit,
            weights=policy.weights,
            complete=policy.complete,
        ).decided(decisions)
    except SymbpError as error:
        return _unmarked(SheetStatus.UNREADABLE, str(error), decisions), None
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError, MemoryError) as error:
        # One sheet that shows a fault of ours must not keep a class from its marks: it is named, and left to a person.
        return _unmarked(SheetStatus.UNREADABLE, type(error).__name__, decisions), None
    lines = {mark.line for mark in marking.marks}
    unused = [line for line in decisions if line and line not in lines]
    return replace(record_of(marking), note=", ".join(unused)), marking


def _own(assignment: Assignment, code: str) -> Assignment:
    """The assignment with a student's own numbers."""
    seed, slash, student = code.partition("/")
    return variant(assignment, student, int(seed)) if slash else assignment


def _unmarked(status: SheetStatus, reason: str, decisions: Mapping[str, Decision]) -> StudentRecord:
    whole = decisions.get("")
    points = whole.points if whole is not None and whole.points is not None else Fraction(0)
    unused = ", ".join(line for line in decisions if line)
    return StudentRecord("", "", status, points, " ".join(reason.split()), note=unused)


def _late(submission: Submission, decisions: Mapping[str, Decision]) -> bool:
    whole = decisions.get("")
    return submission.late if whole is None or whole.late is None else whole.late


def _moved_from(before: StudentRecord | None, content: str, key: str) -> Fraction | None:
    """The score of the same sheet under the key before this one."""
    if before is None or before.content != content:
        return None
    return before.score if before.key != key else before.before


def _digest(
    submission: Submission, pages: list[tuple[str, bytes]], fault: str, decisions: Mapping[str, Decision]
) -> str:
    digest = hashlib.sha256(repr((submission.student, submission.name, submission.late, fault)).encode())
    digest.update(repr(sorted(decisions.items())).encode())
    for name, content in pages:
        digest.update(f"{name}\n{len(content)}\n".encode(errors="surrogateescape"))
        digest.update(content)
    return digest.hexdigest()[:32]


def key_of(assignment_mark: str, policy: Policy) -> str:
    """A mark of everything that all sheets are marked by; the words of templates of one's own are a part of it."""
    digest = hashlib.sha256(f"{__version__} {assignment_mark} {policy!r}".encode())
    for file in sorted(policy.templates.rglob("*")) if policy.templates is not None else ():
        if file.is_file():
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:32]


def _pages_there(task: Task, name: str) -> bool:
    places = (task.out / FEEDBACK / f"{name}.{format}" for format in task.policy.feedback)
    return all(place.exists() and place.stat().st_size for place in places)


def file_name(student: str) -> str:
    """A name for a student's files on any disk; one that had to be changed has a mark of what it was.

    >>> file_name("Ana Ruiz_4711")
    'Ana Ruiz_4711'
    >>> file_name("../../etc")
    '_.._etc-74ccf3'
    """
    safe = "".join(letter if letter.isalnum() or letter in " ._-+@,()" else "_" for letter in student)
    safe = safe.lstrip(".- ").rstrip(". ")
    while len(safe.encode()) > _LONGEST_NAME:
        safe = safe[:-1].rstrip(". ")
    if safe == student and safe.partition(".")[0].upper() not in _DEVICES:
        return safe
    return f"{safe}-{hashlib.sha256(student.encode()).hexdigest()[:6]}"
