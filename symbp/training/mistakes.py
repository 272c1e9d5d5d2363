"""A derivation with a misconception in it: what a program computes whose author believes it."""

from __future__ import annotations

from dataclasses import replace

from symbp.errors import SymbpError
from symbp.misconceptions import misconceptions
from symbp.misconceptions.base import Misconception, RewriteContext
from symbp.spec.assignment import Assignment
from symbp.steps import Derivation, Kind, Step


def believed(assignment: Assignment, derivation: Derivation, name: str, *, single: bool = True) -> Derivation:
    """The lines as somebody writes them who has this misconception, in every line that it changes.

    Args:
        assignment: what the lines are of.
        derivation: the right lines.
        name: the misconception.
        single: whether every update uses a single sample.

    Raises:
        UnknownNameError: there is no such misconception.
        SymbpError: it changes nothing here, or its lines need one another.

    >>> from symbp import derive, load
    >>> a = load("nndl3")
    >>> believed(a, derive(a), "gradient-for-weight").formula("dL/dout_h1")
    'dL/dw5 + dL/dw6'
    """
    belief = misconceptions.pick(name)
    lesson = RewriteContext(assignment, derivation)
    steps = [_rewritten(step, belief, lesson) for step in derivation]
    if all(new is old for new, old in zip(steps, derivation, strict=True)):
        message = f"the misconception '{name}' changes no line of {assignment.name}"
        raise SymbpError(message)
    uses_updates = any(
        derivation[used].kind is Kind.UPDATE for step in steps if step.kind is not Kind.UPDATE for used in step.uses
    )
    if uses_updates and not single:
        # The update of a batch is known only when all its samples have been through these lines.
        message = f"with the misconception '{name}' lines need parameters after their update, which in a batch of "
        message += "several samples come too late: there is a run of it for single samples only"
        raise SymbpError(message)
    return Derivation(tuple(_in_order(steps, name)))


def _rewritten(step: Step, belief: Misconception, lesson: RewriteContext) -> Step:
    if step.expr is None:
        return step
    # Of several ways to go wrong the plainest comes first.
    variant = next(belief.rewrite(step, step.expr, lesson), None)
    return step if variant is None else replace(step, expr=variant.expr)


def _in_order(steps: list[Step], name: str) -> list[Step]:
    """The lines, each behind those that it now uses, otherwise in their old order."""
    done: dict[str, Step] = {}
    waiting = steps
    while waiting:
        later = []
        for step in waiting:
            if step.uses <= done.keys():
                done[step.name] = step
            else:
                later.append(step)
        if len(later) == len(waiting):
            message = f"with the misconception '{name}' lines need one another: there is no program of them"
            raise SymbpError(message)
        waiting = later
    return list(done.values())
