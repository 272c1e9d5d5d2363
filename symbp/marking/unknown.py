"""The quantities that a name which nobody knows may mean."""

from __future__ import annotations

import re

from symbp.marking.entry import Entry
from symbp.marking.judge import fits
from symbp.marking.key import AnswerKey
from symbp.marking.names import Meaning
from symbp.marking.reading.naming import described
from symbp.marking.written import read_written
from symbp.reading.statements import top_level
from symbp.steps import Kind

MOST_OFFERED = 4
"""How many lines are offered for a name."""
_DIGITS = re.compile(r"\d++")


def nearest_name(key: AnswerKey, name: str, whole: str) -> str:
    """The name that comes nearest to one that is not known; "" where none is near.

    Args:
        key: the answer key.
        name: the name.
        whole: all that stands before the sign; its words may speak of an output, where there are several.

    >>> from symbp import load
    >>> from symbp.marking.key import answer_key
    >>> key = answer_key(load("nndl3-bias"))
    >>> nearest_name(key, "output", "bias of output"), nearest_name(key, "ot_h1", "ot_h1"), nearest_name(key, "m", "m")
    ('b_o1', 'out_h1', '')
    """
    outputs = key.assignment.network.outputs
    meant = (key.names.line(way.replace("output", unit.name)) for way in described(whole) for unit in outputs)
    return next(filter(None, meant), "") or key.names.nearest(name)


def lines_for(key: AnswerKey, entry: Entry, near: str) -> tuple[str, ...]:
    """The lines that an unknown name may mean: those that its number is right for, and the one that is nearest.

    A number of fewer than three figures is right for many lines, and tells nothing. A line that has another number
    in its name is not the one that was meant.

    Args:
        key: the answer key.
        entry: the name with its number.
        near: the name that comes nearest to it.
    """
    *_, (_, last) = top_level(entry.value)
    quantity = read_written(last.strip(" .;,$"))
    lines: list[str] = []
    if quantity is not None and quantity.unit and abs(quantity.value) >= 100 * quantity.unit:
        steps = (step.name for step in key.derivation if step.kind is not Kind.GIVEN)
        lines = [line for line in steps if fits(key, quantity, Meaning(line))]
    may_be = near and _DIGITS.findall(near) == _DIGITS.findall(entry.name)
    return tuple(dict.fromkeys((*lines[:MOST_OFFERED], *([near] if may_be else ()))))
