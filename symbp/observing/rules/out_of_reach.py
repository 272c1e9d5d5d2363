"""A target outside the range of its output unit, and the loss that therefore remains."""

from collections.abc import Iterator

import sympy as sp

from symbp.findings import Finding, Standing, number
from symbp.observing.base import Rule
from symbp.observing.evidence import Evidence, movable
from symbp.page.model import Code, Part, Phrase
from symbp.page.words import phrase
from symbp.registry import words
from symbp.spec.assignment import Unit
from symbp.spec.warnings import out_of_reach
from symbp.steps import symbol


def _look(evidence: Evidence) -> Iterator[Finding]:
    assignment = evidence.assignment
    reach = None if assignment is None or assignment.later else out_of_reach(assignment)
    if assignment is None or reach is None:
        return
    last = evidence.run.losses[-1] if evidence.run.losses else None
    floor = reach.value
    touched = all(_touches(each.unit, each.nearest) for each in reach.beyond)
    targets: list[Part] = [
        phrase(
            "%(name)s = %(value)s (%(activation)s: %(span)s)",
            name=Code(each.target),
            value=each.value.text,
            activation=each.unit.activation,
            span=str(each.span),
        )
        for each in reach.beyond
    ]
    free = movable(assignment) and all(each.unit.function.elementwise for each in reach.beyond)
    if touched and free:
        how = phrase(
            "The loss cannot go below %(floor)s, and reaches it only at the edge of that range.", floor=number(floor)
        )
    elif free:
        how = phrase("The loss stays above %(floor)s, which is its infimum: no weights attain it.", floor=number(floor))
    else:
        how = phrase("The loss cannot go below %(floor)s.", floor=number(floor))
    exact = str(reach.floor) if floor.denominator < 10**6 else number(floor)
    figures: list[tuple[Part, str]] = [(Phrase("floor"), exact)]
    if last is not None:
        figures += [(phrase("loss in iteration %(at)s", at=len(evidence.run.losses)), number(last))]
        figures += [(Phrase("above the floor"), number(last - float(floor)))]
    text = phrase("Outside the range of the output unit: %(targets)s. %(how)s", targets=targets, how=how)
    yield Finding("out-of-reach", text, tuple(figures), standing=Standing.PROVEN)


def _touches(unit: Unit, bound: sp.Rational) -> bool:
    """Whether the unit has the bound of its range for a value, as ReLU has 0."""
    z = symbol("z")
    expr = unit.function.expression(z, lambda term: term(z), unit.options)
    return any(expr.xreplace({z: sp.Integer(at)}) == bound for at in (-1, 1))


OUT_OF_REACH = Rule(
    name="out-of-reach",
    title=words("a target that the unit cannot reach"),
    look=_look,
    remarks={"out-of-reach": phrase("target out of reach")},
    rank=10,
)
