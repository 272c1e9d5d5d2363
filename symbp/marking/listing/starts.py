"""Lists and arrays that a listing fills with random numbers, entry by entry: the parameters that they stand for."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from symbp.limits import MOST_ARRAY_CELLS
from symbp.marking.expression import Expression
from symbp.marking.listing.records import Slot
from symbp.marking.listing.values import FRESH, Array, Fresh, Instance, NotUnderstoodError, weight

if TYPE_CHECKING:
    from symbp.marking.listing.running import Following

_DEEPEST = 4


def begins_random(value: object) -> bool:
    """Whether the first number of a list or an array, or of the lists in it, is a random one.

    >>> begins_random([[FRESH, FRESH]]), begins_random([[0, FRESH]])
    (True, False)
    """
    for _ in range(_DEEPEST):
        if not isinstance(value, list) or not value:
            break
        value = value[0]
    return value is FRESH or (isinstance(value, Array) and value.entries[:1] == [FRESH])


def meets_formulas(item: object) -> bool:
    """Whether an item of ``zip`` pairs random numbers with quantities of the assignment."""
    parts = item if isinstance(item, tuple) else ()
    return any(map(begins_random, parts)) and any(isinstance(part, Expression) for part in parts)


def settle_random(run: Following) -> bool:
    """Put parameters in the place of random numbers, in all that variables hold, when they meet formulas.

    Lists and arrays are taken in the order in which their variables were made, in the outermost function first:
    whatever they are called, their shapes say which weights or biases they are.

    Returns:
        Whether there was such a list or array.
    """
    found = False
    for written, owner, value in list(_held(run)):
        if not isinstance(value, Fresh) and _is_random(value):
            run.recorder.stored(Slot(written, owner, run.statement_node), value)
            found = found or not begins_random(value)
    return found


def _held(run: Following) -> Iterator[tuple[str, Hashable, object]]:
    """The values that variables and attributes hold, with their names."""
    for frame in dict.fromkeys(run.frames):
        for key, value in frame.values.items():
            yield key, (frame, key), value
            if isinstance(value, Instance):
                yield from ((attr, (value, attr), part) for attr, part in value.values.items())
            elif isinstance(value, dict):
                yield from ((str(word), (id(value), word), part) for word, part in value.items())


def _is_random(value: object) -> bool:
    """Whether a list or an array holds random numbers alone."""
    if not begins_random(value) or weight(value) > MOST_ARRAY_CELLS:
        return False
    try:
        array = value if isinstance(value, Array) else Array.of(value)
    except NotUnderstoodError:
        return False
    return all(entry is FRESH for entry in array.entries)
