"""The reading of each statement of a sheet, and the reason for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from symbp.marking.entry import Entry


class Why(StrEnum):
    """The reason for which a name was taken to be a quantity."""

    NAME = "name"
    WORDS = "words"
    NUMBERING = "numbering"
    FORMULA = "formula"
    PLACE = "place"
    PRODUCT = "product"
    OWN = "own"
    GENERAL = "general"
    UNREAD = "unread"
    SAID = "said"


@dataclass(frozen=True, slots=True)
class Reading:
    """A statement and what it was taken for.

    Attributes:
        entry: as it was written.
        lines: the quantities; none where it is none of the assignment.
        why: the reason.
    """

    entry: Entry
    lines: tuple[str, ...]
    why: Why
