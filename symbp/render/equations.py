r"""Equations as rows of an ``aligned`` block, none wider than a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symbp.formula import latex
from symbp.formula.tree import Node

WIDTH = 70
"""About how many characters fit on a line of a page (see :func:`symbp.formula.latex.looks`)."""

Name = Callable[[str], str]


def equation(left: str, sides: Sequence[Node | str], name: Name, width: float = WIDTH) -> list[str]:
    r"""``left = side = side = …`` as rows: in one line if it fits, else one row a side.

    A side that is too wide by itself is broken at its plus signs.

    >>> from symbp.formula.tree import Leaf, Number
    >>> equation("a", [Leaf("b"), Number("2")], str)
    ['a &= b = 2']
    """
    written = [side if isinstance(side, str) else latex.write(side, name) for side in sides]
    whole = f"{left} &= " + " = ".join(written)
    if latex.looks(whole) <= width:
        return [whole]
    room = width - min(latex.looks(left), 14)
    rows: list[str] = []
    for side, text in zip(sides, written, strict=True):
        pieces = [text] if isinstance(side, str) else latex.lines(side, name, room)
        lead = f"{left} " if not rows else ""
        # The last sides are short numbers: they follow on the same line where there is room.
        if rows and len(pieces) == 1 and latex.looks(rows[-1]) + latex.looks(text) + 2 <= room:
            rows[-1] += f" = {text}"
            continue
        rows.append(f"{lead}&= {pieces[0]}")
        rows.extend(rf"&\quad {piece}" for piece in pieces[1:])
    return rows
