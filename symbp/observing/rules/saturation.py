"""A unit near the end of its range, where its slope all but vanishes."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from symbp.findings import Finding, number
from symbp.observing.base import Rule
from symbp.observing.evidence import Evidence
from symbp.page.model import Code
from symbp.page.words import phrase
from symbp.quantity import Quantity
from symbp.registry import words
from symbp.steps import Kind, Step
from symbp.values.arithmetic import program
from symbp.values.balls import Balls, bounds, working_precision

SMALL = Fraction(1, 50)
"""A slope below this share of the largest that the unit has."""


def _look(evidence: Evidence) -> Iterator[Finding]:
    assignment, iterations = evidence.assignment, evidence.iterations
    if assignment is None or not iterations or assignment.later or evidence.run.shuffle is not None:
        return
    last, units = iterations[-1], []
    values = [{**hidden, **outputs} for hidden, outputs in zip(last.hidden, last.outputs, strict=True)]
    for step in evidence.derivation.of_kind(Kind.SLOPE):
        name = Quantity.named(str(step.of)).word
        sample = (step.place.sample or 1) - 1
        slope = _slope(step, values[sample].get(name))
        largest = None if slope is None else _largest(evidence, step)
        if slope is not None and largest and abs(slope) < SMALL * largest:
            units.append((str(step.of), values[sample][name], slope, largest))
    if not units:
        return
    told = [
        phrase("%(name)s = %(value)s", name=Code(name), value=number(value)) for name, value, _, _ in units[:MOST_NAMED]
    ]
    said = {"at": last.number, "count": len(units), "units": told}
    if len(units) == 1:
        text = phrase(
            "In iteration %(at)s a unit is saturated: %(units)s. Its derivative is below a fiftieth of the largest, "
            "and every gradient that passes there is multiplied by it.",
            **said,
        )
    elif len(units) <= MOST_NAMED:
        text = phrase(
            "In iteration %(at)s %(count)s units are saturated: %(units)s. Their derivatives are below a fiftieth of "
            "the largest, and every gradient that passes there is multiplied by them.",
            **said,
        )
    else:
        text = phrase(
            "In iteration %(at)s %(count)s units are saturated, such as %(units)s. Their derivatives are below a "
            "fiftieth of the largest, and every gradient that passes there is multiplied by them.",
            **said,
        )
    figures = tuple(
        (
            phrase("derivative at %(name)s", name=Code(name)),
            phrase("%(value)s (largest %(most)s)", value=number(slope), most=number(most)),
        )
        for name, _, slope, most in units[:6]
    )
    yield Finding("saturation", text, figures)


MOST_NAMED = 5


def _slope(step: Step, output: float | None) -> Fraction | None:
    """The slope, where the output alone says it, as it does for the sigmoid and tanh."""
    if output is None or step.expr is None or step.uses != {str(step.of)}:
        return None
    return _at(step, Fraction(output))


def _at(step: Step, output: Fraction) -> Fraction:
    balls: Any = Balls()
    with working_precision(64):
        low, high = bounds(program(step.expr)(balls, {str(step.of): balls.number(output)}))
    return (low + high) / 2


def _largest(evidence: Evidence, step: Step) -> Fraction | None:
    """The slope in the middle of a bounded range, which is the largest of an S-shaped function."""
    assert evidence.assignment is not None
    layer = evidence.assignment.network.layers[step.place.layer or 0]
    function = layer[(step.place.unit or 1) - 1].function
    if function.low is None or function.high is None or not function.elementwise:
        return None
    middle = (function.low + function.high) / 2
    return _at(step, Fraction(int(middle.p), int(middle.q)))


SATURATION = Rule(
    name="saturation",
    title=words("saturated units and vanishing derivatives"),
    look=_look,
    remarks={"saturation": phrase("saturated")},
    rank=30,
)
