"""Names in each other's place: what has been proven of one unit of a layer holds of its mirror images."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import sympy as sp

from symbp.steps import Derivation, Kind, Step, symbol


def mirrored(step: Step, derivation: Derivation) -> Iterator[list[str]]:
    """The names by which a line has offered slopes, those together whose slopes are mirror images.

    The names of a group stand in a ring: to put each name in the place of the one before leaves the line as it is,
    and turns every slope into the next. A derivative by one of them is then known by all.

    >>> from symbp.network import forward
    >>> from symbp.spec import load
    >>> d = forward(load("softmax-squared-error"))
    >>> list(mirrored(d["out_o1"], d))
    [['in_o1'], ['in_o2', 'in_o3']]
    """
    uses = {wrt: Counter(_names(slope)) for wrt, slope in step.slopes.items()}
    groups: dict[object, list[str]] = {}
    for wrt, slope in step.slopes.items():
        groups.setdefault((slope.func, len(slope.args), *sorted(uses[wrt].values())), []).append(wrt)
    for group in groups.values():
        if len(group) > 1 and _is_ring(step, group, uses, derivation):
            yield group
        else:
            yield from ([wrt] for wrt in group)


def _names(expr: sp.Expr) -> Iterator[str]:
    """The names in an expression, each as often as it stands there."""
    parts: list[sp.Basic] = [expr]
    for part in parts:
        if isinstance(part, sp.Symbol):
            yield part.name
        else:
            parts.extend(part.args)


def _is_ring(step: Step, group: Sequence[str], uses: Mapping[str, Counter[str]], derivation: Derivation) -> bool:
    turned: dict[str, str] = {}
    ring = [*group, group[0]]
    for one, other in pairwise(ring):
        # The targets of the units go with them: each stands more often in its own slope than in the others.
        ours = [name for name in uses[one] - uses[other] if derivation[name].kind is Kind.GIVEN]
        theirs = [name for name in uses[other] - uses[one] if derivation[name].kind is Kind.GIVEN]
        for name, next_name in ((one, other), *zip(ours, theirs, strict=False)):
            if turned.setdefault(name, next_name) != next_name:
                return False
    if turned.keys() != set(turned.values()):
        return False
    turn = _Renaming(derivation, turned, step.slopes)
    return turn.of(step.expr) == step.expr and all(
        turn.of(step.slopes[one]) == step.slopes[other] for one, other in pairwise(ring)
    )


class _Renaming:
    """Other names in formulas, and in the lines that these use, down to the names to keep."""

    def __init__(self, derivation: Derivation, names: Mapping[str, str], keep: Collection[str]) -> None:
        self.derivation = derivation
        self.lines = {line.expr: line.name for line in derivation if line.expr is not None}
        self.names = names
        self.keep = keep
        self.made: dict[object, object] = {}

    def of(self, expr: Any) -> Any:
        """The expression in the other names; None where a line in it has no counterpart."""
        if expr not in self.made:
            self.made[expr] = self._of(expr)
        return self.made[expr]

    def _of(self, expr: sp.Basic) -> object:
        if expr.is_Symbol:
            return self._name(expr)
        parts = [self.of(part) for part in expr.args]
        if any(part is None for part in parts):
            return None
        return expr if all(new is old for new, old in zip(parts, expr.args, strict=True)) else expr.func(*parts)

    def _name(self, name: Any) -> object:
        if name.name in self.names:
            return symbol(self.names[name.name])
        line = None if name.name in self.keep else self.derivation[name.name].expr
        if line is None:
            return name
        other = self.of(line)
        return symbol(self.lines[other]) if other in self.lines else None
