"""A whole class: every sheet marked once, on all cores or a cluster, and what the marks say together."""

from __future__ import annotations

import contextlib
import csv
import functools
import io
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

from symbp import parallel
from symbp.display import Displayed
from symbp.errors import MissingProgramError, SymbpError
from symbp.files import check_writable, write_all
from symbp.grading.follow_ups import FEWEST_STUDENTS, FollowUp, follow_ups
from symbp.grading.policy import Overrides, Policy, line_of, read_overrides, read_variants
from symbp.grading.record import StudentRecord, read_record
from symbp.grading.sheets import MARKS, Task, file_name, graded, key_of
from symbp.grading.submissions import Submission, submissions
from symbp.grading.summary import Summary
from symbp.marking import check_weights
from symbp.marking.feedback import cell, decimal
from symbp.marking.key import answer_key
from symbp.page.formats import formats, write
from symbp.spec import ArrayAssignment, Assignment, in_lines
from symbp.spec.fingerprint import fingerprint

SCORES, OVERRIDES, REPORT = "scores.csv", "overrides.csv", "report"
_CHUNK = 16
_MOST_DEATHS = 3
"""So often in a row other processes may end before their time, until it is said."""
_A_SHEET = 20_000
"""Bytes that a sheet takes on the disk, more or less."""


@dataclass(frozen=True)
class ClassMarking(Displayed):
    """A marked class.

    Attributes:
        assignment: what it has worked on.
        policy: how it was marked.
        folder: where the records, pages and scores are.
        students: key and name of each, in order.
        strangers: those whom the teacher has decided about and who have handed nothing in.
    """

    assignment: Assignment
    policy: Policy
    folder: Path
    students: tuple[tuple[str, str], ...]
    strangers: tuple[str, ...] = ()

    def records(self) -> Iterator[StudentRecord]:
        """The records of all sheets, one after the other from the disk.

        Raises:
            SymbpError: one of them has gone.
        """
        for student, _ in self.students:
            record = read_record(self.folder / MARKS / f"{file_name(student)}.json")
            if record is None:
                message = f"the marks of '{student}' have gone from '{self.folder / MARKS}'; mark the class again"
                raise SymbpError(message)
            yield record

    @functools.cached_property
    def summary(self) -> Summary:
        """All marks together."""
        return Summary.of(self.records())

    @functools.cached_property
    def follow_ups(self) -> tuple[FollowUp, ...]:
        """For each frequent mistake an exercise with other numbers, most frequent first."""
        frequent = (id_ for id_, each in self.summary.frequent() if len(each.students) >= FEWEST_STUDENTS)
        return tuple(follow_ups(self.assignment, frequent))


def mark(
    assignment: Assignment | ArrayAssignment | str | Path,
    handed_in: str | Path,
    out: str | Path | None = None,
    *,
    policy: Policy | None = None,
    overrides: str | Path | None = None,
    variants: str | Path | None = None,
    jobs: int | None = None,
    backend: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ClassMarking:
    """Mark a whole class.

    A sheet whose record is in the folder already, under the same key and decisions, is not marked again; so a run
    that was interrupted goes on where it was, and a changed decision touches one sheet.

    Args:
        assignment: what the class has worked on: a bundled assignment, a file, or the assignment itself.
        handed_in: a folder of sheets, a zip archive of Moodle, Canvas or Gradescope, or a table with a row a student.
        out: the folder for scores, pages and records; ``NAME-marks`` if nothing is said.
        policy: what lines count for, and the pages for the students.
        overrides: the teacher's decisions (:func:`~symbp.grading.policy.read_overrides`); ``overrides.csv`` in
            ``out``, if it is there.
        variants: the ``variants.csv`` of :func:`~symbp.variants.write_variants`, where every student has numbers of
            their own.
        jobs: how many processes; by default all cores where that pays. Where joblib has been configured
            (``joblib.parallel_config``), as for a Dask or Ray cluster, it decides.
        backend: of joblib.
        progress: is told how many sheets are done, and how many there are.

    Raises:
        SymbpError: what was handed in cannot be read as a whole, a format is unknown, the folder cannot be written.
    """
    assignment = in_lines(assignment)
    policy = policy or Policy()
    policy = replace(policy, weights={**assignment.marking.points, **policy.weights})
    check_weights(assignment, policy.weights)
    for format in policy.feedback:
        formats.pick(format)
    folder = Path(out) if out is not None else Path(f"{assignment.name}-marks")
    sheets = submissions(handed_in, lambda head: line_of(assignment, head) is not None)
    check_writable(folder / MARKS, _A_SHEET * len(sheets))
    decisions = _decisions(folder, overrides, assignment, policy)
    own = read_variants(Path(variants)) if variants is not None else {}
    task = Task(assignment, policy, key_of(fingerprint(assignment), policy), folder, decisions, own)
    _mark(task, sheets, jobs, backend, progress)
    return _reported(task, sheets)


def _reported(task: Task, sheets: Sequence[Submission]) -> ClassMarking:
    """The class, its scores and its report written."""
    known = {each.student for each in sheets} | {each.name for each in sheets}
    marking = ClassMarking(
        task.assignment,
        task.policy,
        task.out,
        tuple((each.student, each.name) for each in sheets),
        tuple(sorted(set(task.overrides) - known)),
    )
    write_all(task.out, {SCORES: scores(marking), f"{REPORT}.html": write(marking, "html", task.style)})
    with contextlib.suppress(MissingProgramError):
        # Who has nothing that makes a PDF has the same page in HTML.
        write_all(task.out, {f"{REPORT}.pdf": write(marking, "pdf", task.style)})
    return marking


def _decisions(folder: Path, overrides: str | Path | None, assignment: Assignment, policy: Policy) -> Overrides:
    """The teacher's decisions, from the file that is named or the one that stands beside the scores."""
    beside = folder / OVERRIDES
    if overrides is None and not beside.exists():
        return {}
    return read_overrides(Path(overrides) if overrides is not None else beside, assignment, policy)


def _mark(
    task: Task,
    sheets: Sequence[Submission],
    jobs: int | None,
    backend: str | None,
    progress: Callable[[int, int], None] | None,
) -> None:
    """Mark all sheets; those that are done when a process is killed stay done."""
    answer_key(task.assignment)
    chunks = [sheets[i : i + _CHUNK] for i in range(0, len(sheets), _CHUNK)]
    begun, deaths, done = 0, 0, 0
    while begun < len(chunks):
        try:
            for count in parallel.results(functools.partial(_some, task), chunks[begun:], jobs, backend):
                begun, deaths, done = begun + 1, 0, done + count
                if progress is not None:
                    progress(done, len(sheets))
        except BrokenProcessPool:
            deaths += 1
            if deaths == _MOST_DEATHS:
                message = f"other processes were ended {deaths} times in a row; what was marked is kept in '{task.out}'"
                raise SymbpError(message) from None


def _some(task: Task, submissions: Sequence[Submission]) -> int:
    """Mark some sheets, so that a process is not asked for each by itself."""
    for submission in submissions:
        graded(task, submission)
    return len(submissions)


def scores(marking: ClassMarking) -> bytes:
    """A row a student, for a spreadsheet: points, what was read, the verdict on each line, the mistakes.

    What a student wrote never begins as a formula of a spreadsheet does.
    """
    names = _lines(marking)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    heads = ("student", "name", "status", "late", "score", "points", "read", "of", "mistakes")
    writer.writerow([*heads, *map(cell, names)])
    for record in marking.records():
        verdicts: dict[str, str] = {}
        for line in record.lines:
            verdicts[line.line] = "; ".join(filter(None, (verdicts.get(line.line), line.verdict)))
        row = [
            cell(record.student),
            cell(record.name),
            record.status,
            "late" if record.late else "",
            decimal(record.score),
            decimal(record.score * marking.policy.points),
            record.read,
            record.of,
            "; ".join(each.ids for each in record.mistakes),
        ]
        writer.writerow([*row, *(verdicts.get(name, "") for name in names)])
    return buffer.getvalue().encode()


def _lines(marking: ClassMarking) -> list[str]:
    """The lines that stand on any sheet, in the order of the calculation; others behind them."""
    order = {step.name: i for i, step in enumerate(answer_key(marking.assignment).derivation)}
    return sorted(marking.summary.lines, key=lambda name: (order.get(name, len(order)), name))
