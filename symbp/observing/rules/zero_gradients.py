"""Gradients that are exactly 0 at the start, and which factor makes them so."""

from collections.abc import Iterator

import sympy as sp

from symbp.findings import Finding, Standing
from symbp.observing.base import Rule
from symbp.observing.evidence import Evidence
from symbp.page.model import Code, Phrase
from symbp.page.words import phrase
from symbp.quantity import gradient_of
from symbp.registry import words
from symbp.steps import Kind, Step


def _look(evidence: Evidence) -> Iterator[Finding]:
    assignment = evidence.assignment
    if assignment is None or evidence.run.shuffle is not None:
        return
    zero = evidence.zero
    gradients = [step for step in evidence.derivation.of_kind(Kind.GRADIENT) if step.name in zero]
    gradients.sort(key=lambda step: evidence.derivation.position(str(step.wrt)))
    every = evidence.derivation.of_kind(Kind.GRADIENT)
    if not gradients:
        return
    causes = {step.name: _causes(evidence, step, zero) for step in gradients}
    bottom = sorted({cause for group in causes.values() for cause in group}, key=evidence.derivation.position)
    cancelled = [str(step.wrt) for step in gradients if not causes[step.name]]
    names = [Code(str(step.wrt)) for step in gradients]
    text = phrase("The gradients of %(names)s are exactly 0 in the first iteration", names=names)
    if len(gradients) == len(every):
        text = Phrase("All gradients are exactly 0 in the first iteration")
    # A list of a dozen causes explains nothing.
    if len(bottom) <= MOST_CAUSES:
        text = phrase("%(what)s, because %(why)s", what=text, why=_why(bottom, cancelled))
    ever = len(gradients) == len(every) and not assignment.later and assignment.optimizer.plain
    text = (
        phrase("%(what)s: no iteration of gradient descent changes any parameter.", what=text)
        if ever
        else phrase("%(what)s.", what=text)
    )
    figures = tuple((Code(gradient_of(str(step.wrt))), "0") for step in gradients[:8])
    yield Finding("zero-gradients", text, figures, standing=Standing.PROVEN)


MOST_CAUSES = 12


def _why(bottom: list[str], cancelled: list[str]) -> Phrase:
    """The factors that are 0, and the terms that cancel."""
    zero, lines = [Code(name) for name in bottom], [Code(gradient_of(name)) for name in cancelled]
    cancel = phrase("in %(lines)s the terms cancel", lines=lines)
    if not bottom:
        return cancel
    are = phrase("%(names)s is 0", names=zero) if len(zero) == 1 else phrase("%(names)s are 0", names=zero)
    return phrase("%(one)s and %(other)s", one=are, other=cancel) if cancelled else are


def _causes(evidence: Evidence, step: Step, zero: frozenset[str]) -> set[str]:
    """The lines and givens at the bottom of it: those that are 0 without needing another one to be.

    Empty where the terms of a sum cancel: then nothing in it has to be 0.
    """
    waiting, causes, seen = [step], set(), {step.name}
    while waiting:
        line = waiting.pop()
        reasons = _reasons(evidence, line, zero)
        if not reasons and line is not step:
            causes.add(line.name)
        for name in reasons - seen:
            seen.add(name)
            if _given_zero(evidence, name):
                causes.add(name)
            else:
                waiting.append(evidence.derivation[name])
    return causes


def _reasons(evidence: Evidence, line: Step, zero: frozenset[str]) -> set[str]:
    """The factors that are 0, if each term of the line has one; else none."""
    reasons: set[str] = set()
    assert line.expr is not None
    for term in sp.Add.make_args(line.expr):
        factors = {factor.name for factor in sp.Mul.make_args(term) if isinstance(factor, sp.Symbol)}
        own = {name for name in factors if name in zero or _given_zero(evidence, name)}
        if not own:
            return set()
        reasons |= own
    return reasons


def _given_zero(evidence: Evidence, name: str) -> bool:
    assert evidence.assignment is not None
    number = evidence.assignment.numbers.get(name)
    return number is not None and number.value == 0


ZERO_GRADIENTS = Rule(
    name="zero-gradients",
    title=words("gradients that are 0 at the start"),
    look=_look,
    remarks={"zero-gradients": phrase("zero gradients")},
    rank=21,
)
