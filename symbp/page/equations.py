r"""Equations as rows of an ``aligned`` block, none wider than a page."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from symbp.formula import latex, layout
from symbp.formula.tree import Node
from symbp.page.model import Equation, Equations, Maths

EQUAL, ABOUT = "=", r"\approx"
MOST_ROWS = 12
"""How many rows of equations stand together."""

WIDTH = 70
"""About how many characters fit on a line of a page (see :func:`symbp.formula.latex.looks`)."""

Name = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a chain, and the sign that stands before it."""

    sign: str
    side: Node


@functools.lru_cache(4096)
def maths(formula: str) -> Maths:
    """A formula in a sentence or a table."""
    return Maths(layout.read(formula))


def aligned(rows: Iterable[str]) -> Equations:
    """Rows of an ``aligned`` block as equations of a page."""
    halves = (row.partition("&") for row in rows)
    return Equations(tuple(Equation(layout.read(left), layout.read(right)) for left, _, right in halves))


def equation(left: str, sides: Sequence[Node | Member], name: Name, width: float = WIDTH) -> list[str]:
    r"""``left = side = side = …`` as rows: in one line if it fits, else one row a side.

    A side that is too wide by itself is broken at its plus signs. Before a member stands its own sign.

    >>> from symbp.formula.tree import Leaf, Number
    >>> equation("a", [Leaf("b"), Number("2")], str)
    ['a &= b = 2']
    >>> equation("a", [Number("1.96"), Member(r"\approx", Number("2.1"))], str)
    ['a &= 1.96 \\approx 2.1']
    """
    members = [side if isinstance(side, Member) else Member(EQUAL, side) for side in sides]
    written = [latex.write(member.side, name) for member in members]
    texts = [f" {member.sign} {text}" for member, text in zip(members, written, strict=True)]
    whole = f"{left} &{''.join(texts).lstrip()}"
    if latex.looks(whole) <= width:
        return [whole]
    room = width - min(latex.looks(left), 14)
    rows: list[str] = []
    for member, text in zip(members, written, strict=True):
        pieces = latex.lines(member.side, name, room)
        lead = f"{left} " if not rows else ""
        # The last sides are short numbers: they follow on the same line where there is room.
        if rows and len(pieces) == 1 and latex.looks(rows[-1]) + latex.looks(text) + 2 <= room:
            rows[-1] += f" {member.sign} {text}"
            continue
        rows.append(f"{lead}&{member.sign} {pieces[0]}")
        rows.extend(rf"&\quad {piece}" for piece in pieces[1:])
    return rows
