"""A target outside the range of its output unit, and the loss that therefore remains."""

from collections.abc import Iterator
from fractions import Fraction

import sympy as sp

from symbp.findings import Finding, Standing, listed, number
from symbp.observing.base import Rule
from symbp.observing.evidence import Evidence, movable
from symbp.spec.assignment import Unit
from symbp.spec.sanity import out_of_reach
from symbp.steps import symbol


def _look(evidence: Evidence) -> Iterator[Finding]:
    assignment = evidence.assignment
    reach = None if assignment is None or assignment.later else out_of_reach(assignment)
    if assignment is None or reach is None:
        return
    last = evidence.run.losses[-1] if evidence.run.losses else None
    floor = Fraction(int(reach.floor.p), int(reach.floor.q))
    touched = all(_touches(each.unit, each.nearest) for each in reach.beyond)
    targets = listed(
        [f"{each.target} = {each.value.text} ({each.unit.activation}: {each.span})" for each in reach.beyond]
    )
    how = f"The loss cannot go below {number(floor)}"
    free = movable(assignment) and not any(each.unit.function.couples for each in reach.beyond)
    if touched and free:
        how += ", and reaches it only at the edge of that range."
    elif free:
        how = f"The loss stays above {number(floor)}, which is its infimum: no weights attain it."
    else:
        how += "."
    figures = [("floor", str(reach.floor) if floor.denominator < 10**6 else number(floor))]
    if last is not None:
        figures += [(f"loss in round {len(evidence.run.losses)}", number(last))]
        figures += [("above the floor", number(last - float(floor)))]
    yield Finding(
        "out-of-reach",
        f"Outside the range of the output unit: {targets}. {how}",
        tuple(figures),
        standing=Standing.PROVEN,
    )


def _touches(unit: Unit, bound: sp.Rational) -> bool:
    """Whether the unit has the bound of its range for a value, as ReLU has 0."""
    z = symbol("z")
    expr = unit.function.expression(z, lambda term: term(z), unit.options)
    return any(expr.xreplace({z: sp.Integer(at)}) == bound for at in (-1, 1))


OUT_OF_REACH = Rule("out-of-reach", "a target that the unit cannot reach", _look, rank=10)
