"""Gradients that are exactly 0 at the start, and which factor makes them so."""

from collections.abc import Iterator

import sympy as sp

from symbp.findings import Finding, Standing, listed
from symbp.observing.base import Rule
from symbp.observing.evidence import Evidence
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
    bottom = sorted({cause for found in causes.values() for cause in found}, key=evidence.derivation.position)
    cancelled = [str(step.wrt) for step in gradients if not causes[step.name]]
    names = listed([str(step.wrt) for step in gradients])
    which = "All gradients are" if len(gradients) == len(every) else f"The gradients of {names} are"
    reasons = [f"{listed(bottom)} {'is' if len(bottom) == 1 else 'are'} 0"] if bottom else []
    reasons += [f"in {listed([f'dL/d{name}' for name in cancelled])} the terms cancel"] if cancelled else []
    text = f"{which} exactly 0 in the first round"
    # A list of a dozen causes explains nothing.
    text += f", because {' and '.join(reasons)}" if len(bottom) <= MOST_CAUSES else ""
    ever = len(gradients) == len(every) and not assignment.later and assignment.optimizer.plain
    text += ": no round of gradient descent changes any parameter." if ever else "."
    figures = [(f"dL/d{step.wrt}", "0") for step in gradients[:8]]
    yield Finding("zero-gradients", text, tuple(figures), standing=Standing.PROVEN)


MOST_CAUSES = 12


def _causes(evidence: Evidence, step: Step, zero: frozenset[str]) -> set[str]:
    """The lines and givens at the bottom of it: those that are 0 without needing another one to be.

    Empty where the terms of a sum cancel: then nothing in it has to be 0.
    """
    waiting, found, seen = [step], set(), {step.name}
    while waiting:
        line = waiting.pop()
        reasons = _reasons(evidence, line, zero)
        if not reasons and line is not step:
            found.add(line.name)
        for name in reasons - seen:
            seen.add(name)
            if _given_zero(evidence, name):
                found.add(name)
            else:
                waiting.append(evidence.derivation[name])
    return found


def _reasons(evidence: Evidence, line: Step, zero: frozenset[str]) -> set[str]:
    """The factors that are 0, if each term of the line has one; else none."""
    found: set[str] = set()
    assert line.expr is not None
    for term in sp.Add.make_args(line.expr):
        factors = {factor.name for factor in sp.Mul.make_args(term) if isinstance(factor, sp.Symbol)}
        own = {name for name in factors if name in zero or _given_zero(evidence, name)}
        if not own:
            return set()
        found |= own
    return found


def _given_zero(evidence: Evidence, name: str) -> bool:
    assert evidence.assignment is not None
    number = evidence.assignment.numbers.get(name)
    return number is not None and number.value == 0


ZERO_GRADIENTS = Rule("zero-gradients", "gradients that are 0 at the start", _look, rank=21)
