"""The checks of a notebook: each line of a section worked out by NumPy from what is written before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from symbp.code.languages.numpy import NUMPY
from symbp.code.names import identifiers
from symbp.page.model import Block, Section
from symbp.solving.solution import Solution
from symbp.spec.assignment import Carry
from symbp.steps import Kind, Step
from symbp.templating import fill

_KINDS = {
    "given": (Kind.GIVEN,),
    "forward": (Kind.PRE, Kind.ACT),
    "loss": (Kind.LOSS,),
    "deltas": (Kind.SLOPE, Kind.ADJOINT),
    "backward": (Kind.SLOPE, Kind.ADJOINT, Kind.GRADIENT),
    "gradients": (Kind.GRADIENT, Kind.UPDATE),
    "update": (Kind.UPDATE,),
}
"""The lines that a section shows."""


def with_checks(solution: Solution, sections: Iterable[Section]) -> list[Section]:
    """The sections, each with the program that checks its numbers; a line is checked where it is shown first.

    A section that needs a line of one that is left out has no program.
    """
    worked = solution.table
    names = identifiers([step.name for step in worked.derivation], {"np", "check", *NUMPY.reserved})
    known: set[str] = set()
    parts = []
    for section in sections:
        steps = [s for s in worked.derivation if s.kind in _KINDS.get(section.id, ()) and s.name not in known]
        ready = [step for step in steps if step.uses <= known | {other.name for other in steps}]
        known |= {step.name for step in ready}
        lines = [(names[step.name], _value(solution, step, names)) for step in ready]
        carried = worked.rounding.carry is Carry.ROUNDED
        text = fill("notebook.py.txt", given=section.id == "given", lines=lines, carried=carried) if lines else ""
        parts.append(replace(section, code=text.strip()))
    return parts


def _value(solution: Solution, step: Step, names: dict[str, str]) -> str:
    worked = solution.table
    if step.expr is None:
        return str(NUMPY.number(worked.numbers[step.name].value)[0])
    formula = NUMPY.write(worked.derivation.arranged(step.expr), names.__getitem__)
    hand = worked.hand[step.name].rounded
    return f'check("{names[step.name]}", {formula}, {float(hand.value)!r}, {float(hand.unit)!r})'


def checked(solution: Solution, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks of a page with its checks."""
    body = list(blocks)
    programs = iter(with_checks(solution, [block for block in body if isinstance(block, Section)]))
    return tuple(next(programs) if isinstance(block, Section) else block for block in body)
