r"""Equations as rows of aligned halves, none wider than a page."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from symbp.formula import layout, typeset
from symbp.formula.layout import Layout, Operator, Space, row, width
from symbp.formula.tree import Node
from symbp.page.model import Equation, Equations, Maths

EQUAL, ABOUT = "=", "≈"
MOST_EQUATION_ROWS = 12
"""How many rows of equations stand together."""

EQUATION_WIDTH = 70
"""About how many characters fit on a line of a page (see :func:`symbp.formula.layout.width`)."""

Name = Callable[[str], Layout]
Halves = tuple[Layout, Layout]
"""The two sides of the place where rows are aligned."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a chain, and the sign that stands before it."""

    sign: str
    side: Node


@functools.lru_cache(4096)
def maths(formula: str) -> Maths:
    """A formula in a sentence or a table."""
    return Maths(layout.read(formula))


def aligned(rows: Iterable[Halves]) -> Equations:
    """Aligned rows as equations of a page."""
    return Equations(tuple(Equation(left, right) for left, right in rows))


def equation(left: Layout, sides: Sequence[Node | Member], name: Name, widest: float = EQUATION_WIDTH) -> list[Halves]:
    r"""``left = side = side = …`` as rows: in one line if it fits, else one row a side.

    A side that is too wide by itself is broken at its plus signs. Before a member stands its own sign.

    >>> from symbp.formula.scripts import latex
    >>> from symbp.formula.tree import Leaf, Numeral
    >>> ((left, right),) = equation(layout.Name("a"), [Leaf("b"), Member(ABOUT, Numeral("2"))], layout.Name)
    >>> latex.write(left), latex.write(right)
    ('a', '= b \\approx 2')
    """
    members = [side if isinstance(side, Member) else Member(EQUAL, side) for side in sides]
    chain = [with_sign(member, name) for member in members]
    whole = row(*chain)
    if width(row(left, whole)) <= widest:
        return [(left, whole)]
    room = widest - min(width(left), 14)
    rows: list[Halves] = []
    for member, side in zip(members, chain, strict=True):
        pieces = typeset.lines(member.side, name, room)
        # The last sides are short numbers: they follow on the same line where there is room.
        if rows and len(pieces) == 1 and width(row(*rows[-1])) + width(pieces[0]) + 2 <= room:
            rows[-1] = rows[-1][0], row(rows[-1][1], side)
            continue
        rows.append((row() if rows else left, row(Operator(member.sign, apart=True), pieces[0])))
        rows.extend((row(), row(Space(18), piece)) for piece in pieces[1:])
    return rows


def with_sign(member: Member, name: Name) -> Layout:
    """A member behind its sign."""
    return row(Operator(member.sign, apart=True), typeset.write(member.side, name))
