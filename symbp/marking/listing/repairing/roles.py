"""The roles of the values of a listing in the assignment, and which changes between them make sense."""

from __future__ import annotations

from typing import Any

from symbp.marking.expression import Expression, name, names_of, number
from symbp.marking.listing.layers import Group
from symbp.marking.listing.recorder import Recorder
from symbp.marking.listing.repairing.edits import Edit
from symbp.marking.listing.values import Array, is_scalar
from symbp.quantity import updated_name
from symbp.steps import Role as Given

MOST_NAMES = 12

Flat = tuple[object, list[Any]]


def flat(value: object) -> Flat | None:
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


def role(value: object, recorder: Recorder) -> Role:
    """The role of a value in the assignment: the kind and the layer of its numbers; ("", 0) where it is nothing."""
    known = flat(value)
    if known is None:
        return NOTHING
    for entry in known[1][:4]:
        if not isinstance(entry, Expression):
            continue
        names = [entry.args[0]] if entry.op == "name" else [m.line for m in recorder.first_book.meanings_of(entry)]
        groups: list[Group] = [g for each in names if (g := recorder.first_layers.group_of(each)) is not None]
        if groups:
            return groups[0].kind, groups[0].layer
        stepped = _of_step(entry, recorder)
        if stepped != NOTHING:
            return stepped
        if entry.op != "name":
            return NOTHING
    return NOTHING


def _of_step(entry: Expression, recorder: Recorder) -> Role:
    """The role of an update by so many times the step, or of a gradient with a decay of its weight."""
    book, rates = recorder.first_book, recorder.first_book.key.derivation.givens(Given.LEARNING_RATE)
    rate = name(rates[0].name) if rates else number(1)
    if entry.op == "name":
        return NOTHING
    groups = {line: recorder.first_layers.group_of(line) for line in sorted(names_of(entry))}
    known = [(line, group) for line, group in groups.items() if group is not None and group.kind in ("w", "b")]
    for line, group in known[:MOST_NAMES]:
        for value, kind in ((entry, f"new {group.kind}"), (name(line) - rate * entry, f"d{group.kind}")):
            if book.step(value, line, updated_name(line, 1)) is not None:
                return kind, group.layer
    return NOTHING


WITH_PARTS = frozenset(("other", "times", "slope", "half", "plus", "wrap", "mask"))
_NO_SLOPES = frozenset(("w", "b", "x", "y", "dw", "db", "din", "dout", "new w", "new b", "part"))
_NO_FACTORS = frozenset(("y", "b", "dw", "db", "new w", "new b"))


_SIGNALS = frozenset(("x", "in", "out", "slope", "part"))
_DERIVATIVES = frozenset(("din", "dout", "part"))
_WEIGHTS = frozenset(("w", "new w", "dw"))
_BIASES = frozenset(("b", "new b", "db"))
_ALIKE = (_SIGNALS, _DERIVATIVES, _WEIGHTS, _BIASES, frozenset(("dw", "db", "din", "dout")), frozenset(("x", "y")))


def _may_be_mistaken(old: str, new: str) -> bool:
    """Whether one sort of array may stand where another belongs."""
    if new in _SIGNALS:
        return old in _SIGNALS | _WEIGHTS | _DERIVATIVES or {old, new} == {"x", "y"}
    return (new in _DERIVATIVES and old in _SIGNALS) or any({old, new} <= alike for alike in _ALIKE)


def is_sensible(edit: Edit, old: Role, new: Role) -> bool:
    """Whether a change may be one that somebody has in mind."""
    if edit.kind in WITH_PARTS and NUMBERS in (old, new):
        return False
    match edit.kind:
        case "other" | "mask":
            return NOTHING in (old, new) or (old != new and _may_be_mistaken(old[0], new[0]))
        case "slope":
            return new[0] not in _NO_SLOPES
        case "half":
            return new[0] in ("out", "")
        case "times":
            return new[0] not in _NO_FACTORS
        case "plus":
            return new[0] in ("b", "w", "dw", "db", "din", "dout", "")
        case "wrap":
            return old[0] in ("in", "out", "")
    return True
