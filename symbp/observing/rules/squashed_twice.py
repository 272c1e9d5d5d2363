"""Outputs squashed before a loss that squashes them again: how sure the network may become at most."""

from collections.abc import Iterator
from fractions import Fraction

import sympy as sp

from symbp.findings import Finding, Standing, number
from symbp.observing.base import Rule
from symbp.observing.evidence import Evidence
from symbp.page.model import Phrase
from symbp.page.words import phrase
from symbp.registry import words
from symbp.values.arithmetic import program
from symbp.values.balls import Balls, bounds, working_precision


def _look(evidence: Evidence) -> Iterator[Finding]:
    assignment = evidence.assignment
    units = () if assignment is None else assignment.network.outputs
    if assignment is None or not assignment.loss.function.logits or not all(u.function.elementwise for u in units):
        return
    ends = {(unit.function.low, unit.function.high) for unit in units}
    if len(ends) != 1 or None in next(iter(ends)):
        return
    ((low, high),) = ends
    others = len(units) - 1 if assignment.loss.function.logits == "softmax" else 1
    # With the sigmoid a single output stands against 0, which is its own end of the range.
    against = (low, high) if assignment.loss.function.logits == "softmax" else (sp.Integer(0), sp.Integer(0))
    least, most = (
        _value(sp.exp(own) / (sp.exp(own) + others * sp.exp(other)))
        for own, other in ((low, against[1]), (high, against[0]))
    )
    text = phrase(
        "The outputs have gone through %(activation)s before the loss takes %(logits)s of them: every probability "
        "stays between %(least)s and %(most)s, however long the training.",
        activation=units[0].activation,
        logits=assignment.loss.function.logits,
        least=number(least),
        most=number(most),
    )
    figures = (Phrase("least probability"), number(least)), (Phrase("greatest probability"), number(most))
    yield Finding("squashed-twice", text, figures, standing=Standing.PROVEN)


def _value(expr: sp.Expr) -> Fraction:
    with working_precision(96):
        low, high = bounds(program(expr)(Balls(), {}))
    return (low + high) / 2


SQUASHED_TWICE = Rule(
    name="squashed-twice",
    title=words("squashing before a loss that squashes"),
    look=_look,
    remarks={"squashed-twice": phrase("squashed twice")},
    rank=12,
)
