"""The parts of a document, and the statements in it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Title:
    """A heading; it holds for what stands below it."""

    text: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Prose:
    """A line of running text; mathematics in it stands between dollar signs where the form marks it."""

    text: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Display:
    """Mathematics that stands by itself."""

    text: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: cells by row, and the line on which each row stands."""

    rows: tuple[tuple[str, ...], ...]
    at: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A program."""

    text: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """A quantity and what is said of it.

    Attributes:
        name: what it is called, as it was written, with what stands before it.
        value: what it is said to be worth: a number, a formula, or a chain of them.
        at: the line of the file, counted from 1; 0 where a form has no lines.
        label: words that stand before it in the same line.
        iteration: the update of the weights that it stands under; 0 if nothing is said.
        sample: the sample that it stands under.
        assigned: whether the name is given a new value, as by an arrow.
        confidence: how sure whoever transcribed it was, from 0 to 1.
    """

    name: str
    value: str
    at: int = 0
    label: str = ""
    iteration: int = 0
    sample: int = 0
    assigned: bool = False
    confidence: Fraction = Fraction(1)


Block = Title | Prose | Display | Grid | Listing | Statement
