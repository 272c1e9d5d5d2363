"""What a reader of answers is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer as it was written.

    Attributes:
        name: what it is said to be.
        value: what it is said to be worth.
        line: where it stands in the file, counted from 1; 0 where a form has no lines.
    """

    name: str
    value: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """A form in which answers are handed in.

    Attributes:
        name: key.
        suffixes: endings of file names that mean this form.
        entries: text -> its answers, in order.

    ``entries`` raises ValueError, with a sentence, for a text that is not of this form.
    """

    name: str
    suffixes: tuple[str, ...]
    entries: Callable[[str], Iterable[Entry]]
