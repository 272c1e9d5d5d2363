"""The record of a slip of the pen: a way from the number that was meant to the one that was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from symbp.misconceptions.base import Example
from symbp.page.model import Phrase
from symbp.spec.assignment import Mode
from symbp.values.rounding import Figures, rounded


@dataclass(frozen=True)
class Written:
    """A written number beside the one that was meant.

    Attributes:
        value: the number that was written.
        places: how many places it has behind the point.
        meant: the number that the calculation gives, before it is rounded.
        worked: what the calculation comes to that was written before the number; None if none was.
        yields: whether the calculation that was written gives the number: then no slip of the pen was made after it.
        rest: makes the other numbers of the sheet and of the calculation.
    """

    value: Fraction
    places: int
    meant: Fraction
    worked: Fraction | None = None
    rest: Callable[[], Mapping[str | Phrase, Fraction]] = dict
    yields: bool = False

    @cached_property
    def others(self) -> Mapping[str | Phrase, Fraction]:
        """Other numbers of the sheet and of the calculation by name, rounded to the same place."""
        return self.rest()

    @cached_property
    def written(self) -> int:
        """The written number in units of its last place."""
        return int(self.value * Fraction(10) ** self.places)

    @cached_property
    def right(self) -> int:
        """The number that was meant, rounded to the same place."""
        return self.at(self.places)

    def at(self, places: int, value: Fraction | None = None) -> int:
        """A number (the one that was meant, by default) in units of that place."""
        number = rounded(self.meant if value is None else value, Figures(decimals=places, mode=Mode.HALF_UP)).value
        return int(number * Fraction(10) ** places)

    @cached_property
    def digits(self) -> tuple[str, str]:
        """The digits of both, written and right, without signs."""
        written, right = str(abs(self.written)), str(abs(self.right))
        width = max(len(written), len(right))
        return written.zfill(width), right.zfill(width)

    @property
    def sign(self) -> bool:
        """Whether both have the same sign."""
        return (self.written < 0) == (self.right < 0)


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip of the pen.

    Attributes:
        name: key.
        title: in a few words.
        message: for the learner.
        remark: for the teacher.
        made: what was done ("0.4808 for 0.4086"), or None where the numbers do not look like it.
        caught: sheets in which it must be named.
        spared: sheets in which it must not.
        rank: the lower, the likelier.
        rounding: whether it is about how a right result was rounded.
    """

    name: str
    title: str
    message: str
    remark: str
    made: Callable[[Written], Phrase | None]
    caught: tuple[Example, ...]
    spared: tuple[Example, ...]
    rank: int = 80
    rounding: bool = False
