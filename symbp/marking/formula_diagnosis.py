"""The mistakes behind wrong formulas: misconceptions, compared at random points."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Container, Iterable, Mapping

import flint

from symbp.marking.compare import FormulaMark, same
from symbp.marking.expression import evaluate, names_of
from symbp.marking.key_lines import KeyLine, LazyValues, leading_to, reached
from symbp.marking.mistakes import Mistake
from symbp.marking.repertoire import Budget, MistakeCatalog, Rewritten
from symbp.marking.sheet import as_written
from symbp.page.words import say
from symbp.values.balls import Balls


def diagnose_formula(repertoire: MistakeCatalog, mark: FormulaMark, label: str, budget: Budget) -> Mistake | None:
    """The misconceptions that make a wrong formula of the right one, the likeliest first."""
    rewrites = _matching(repertoire, mark, budget)
    if not rewrites:
        return None
    best = rewrites[0]
    also = {"+".join(m.name for m in each.mistakes): tuple(m.title for m in each.mistakes) for each in rewrites[1:]}
    id_ = "+".join(m.name for m in best.mistakes)
    also.pop(id_, None)
    at = None if best.line.name == mark.line else as_written(best.line.name)
    return Mistake(
        id=id_,
        titles=tuple(m.title for m in best.mistakes),
        messages=tuple(m.message for m in best.mistakes),
        remarks=tuple(m.remark for m in best.mistakes),
        line=best.line.name,
        effect=say("marking.formula_effect", what=best.what, at=at, label=as_written(label)),
        hidden_effect=say("marking.hidden_effect", what=best.what, at=at),
        also=tuple(also.items()),
    )


def _matching(repertoire: MistakeCatalog, mark: FormulaMark, budget: Budget) -> list[Rewritten]:
    """The rewrites that give the formula: for all values, or with the numbers that are put into it."""
    key = repertoire.key
    scale = flint.fmpq(mark.scale.numerator, mark.scale.denominator)
    cone = leading_to(mark.line, key.lines, names_of(mark.formula))
    # A formula that goes back further than its own lines may have left something out there too.
    full = leading_to(mark.line, key.lines, frozenset())
    near, far = (_Changes(key.everything, mark.line, inside) for inside in (cone, full))
    for data in (True, False):
        points = key.points_at(data=data, near=False)
        mine = [(point, value) for point in points if (value := _evaluated(mark, point, scale)) is not None]
        for rewrites, changes in (
            ((each for name in cone for each in repertoire.of(name)), near),
            ((each for name in cone for each in repertoire.throughout_layer(name)), near),
            (repertoire.pairs(mark.line), near),
            ((each for name in full if name not in cone for each in repertoire.of(name)), far),
        ):
            matches = []
            for each in rewrites:
                if not budget.spend():
                    break
                if changes.agree(each, mine):
                    matches.append(each)
            if matches:
                return sorted(matches, key=lambda each: sum(m.rank for m in each.mistakes))
    return []


def _evaluated(mark: FormulaMark, point: Mapping[str, object], scale: object) -> object:
    try:
        return evaluate(mark.formula, Balls(), point) / scale
    except Exception:  # noqa: BLE001 - what a student wrote may be undefined in any way
        return None


class _Changes:
    """A line where others that lead to it are changed.

    Args:
        lines: the lines by name.
        line: the line.
        inside: the lines that the change of another goes on to.
    """

    def __init__(self, lines: dict[str, KeyLine], line: str, inside: Iterable[str]) -> None:
        self.lines = lines
        self.line = line
        self.users: dict[str, list[str]] = {name: [] for name in inside}
        for user in self.users:
            for name in lines[user].uses:
                if name in self.users:
                    self.users[name].append(user)
        self._touched: dict[tuple[str, ...], Mapping[str, None]] = {}

    def agree(self, each: Rewritten, mine: Iterable[tuple[Mapping[str, object], object]]) -> bool:
        """Whether the line comes to these values at these points."""
        changed = {line.name: line for line in each.lines}
        names = tuple(changed)
        if names not in self._touched:
            self._touched[names] = reached(names, self.users)
        lines, touched = ChainMap(changed, self.lines), self._touched[names]

        def pair(point: Mapping[str, object], value: object) -> object:
            """The value of the formula, and of the line as the mistake has it, at a point."""
            return value, _Changed(lines, point, touched)[self.line]

        return same((lambda p=p, v=v: pair(p, v)) for p, v in mine) is True  # type: ignore[misc]


class _Changed(LazyValues):
    """A point with some lines changed: what they do not touch keeps its value there."""

    def __init__(self, lines: Mapping[str, KeyLine], point: Mapping[str, object], touched: Container[str]) -> None:
        super().__init__(lines, {})
        self.point = point
        self.touched = touched

    def __missing__(self, name: str) -> object:
        if name not in self.touched and name in self.point:
            return self.point[name]
        return super().__missing__(name)
