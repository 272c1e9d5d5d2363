"""A network that has been worked out and checked, and how it is documented."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from itertools import pairwise

import numpy as np

from symbp.dense.proof import report as matrix_report
from symbp.dense.table import DenseTable
from symbp.errors import SymbpError
from symbp.limits import MOST_WRITTEN_OUT
from symbp.notation import Notation, notations
from symbp.page.views import Records
from symbp.proof import Report, report
from symbp.registry import choice
from symbp.solving.proof import data as proof_data
from symbp.solving.table import data as table_data, matrix_data, matrix_records, records as table_records
from symbp.spec import ArrayAssignment, is_bundled, load
from symbp.spec.assignment import Assignment, DocumentChoice, Size
from symbp.tables import Table


@dataclass(frozen=True)
class Solution:
    """A network that has been worked out and checked.

    Attributes:
        worked: its numbers, in lines or in matrices.
        notation_name: a notation in place of the assignment's; empty for that.
        choice: how its document looks, in place of what the assignment says; None for that.
    """

    worked: Table | DenseTable
    notation_name: str = ""
    choice: DocumentChoice | None = None

    @classmethod
    def of(
        cls, worked: Table | DenseTable, notation: str | None = None, choice: DocumentChoice | None = None
    ) -> Solution:
        """The solution of a table; ``notation`` is the name of one."""
        return cls(worked, notation or "", choice)

    @functools.cached_property
    def report(self) -> Report:
        """How its numbers were checked; checked once, when somebody asks."""
        return matrix_report(self.worked) if isinstance(self.worked, DenseTable) else report(self.worked)

    @property
    def assignment(self) -> Assignment | ArrayAssignment:
        """The assignment that has been worked out."""
        return self.worked.dense if isinstance(self.worked, DenseTable) else self.worked.assignment

    @property
    def table(self) -> Table:
        """The numbers of a network that is written out."""
        assert isinstance(self.worked, Table)
        return self.worked

    @property
    def notation(self) -> Notation:
        """The letters that it is written in."""
        return notations.pick(self.notation_name or self.assignment.notation)

    @property
    def document(self) -> DocumentChoice:
        """How its document looks."""
        return self.choice or self.assignment.document

    @property
    def command(self) -> str:
        """The command that makes the document."""
        changed: list[str] = []
        if isinstance(self.worked, Table):
            asked, policy = asdict(self.assignment.rounding), asdict(self.worked.rounding)
            changed = [f" --{key} {value}" for key, value in policy.items() if value not in (None, asked[key])]
        changed += [f" --notation {self.notation_name}"] if self.notation_name else []
        for each in fields(DocumentChoice):
            value = getattr(self.document, each.name)
            if each.name != "templates" and value != getattr(self.assignment.document, each.name):
                changed.append(f" --{each.name} {','.join(value) if isinstance(value, tuple) else value}")
        return made_by(self.assignment, "".join(changed))


def document_choice(
    assignment: Assignment | ArrayAssignment,
    show: str | None = None,
    sections: tuple[str, ...] = (),
    of: tuple[str, ...] = (),
    iterations: int | None = None,
    language: str | None = None,
) -> DocumentChoice:
    """How the document of an assignment looks, with some of it chosen anew.

    Args:
        assignment: what is asked.
        show: short, standard or full.
        sections: names of sections.
        of: gradients, such as dL/dw5, or the parameters alone.
        iterations: how many updates.
        language: of the document.

    Raises:
        UnknownNameError: there is no such size.
        SymbpError: this cannot be shown of this assignment.

    >>> from symbp.spec import load
    >>> document_choice(load("nndl3"), "short", of=("w5",)).of
    ('w5',)
    """
    changed = {"sections": sections, "of": of, "iterations": iterations, "language": language}
    chosen = replace(assignment.document, **{key: value for key, value in changed.items() if value})  # type: ignore[arg-type]
    if show is not None:
        chosen = replace(chosen, show=Size(choice(Size, show, "size")))
    if (chosen.of or chosen.iterations > 1) and (chosen.show is Size.FULL or isinstance(assignment, ArrayAssignment)):
        message = "single gradients and several iterations are shown in the sizes short and standard, of a network"
        raise SymbpError(f"{message} that is worked out line by line")
    if chosen.iterations > 1 and assignment.learning_rate is None:
        message = "several iterations need training.learning_rate: without it no parameter is updated"
        raise SymbpError(message)
    return chosen


def made_by(assignment: Assignment | ArrayAssignment, options: str = "") -> str:
    """The command that makes a worked solution: a command, or Python where the assignment was made or changed there.

    >>> from symbp.spec import load, varied
    >>> made_by(varied("nndl3", {"loss": "huber"}), " --decimals 3")
    'symbp solve nndl3 --set loss=huber --decimals 3'
    """
    source = assignment.source
    if is_bundled(source):
        again = load(source, arrays=True) if isinstance(assignment, ArrayAssignment) else load(source, arrays=False)
        if not _alike(assignment, again):
            return f"symbp.solve(…): {source}, changed in Python"
    if not source:
        return f"symbp.solve(…): {assignment.name}, made in Python"
    return f"symbp solve {source}{_form(assignment)}{options}"


def _alike(one: object, other: object) -> bool:
    """Whether two assignments, or two parts of them, are the same; arrays are compared entry by entry."""
    if type(one) is not type(other):
        return False
    if is_dataclass(one) and not isinstance(one, type):
        return all(_alike(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other)
    return one == other


def _form(assignment: Assignment | ArrayAssignment) -> str:
    """The option that gives matrices where lines would be written out."""
    if not isinstance(assignment, ArrayAssignment):
        return ""
    sizes, count = assignment.sizes, assignment.x.shape[1]
    lines = 4 * sum(sizes) * count + 2 * sum(a * b for a, b in pairwise(sizes))
    return "" if lines > MOST_WRITTEN_OUT else " --most-lines 0"


def data(solution: Solution) -> dict[str, object]:
    """The solution for JSON: its numbers and how they were checked."""
    worked = solution.worked
    numbers = matrix_data(worked) if isinstance(worked, DenseTable) else table_data(worked)
    return {"command": solution.command, **numbers, "proof": proof_data(solution.report)}


def records(solution: Solution) -> Records:
    """The solution for CSV: its numbers."""
    worked = solution.worked
    return matrix_records(worked) if isinstance(worked, DenseTable) else table_records(worked)
