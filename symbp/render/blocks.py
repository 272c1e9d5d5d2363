"""What documents are made of: tables and blocks of equations, as finished strings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: a title a column, its alignment (l, r, c), and rows of LaTeX or text."""

    heads: tuple[str, ...]
    aligns: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Equations that belong together, with a heading and a sentence before them, if there are any."""

    rows: tuple[str, ...]
    heading: str = ""
    sentence: str = ""


MOST_ROWS = 12
"""How many rows of equations stand together."""
