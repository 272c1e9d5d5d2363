"""What was done in place of the right formula: misconceptions, compared at random points."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping
from typing import Any

import flint

from symbp.marking.compare import FormulaMark, same
from symbp.marking.expression import evaluate, names_of
from symbp.marking.key import Trial, leading_to
from symbp.marking.mistakes import Mistake
from symbp.marking.repertoire import Budget, Repertoire, Rewritten
from symbp.marking.sheet import as_written
from symbp.page.words import say
from symbp.values.balls import Balls


def diagnose_formula(repertoire: Repertoire, mark: FormulaMark, label: str, budget: Budget) -> Mistake | None:
    """The misconceptions that make a wrong formula of the right one, the likeliest first."""
    found = _matching(repertoire, mark, budget)
    if not found:
        return None
    best = found[0]
    also = {"+".join(m.name for m in each.mistakes): tuple(m.title for m in each.mistakes) for each in found[1:]}
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


def _matching(repertoire: Repertoire, mark: FormulaMark, budget: Budget) -> list[Rewritten]:
    """The rewrites that give the formula: for all values, or with the numbers that are put into it."""
    key = repertoire.key
    scale = flint.fmpq(mark.scale.numerator, mark.scale.denominator)
    cone = leading_to(mark.line, key.lines, names_of(mark.formula))
    # A formula that goes back further than its own lines may have left something out there too.
    full = leading_to(mark.line, key.lines, frozenset())
    for data in (True, False):
        points = key.points_at(data=data, near=False)
        mine = [_evaluated(mark, point, scale) for point in points]
        for rewrites, inside in (
            ((each for name in cone for each in repertoire.of(name)), cone),
            ((each for name in cone for each in repertoire.throughout_layer(name)), cone),
            (repertoire.pairs(mark.line), cone),
            ((each for name in full if name not in cone for each in repertoire.of(name)), full),
        ):
            found = []
            for each in rewrites:
                if not budget.spend():
                    break
                if _agrees(key.everything, mark.line, each, points, mine, inside):
                    found.append(each)
            if found:
                return sorted(found, key=lambda each: sum(m.rank for m in each.mistakes))
    return []


def _evaluated(mark: FormulaMark, point: Mapping[str, Any], scale: Any) -> Any:
    try:
        return evaluate(mark.formula, Balls(), point) / scale
    except Exception:  # noqa: BLE001 - what a student wrote may be undefined in any way
        return None


def _agrees(
    lines: Mapping[str, Any],
    line: str,
    each: Rewritten,
    points: Iterable[Mapping[str, Any]],
    mine: Iterable[Any],
    cone: list[str],
) -> bool:
    changed = ChainMap({line.name: line for line in each.lines}, dict(lines))
    inside = set(cone)

    def pair(point: Mapping[str, Any], value: Any) -> Any:
        known = {name: known_value for name, known_value in point.items() if name not in inside}
        return (value, Trial(changed, known)[line])

    return same((lambda p=p, v=v: pair(p, v)) for p, v in zip(points, mine, strict=True) if v is not None) is True  # type: ignore[misc]
