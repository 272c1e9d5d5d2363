"""The record of a form in which documents are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from symbp.reading.model import Block


@dataclass(frozen=True, slots=True)
class Container:
    """A form in which documents are kept.

    Attributes:
        name: its key.
        suffixes: endings of file names that mean this form.
        blocks: text (bytes where the form is binary) -> blocks in their order. It raises ValueError, with a
            sentence, for what is not of this form.
        binary: whether the form is not text.
    """

    name: str
    suffixes: tuple[str, ...]
    blocks: Callable[[Any], Iterable[Block]]
    binary: bool = False
