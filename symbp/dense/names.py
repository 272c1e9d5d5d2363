"""Entries of matrices by name: ``w2[7,41]``, ``dL/dw2[7,41]``, ``Z1[3,1]``, ``b1[4]``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symbp.errors import UnknownNameError, did_you_mean

_ENTRY = re.compile(r"(?:dL/d)?(d?[A-Za-z]+\d*(?:_new)?)\s*\[\s*(\d{1,9})\s*(?:,\s*(\d{1,9})\s*)?\]")


@dataclass(frozen=True, slots=True)
class EntryPlace:
    """An entry of a matrix: row and column count from 1."""

    name: str
    row: int
    column: int

    def means(self, name: str) -> bool:
        """Whether the entry is shown for this matrix: a parameter's stands for its gradient and its new value."""
        return name in (self.name, f"d{self.name}", f"{self.name}_new")


def place(text: str, arrays: Mapping[str, Any]) -> EntryPlace:
    """The entry that is meant.

    Raises:
        UnknownNameError: there is no such matrix, or it is not that large.
    """
    match = _ENTRY.fullmatch(text.strip())
    if match is None:
        message = f"'{text[:60]}' is no entry of a matrix; expected one such as w2[7,41] or Z1[3,1]"
        raise UnknownNameError(message)
    name = match.group(1)
    known = {each.lower(): each for each in arrays}
    matrix = name if name in arrays else known.get(name.lower())
    if matrix is None:
        message = f"there is no matrix '{name}'. {did_you_mean(name, arrays)}"
        raise UnknownNameError(message)
    row, column = int(match.group(2)), int(match.group(3) or 1)
    rows, columns = arrays[matrix].shape
    if not 1 <= row <= rows or not 1 <= column <= columns:
        message = f"{text}: {matrix} has {rows} rows and {columns} columns"
        raise UnknownNameError(message)
    return EntryPlace(matrix, row, column)
