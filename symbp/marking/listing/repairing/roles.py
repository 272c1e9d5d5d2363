"""The roles of the values of a listing in the assignment, and which changes between them make sense."""

from __future__ import annotations

from typing import Any

from symbp.marking.expression import Expression
from symbp.marking.listing.layers import Group
from symbp.marking.listing.recorder import Recorder
from symbp.marking.listing.repairing.edits import Edit
from symbp.marking.listing.values import Array, is_scalar

Flat = tuple[object, list[Any]]


def flat(value: Any) -> Flat | None:
    """The numbers of a value and their layout; None if it is none of numbers."""
    match value:
        case Array():
            return value.shape, value.entries
        case list() | tuple():
            parts = [flat(part) for part in value]
            if not parts or any(part is None for part in parts):
                return None
            return tuple(p[0] for p in parts if p), [entry for p in parts if p for entry in p[1]]
        case _ if is_scalar(value) and not isinstance(value, bool):
            return (), [value]
    return None


Role = tuple[str, int]
NOTHING: Role = ("", 0)
NUMBERS: Role = ("number", 0)


def role(value: Any, recorder: Recorder) -> Role:
    """The role of a value in the assignment: the kind and the layer of its numbers; ("", 0) where it is nothing."""
    known = flat(value)
    if known is None:
        return NOTHING
    for entry in known[1][:4]:
        if not isinstance(entry, Expression):
            continue
        names = [entry.args[0]] if entry.op == "name" else [m.line for m in recorder.first_book.found(entry)]
        groups: list[Group] = [g for each in names if (g := recorder.first_layers.group_of(each)) is not None]
        if groups:
            return groups[0].kind, groups[0].layer
        if entry.op != "name":
            return NOTHING
    return NOTHING


WITH_PARTS = frozenset(("other", "times", "slope", "plus", "wrap", "mask"))
_NO_SLOPES = frozenset(("w", "b", "x", "y", "dw", "db", "din", "dout", "new w", "new b", "part"))
_NO_FACTORS = frozenset(("y", "b", "dw", "db", "new w", "new b"))


_SIGNALS = frozenset(("x", "in", "out", "slope", "part"))
_DERIVATIVES = frozenset(("din", "dout", "part"))
_WEIGHTS = frozenset(("w", "new w", "dw"))
_BIASES = frozenset(("b", "new b", "db"))
_ALIKE = (_SIGNALS, _DERIVATIVES, _WEIGHTS, _BIASES, frozenset(("dw", "db", "din", "dout")), frozenset(("x", "y")))


def _may_be_mistaken(old: str, new: str) -> bool:
    """Whether one sort of array may stand where another belongs."""
    return any({old, new} <= alike for alike in _ALIKE) or (new in _SIGNALS and old in _WEIGHTS | _DERIVATIVES)


def is_sensible(edit: Edit, old: Role, new: Role) -> bool:
    """Whether a change may be one that somebody has in mind."""
    if edit.kind in WITH_PARTS and NUMBERS in (old, new):
        return False
    match edit.kind:
        case "other" | "mask":
            return NOTHING in (old, new) or (old != new and _may_be_mistaken(old[0], new[0]))
        case "slope":
            return new[0] not in _NO_SLOPES
        case "times":
            return new[0] not in _NO_FACTORS
        case "plus":
            return new[0] in ("b", "w", "dw", "db", "din", "dout", "")
        case "wrap":
            return old[0] in ("in", "out", "")
    return True
