"""A sheet of answers, read: what stands on it, and what could not be understood."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

import sympy as sp

from symbp.limits import LONGEST_STATED_NAME
from symbp.marking.entry import LONGEST_CELL, Change, Entry
from symbp.marking.expression import Expression
from symbp.marking.key import AnswerKey
from symbp.marking.names import Meaning
from symbp.marking.readings import Reading
from symbp.marking.written import WrittenNumber, read_written
from symbp.page.model import Code, Line, Sentence, line
from symbp.page.words import Style
from symbp.reading.statements import top_level


@dataclass(frozen=True, slots=True)
class Fault:
    """One entry that could not be understood.

    Attributes:
        entry: what was written.
        said: what was expected; of an error, its message.
        caret: how many characters of the value stand before the place that is not understood.
        in_name: whether the place is in the name.
        in_formula: whether it is a formula before a number, and the number was read.
        nearest: the lines that it may be, by their spelling or their value, the likeliest first.
    """

    entry: Entry
    said: Sentence | str
    caret: int = 0
    in_name: bool = False
    in_formula: bool = False
    nearest: tuple[str, ...] = ()

    @property
    def of_number(self) -> bool:
        """Whether a number was not read, and not a formula."""
        *_, (_, last) = top_level(self.entry.value[:LONGEST_CELL])
        return not self.in_formula and read_written(last.strip(" .;,$")) is not None

    @property
    def open_name(self) -> str:
        """The name for which nobody can tell what it is; "" where it is the value that is not understood."""
        name = self.entry.name.strip()
        return name if self.in_name and 0 < len(name) < LONGEST_STATED_NAME and "=" not in name else ""

    @property
    def message(self) -> str:
        """The expected text, as plain text."""
        return Style().text(line(self.said))


@dataclass(frozen=True, slots=True)
class Answer:
    """One number or formula.

    Attributes:
        label: what it is called in a report.
        text: as it was written.
        line: the line that it is ``scale`` times of.
        scale: -1 for the negated quantity, N for a sample's own gradient in a mean.
        number: the number, for the line itself; None for a formula.
        formula: the formula, for ``scale`` times the line; None for a number.
        at: where it stands in the file.
        others: what the name may mean besides, where the number is not right for any of it.
        repair: the change that takes its mistake back, where a reader knows it.
        notes: what the written calculation has to do with its own result, where they do not agree.
        called: the sheet's own name for a multiple of a line, as a delta of the other sign; "" for a line itself.
    """

    label: str
    text: str
    line: str
    scale: Fraction
    number: WrittenNumber | None = None
    formula: Expression | None = None
    at: int = 0
    others: tuple[Meaning, ...] = ()
    notes: Line = ()
    repair: Change | None = None
    called: str = ""

    def meaning(self, meaning: Meaning) -> Answer:
        """The same number with another meaning of its name."""
        assert self.number is not None
        number = self.number.divided(1 / self.scale).divided(meaning.scale)
        return replace(self, label=label_of(meaning), line=meaning.line, scale=meaning.scale, number=number, others=())


@dataclass(slots=True)
class Sheet:
    """The answers, what could not be understood, and the key that they belong to.

    Attributes:
        own_lines: formulas of lines that only this sheet has, such as ``w5*out_h1``.
        notes: what is worth saying and no mistake.
        entries: what it was read from.
        readings: what each statement was taken for.
        general: formulas about no quantity of the assignment, as the definition of a sigmoid: not marked.
    """

    key: AnswerKey
    answers: list[Answer] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    own_lines: dict[str, sp.Expr] = field(default_factory=dict)
    notes: list[Sentence] = field(default_factory=list)
    entries: tuple[Entry, ...] = ()
    general: list[Entry] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)

    @property
    def written(self) -> dict[str, frozenset[Fraction]]:
        """The numbers that stand on the sheet for each line: what a number in a formula may have been taken from."""
        numbers: dict[str, set[Fraction]] = {}
        for answer in self.answers:
            if answer.number is not None:
                numbers.setdefault(answer.line, set()).add(answer.number.value)
        return {line: frozenset(values) for line, values in numbers.items()}


def printable(text: str) -> str:
    r"""A student's text, on one line and without control characters.

    >>> printable("0.0146\n\x1b[2J")
    '0.0146  [2J'
    """
    return "".join(letter if letter.isprintable() else " " for letter in text)


def as_written(text: str) -> Code:
    """A student's text, in a line of a document."""
    return Code(printable(text))


def label_of(meaning: Meaning) -> str:
    """The name of a quantity in a report."""
    return meaning.line if meaning.scale > 0 else f"-{meaning.line}"
