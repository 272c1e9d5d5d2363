"""A sheet of answers, read: what stands on it, and what could not be understood."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

import sympy as sp

from symbp.marking.expression import Expression
from symbp.marking.key import AnswerKey
from symbp.marking.names import Meaning
from symbp.marking.quantity import Quantity
from symbp.marking.readers import Entry
from symbp.page.model import Code, Line, Sentence


@dataclass(frozen=True, slots=True)
class Fault:
    """One entry that could not be understood.

    Attributes:
        entry: what was written.
        message: what was expected.
        caret: how many characters of the value stand before the place that is not understood.
        in_name: whether the place is in the name.
    """

    entry: Entry
    message: str
    caret: int = 0
    in_name: bool = False


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
        notes: what the written calculation has to do with its own result, where they do not agree.
    """

    label: str
    text: str
    line: str
    scale: Fraction
    number: Quantity | None = None
    formula: Expression | None = None
    at: int = 0
    others: tuple[Meaning, ...] = ()
    notes: Line = ()

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
    """

    key: AnswerKey
    answers: list[Answer] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    own_lines: dict[str, sp.Expr] = field(default_factory=dict)
    notes: list[Sentence] = field(default_factory=list)
    entries: tuple[Entry, ...] = ()

    @property
    def written(self) -> dict[str, frozenset[Fraction]]:
        """The numbers that stand on the sheet for each line: what a number in a formula may have been taken from."""
        found: dict[str, set[Fraction]] = {}
        for answer in self.answers:
            if answer.number is not None:
                found.setdefault(answer.line, set()).add(answer.number.value)
        return {line: frozenset(values) for line, values in found.items()}


def printable(text: str) -> str:
    r"""What a student wrote, on one line and without control characters.

    >>> printable("0.0146\n\x1b[2J")
    '0.0146  [2J'
    """
    return "".join(letter if letter.isprintable() else " " for letter in text)


def as_written(text: str) -> Code:
    """What a student wrote, in a line of a document."""
    return Code(printable(text))


def label_of(meaning: Meaning) -> str:
    """What a report calls a quantity."""
    return meaning.line if meaning.scale > 0 else f"-{meaning.line}"
