"""Lines that are ready to be calculated: their programs, what leads to what, and values as they are asked for."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symbp.steps import names_in
from symbp.values.arithmetic import Program, UndecidedError, program
from symbp.values.interval import Intervals

DEEPEST_LINE = 150
"""How many lines may wait for one another: each costs a few frames of Python's stack."""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One line, ready to be calculated.

    Attributes:
        name: its name.
        expr: its formula; None for a given.
        uses: the names in the formula.
        run: the formula as a program.
        products: the products that the formula adds up: people round each before they add.
        at: where it stands in the calculation.
    """

    name: str
    expr: sp.Expr | None
    uses: tuple[str, ...]
    run: Program | None
    products: tuple[Program, ...]
    at: float

    @classmethod
    def of(cls, name: str, expr: sp.Expr | None, at: float) -> KeyLine:
        """The line of a formula."""
        if expr is None:
            return cls(name, None, (), None, (), at)
        addends = expr.args if isinstance(expr, sp.Add) else ()
        products = tuple(program(addend) for addend in addends if not addend.is_Atom)
        uses = tuple(sorted(names_in(expr)))
        return cls(name, expr, uses, program(expr), products if len(products) > 1 else (), at)


class LazyValues(dict[str, Any]):
    """Values that are calculated when they are asked for.

    Args:
        lines: the lines by name.
        known: what is known. What is asked for is calculated from it, in intervals, and kept.
        arithmetic: what a number is.

    Raises:
        UndecidedError: a line needs itself.
    """

    def __init__(
        self, lines: Mapping[str, KeyLine], known: Mapping[str, object], skipping: Intervals | None = None
    ) -> None:
        super().__init__(known)
        self.known = known
        self.lines = lines
        self.skipping = skipping
        self.arithmetic = Intervals()
        self.open: set[str] = set()

    def __missing__(self, name: str) -> object:
        run = self.lines[name].run
        if run is None or name in self.open or len(self.open) > DEEPEST_LINE:
            raise UndecidedError
        self.open.add(name)
        try:
            value = run(self.arithmetic, self)
        finally:
            # The next sheet must not find what this one has left open.
            self.open.discard(name)
        self[name] = value
        return value


class ChangedValues(LazyValues):
    """Values with some lines changed: only what is made of these is calculated again.

    Args:
        unchanged: the values without the change; what is known there is known here.
        changed: lines by name.
        below: their names, and those of all lines that are made of them.
    """

    def __init__(self, unchanged: LazyValues, changed: Mapping[str, KeyLine], below: Container[str]) -> None:
        super().__init__(ChainMap(dict(changed), unchanged.lines), {})  # type: ignore[arg-type]
        self.unchanged = unchanged
        self.below = below

    def __missing__(self, name: str) -> object:
        if name not in self.below or name in self.unchanged.known:
            return self.unchanged[name]
        return super().__missing__(name)


def leading_to(name: str, lines: Mapping[str, KeyLine], written: Container[str]) -> list[str]:
    """A line and those that lead to it and were not written down, the nearest first."""
    visited: dict[str, None] = {}
    queue = [name]
    for current in queue:
        if current not in visited and lines[current].run is not None and (current == name or current not in written):
            visited[current] = None
            queue.extend(lines[current].uses)
    return list(visited)


def reached(names: Iterable[str], users: Mapping[str, Iterable[str]]) -> dict[str, None]:
    """Lines and all that are made of them, the nearest first.

    >>> list(reached(["a"], {"a": ["b"], "b": ["c"], "d": ["c"]}))
    ['a', 'b', 'c']
    """
    visited: dict[str, None] = {}
    queue = list(names)
    for current in queue:
        if current not in visited:
            visited[current] = None
            queue.extend(users.get(current, ()))
    return visited


def needed_by(names: Iterable[str], lines: Mapping[str, KeyLine]) -> dict[str, None]:
    """Lines, all lines that lead to them and the givens, the nearest first."""
    visited: dict[str, None] = {}
    queue = list(names)
    for current in queue:
        if current not in visited and current in lines:
            visited[current] = None
            queue.extend(lines[current].uses)
    return visited
