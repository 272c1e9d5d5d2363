"""Where a listing puts values: names, attributes, entries of lists and arrays, in place or anew."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from symbp.marking.listing.arithmetic import chosen_by, combined
from symbp.marking.listing.builtins import items_of
from symbp.marking.listing.calls import Caller
from symbp.marking.listing.hoisting import entry_of
from symbp.marking.listing.indexing import assign as write, selected
from symbp.marking.listing.recorder import Recorder
from symbp.marking.listing.records import Slot
from symbp.marking.listing.running import UNEXPECTED
from symbp.marking.listing.values import (
    FRESH,
    Array,
    Condition,
    Frame,
    Instance,
    NotUnderstoodError,
    Unknown,
    is_scalar,
)


class Storing(Caller):
    """Assignments.

    Attributes:
        guard: True, or the condition under which what is followed happens.
        touched: names that were set under a condition.
        parts: arrays that are filled entry by entry.
    """

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(recorder)
        self.guard: Any = True
        self.touched: list[tuple[Frame, str]] = []
        self.parts: dict[int, tuple[Slot, Array]] = {}
        self.places: dict[int, tuple[ast.expr, frozenset[str]]] = {}

    def right_side(self, targets: Sequence[ast.expr], value: ast.expr) -> object:
        """The value that is assigned; where it goes on with the target itself, with its really calculated value."""
        key = _raw_key(targets[0]) if len(targets) == 1 else None
        self.raw_key = key if key is not None and self._mentions(value, targets[0]) else None
        try:
            return self.value(value)
        finally:
            self.raw_key = None

    def assign(self, target: ast.expr, value: object, node: ast.stmt, *, again: bool = False) -> None:
        """Put a value where a target says."""
        match target:
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                self._unpack(parts, value, node)
            case ast.Starred(value=inner):
                self.assign(inner, value, node)
            case ast.Name(id=key):
                holder = self.frame.elsewhere.get(key, self.frame)
                self.put(
                    holder.values, key, Slot(key, (holder, key), node, again or self._goes_on(node, target)), value
                )
                if self.guard is not True:
                    self.touched.append((holder, key))
            case ast.Attribute(value=inner, attr=attr):
                self._to_attribute(self.value(inner), attr, value, target, node)
            case ast.Subscript(value=inner, slice=index):
                held = self.value(inner)
                try:
                    place = self.index(index)
                except NotUnderstoodError as error:
                    self._spoil(inner, held, Unknown(str(error), node.lineno, outside=True), node)
                else:
                    self._to_entry(held, place, value, target, node)

    def _spoil(self, target: ast.expr, held: object, unknown: Unknown, node: ast.stmt) -> None:
        """Nothing is known of what is written to at a place that is not known: data, or else nothing."""
        if isinstance(target, ast.Name) and self.recorder.givens.data_kind(target.id) is not None:
            self.assign(_storing(target), unknown, node)
        elif isinstance(held, Array):
            held.fill([unknown] * len(held.cells))
        elif isinstance(held, list):
            held[:] = [unknown] * len(held)
        elif isinstance(held, dict):
            held.update(dict.fromkeys(held, unknown))

    def _mentions(self, value: ast.expr, target: ast.expr) -> bool:
        """Whether an expression has the target in it."""
        return bool(self._places(target, whole=True) & self._places(value))

    def _places(self, node: ast.expr, *, whole: bool = False) -> frozenset[str]:
        """The places that an expression reads, or the one that it is, as texts; each is written out once."""
        known = self.places.get(id(node))
        if known is None or known[0] is not node:
            parts = [loading(node)] if whole else ast.walk(node)
            texts = (ast.dump(part) for part in parts if isinstance(part, ast.Name | ast.Attribute | ast.Subscript))
            known = self.places[id(node)] = (node, frozenset(texts))
        return known[1]

    def _goes_on(self, node: ast.stmt, target: ast.expr) -> bool:
        """Whether a statement makes a new value of its target from the old one."""
        value = getattr(node, "value", None)
        return isinstance(node, ast.AugAssign) or (isinstance(value, ast.expr) and self._mentions(value, target))

    def _unpack(self, parts: Sequence[ast.expr], value: object, node: ast.stmt) -> None:
        if isinstance(value, Unknown) or is_scalar(value):
            items: list[Any] = [value if isinstance(value, Unknown) else Unknown("a number as a list")] * len(parts)
        else:
            items = items_of(value)
        star = next((i for i, part in enumerate(parts) if isinstance(part, ast.Starred)), None)
        if star is not None and len(items) >= len(parts) - 1:
            behind = len(parts) - star - 1
            items = [*items[:star], items[star : len(items) - behind], *items[len(items) - behind :]]
        if len(items) != len(parts):
            message = f"{len(parts)} names for something that is not {len(parts)} values"
            raise NotUnderstoodError(message)
        for part, item in zip(parts, items, strict=True):
            self.assign(part, item, node)

    def put(self, values: dict[Any, object], key: object, slot: Slot, value: object) -> None:
        """Store a value under a name or a key: as the line that it is, or is meant to be."""
        before = values.get(key)
        if self.guard is not True:
            values[key] = value if entry_of(slot.node) is not None else self.guarded(before, value)
            return
        raw = value.copy() if isinstance(value, Array) else value
        self.recorder.read.discard(slot.owner)
        kept = self.recorder.stored(slot, value, before)
        values[key] = kept
        self._remember(slot.owner, raw, kept)

    def _remember(self, owner: object, raw: object, kept: object) -> None:
        if isinstance(kept, Array) and isinstance(raw, Array) and not self.recorder.holds_parameters(kept):
            self.raw[owner] = (raw, kept.entries)
        elif is_scalar(kept) and not self.recorder.holds_parameters(kept):
            self.raw[owner] = (raw, kept)
        else:
            self.raw.pop(owner, None)

    def guarded(self, before: object, value: object) -> object:
        """A value that is stored only under a condition."""
        if before is value:
            return value
        if isinstance(self.guard, Condition) and before is not None:
            return chosen_by(self.guard, value, before)
        if isinstance(self.guard, Condition) and (is_scalar(value) or isinstance(value, Array)):
            return value
        return Unknown("what happens under a condition that is not known")

    def _to_attribute(self, owner: object, attr: str, value: object, target: ast.Attribute, node: ast.stmt) -> None:
        if isinstance(owner, Instance):
            again = self._goes_on(node, target)
            self.put(owner.values, attr, Slot(attr, (owner, attr), node, again), value)
        elif isinstance(owner, Array) and attr == "data":
            self.changed(owner, value)
        elif attr == "data" and is_scalar(owner):
            self.assign(_storing(target.value), value, node, again=True)
        elif attr == "grad" and value is None:
            self.recorder.forget_gradients()
        elif isinstance(owner, Array) and attr == "shape":
            shaped = owner.reshaped(tuple(items_of(value)))
            owner.shape = shaped.shape

    def _to_entry(self, held: object, index: object, value: object, target: ast.Subscript, node: ast.stmt) -> None:
        match held:
            case dict():
                word = index if isinstance(index, str) else ""
                self.put(held, index, Slot(word, (id(held), index), node, self._goes_on(node, target)), value)
            case list():
                if isinstance(index, slice):
                    held[index] = items_of(value)
                elif isinstance(index, int) and -len(held) <= index < len(held):
                    before, slot = held[index], Slot("", (id(held), index % len(held)), node)
                    if value is FRESH and self.recorder.holds_parameters(before):
                        return
                    held[index] = (
                        self.recorder.stored(slot, value, before) if self.guard is True else self.guarded(before, value)
                    )
                else:
                    message = f"entry {index} of {len(held)}"
                    raise NotUnderstoodError(message)
            case Array():
                self._to_cells(held, index, value, target, node)

    def _to_cells(self, array: Array, index: object, value: object, target: ast.Subscript, node: ast.stmt) -> None:
        """Write into entries of an array, for everything that shares them."""
        # An array of zeros that is filled entry by entry is judged when it is full.
        blank = id(array.store) in self.parts or all(isinstance(entry, int) for entry in array.entries)
        try:
            if self.guard is not True:
                value = self.guarded(selected(array, index), value)
            old = selected(array, index)
            if is_scalar(old) and is_scalar(value) and self.guard is True:
                value = self.recorder.stored(Slot("", (id(array.store), str(index)), node), value, old)
            write(array, index, value)
        except NotUnderstoodError as error:
            array.fill([Unknown(str(error), node.lineno, outside=True)] * len(array.cells))
        if not blank:
            self.recorder.returned(Slot(getattr(target.value, "id", ""), id(array.store), node), array)
            return
        name = target.value.id if isinstance(target.value, ast.Name) else getattr(target.value, "attr", "")
        self.parts[id(array.store)] = (Slot(name, (self.frame, name), node, again=True), array)

    def changed(self, array: Array, value: object) -> None:
        """Write other numbers into an array, for everything that shares them, and see what they are."""
        before = array.copy()
        if isinstance(value, Unknown):
            array.fill([value] * len(array.cells))
            return
        write(array, Ellipsis, value if self.guard is True else self.guarded(array, value))
        if self.guard is True:
            self.recorder.stored(Slot("", id(array.store), self.statement_node), array, before)

    def settle_parts(self) -> None:
        """The arrays that were written entry by entry, as they have become."""
        parts, self.parts = self.parts, {}
        if self.guard is True:
            for slot, array in parts.values():
                kept = self.recorder.stored(slot, array, None)
                if kept is not array and isinstance(slot.owner, tuple) and isinstance(slot.owner[0], Frame):
                    slot.owner[0].values[slot.owner[1]] = kept

    def augmented(self, node: ast.AugAssign) -> None:
        """In place: an array is changed for everything that shares it, anything else gets a new value."""
        target = node.target
        if isinstance(target, ast.Subscript):
            held, index = self.value(target.value), self.index(target.slice)
            if isinstance(held, Array):
                old = selected(held, index)
                operand = self.value(node.value)
                if isinstance(old, Unknown) and isinstance(index, Array):
                    changed = combined(type(node.op), held, operand)
                    write(held, index, changed)
                else:
                    self._to_cells(held, index, self.operated(type(node.op), old, operand), target, node)
                return
        self.raw_key = _raw_key(target)
        try:
            before = self.value(loading(target))
        finally:
            self.raw_key = None
        value = self.operated(type(node.op), before, self.value(node.value))
        held = self.value(loading(target))
        if isinstance(held, list) and isinstance(value, list):
            held[:] = value
            return
        if not isinstance(held, Array):
            self.assign(target, value, node, again=True)
            return
        self._in_place(node, target, held, value)

    def not_updated(self, target: ast.expr, unknown: Unknown) -> None:
        """Say that parameters could not be changed in place, and why."""
        try:
            held = self.value(loading(target))
        except (NotUnderstoodError, *UNEXPECTED):
            return
        if self.recorder.holds_parameters(held) and not self.recorder.closed and not self.recorder.silent:
            self.recorder.tell(unknown.reason, unknown.line)

    def _in_place(self, node: ast.AugAssign, target: ast.expr, held: Array, value: object) -> None:
        old = held.copy()
        if isinstance(value, Array) and value.shape != held.shape:
            message = f"an array of the shape {value.shape} added to one of the shape {held.shape} in place"
            held.fill([Unknown(message, node.lineno)] * len(held.cells))
            value = held
        else:
            entries = value.entries if isinstance(value, Array) else [value] * len(held.cells)
            if self.guard is not True:
                merged = self.guarded(old, Array(held.shape, list(entries)))
                entries = merged.entries if isinstance(merged, Array) else [merged] * len(held.cells)
            held.fill(entries)
        word, owner = self._place(target)
        if self.guard is True:
            slot = Slot(word, owner, node, again=True)
            raw = held.copy()
            self.recorder.forget(slot)
            self.recorder.stored(slot, held, old)
            self._remember(owner, raw, held)

    def _place(self, target: ast.expr) -> tuple[str, object]:
        """The name of a target, and the marks that tell it from others."""
        match target:
            case ast.Name(id=key):
                return key, (self.frame.holder(key) or self.frame, key)
            case ast.Attribute(value=inner, attr=attr):
                return ("" if attr == "data" else attr), (self.value(inner), attr)
            case ast.Subscript(value=inner, slice=index):
                place = self.index(index)
                word = place if isinstance(place, str) else ""
                return word, (id(self.value(inner)), place if isinstance(place, str | int | tuple) else str(place))
        return "", id(target)


def _raw_key(target: ast.expr) -> str | None:
    match target:
        case ast.Name(id=key):
            return key
        case ast.Attribute(attr=attr):
            return f".{attr}"
        case ast.Subscript(slice=ast.Constant(value=str() as key)):
            return f"[{key}]"
    return None


def loading(target: ast.expr) -> ast.expr:
    """The same place, read in place of written."""
    match target:
        case ast.Name(id=key):
            return ast.copy_location(ast.Name(key, ast.Load()), target)
        case ast.Subscript(value=inner, slice=index):
            return ast.copy_location(ast.Subscript(inner, index, ast.Load()), target)
        case ast.Attribute(value=inner, attr=attr):
            return ast.copy_location(ast.Attribute(inner, attr, ast.Load()), target)
    return target


def _storing(node: ast.expr) -> ast.expr:
    match node:
        case ast.Name(id=key):
            return ast.copy_location(ast.Name(key, ast.Store()), node)
        case ast.Subscript(value=inner, slice=index):
            return ast.copy_location(ast.Subscript(inner, index, ast.Store()), node)
        case ast.Attribute(value=inner, attr=attr):
            return ast.copy_location(ast.Attribute(inner, attr, ast.Store()), node)
    return node
