"""For each frequent mistake an exercise with other numbers, in which it leads to another result."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from symbp.errors import SymbpError
from symbp.marking.key import BITS, AnswerKey
from symbp.marking.lint import worked
from symbp.marking.repertoire import repertoire
from symbp.spec import Assignment
from symbp.steps import Kind
from symbp.values.balls import working_precision
from symbp.variants import variant

MOST_FOLLOW_UPS = 5
FEWEST_STUDENTS = 2
"""Who have made a mistake for it to be a frequent one."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """An exercise for those who have made a mistake.

    Attributes:
        mistake: its key.
        source: the exercise, as a command takes it: the assignment with a variant.
        line: the first gradient or update that the mistake changes.
        right, wrong: what it is, and what the mistake makes of it, as they are written down.
    """

    mistake: str
    source: str
    line: str
    right: str
    wrong: str


def follow_ups(assignment: Assignment, mistakes: Iterable[str]) -> Iterator[FollowUp]:
    """Exercises for mistakes that are a belief and no slip of the pen, in their order.

    The numbers are those of a variant, which are drawn until every mistake shows: a student who still makes it
    cannot get them right.

    Args:
        assignment: what the class has worked.
        mistakes: the keys of mistakes, the most frequent first.

    >>> from symbp import load
    >>> [(f.source, f.line, f.right, f.wrong) for f in follow_ups(load("nndl3"), ["slope-left-out"])]
    [('nndl3 --variant 0/again-d3ee', 'dL/dw5', '0.0219', '0.0894')]
    """
    count = 0
    for mistake in mistakes:
        if count == MOST_FOLLOW_UPS:
            return
        try:
            # The mistake by a number of its own: its name on the page would tell what to look out for.
            exercise = variant(assignment, f"again-{hashlib.sha256(mistake.encode()).hexdigest()[:4]}")
            key = AnswerKey(exercise)
            with working_precision(BITS):
                believed = repertoire(key).believed.get(mistake)
                if believed is None:
                    continue
                right, wrong = worked(key, {}), worked(key, believed[0])
        except SymbpError:
            continue
        for step in key.derivation.of_kind(Kind.GRADIENT, Kind.UPDATE):
            if step.name in right and step.name in wrong and right[step.name].text != wrong[step.name].text:
                count += 1
                yield FollowUp(mistake, exercise.source, step.name, right[step.name].text, wrong[step.name].text)
                break
