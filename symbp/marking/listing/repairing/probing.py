"""A listing followed once while changes to its statements are tried on the side: what each makes of the updates.

Every value that a statement makes is put under an identity of its own, so that the formulas of the
updates show what they were made of; a change is judged by the values that the updates have with the
changed numbers in the place of the others.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from symbp.marking.expression import Expression, ExpressionError
from symbp.marking.listing.interpreter import Interpreter
from symbp.marking.listing.recorder import Recorder
from symbp.marking.listing.records import Slot
from symbp.marking.listing.repairing.edits import Edit
from symbp.marking.listing.repairing.roles import NOTHING, NUMBERS, WITH_PARTS, Flat, Role, flat, is_sensible, role
from symbp.marking.listing.running import UNEXPECTED, TooLongError
from symbp.marking.listing.values import Array, NotUnderstoodError, Unknown, formula, is_scalar

MOST_TRIED_STEPS = 20_000
MOST_TIMES = 60
MOST_PROBED = 10_000
MOST_COPIES = 12_000
_LARGE = 9
"""The size that a value counts for in what is made of it: every value is shared, and calculated once."""


class Probe(Interpreter):
    """One listing.

    Args:
        recorder: which keeps values as they were calculated.
        roots: the expressions that make the values of statements, each with its statement.
        edits: the changes to try at each statement, by its id.
    """

    def __init__(
        self,
        recorder: Recorder,
        roots: Mapping[int, ast.stmt],
        edits: Mapping[int, Sequence[Edit]],
    ) -> None:
        super().__init__(recorder)
        self.roots = roots
        self.open = {key: list(each) for key, each in edits.items()}
        self.quiet = False
        self.made: dict[int, list[Flat]] = {}
        self.tags: dict[int, int] = {}
        self.copies: dict[int, tuple[Expression, Expression]] = {}
        self.found: dict[Edit, dict[int, Expression]] = {}
        self.reshaped: list[Edit] = []
        self.roles: dict[Edit, tuple[Role, Role]] = {}
        self.tried = self.depth = self.work = 0
        self.known: dict[int, Any] = {}
        self.inner: dict[int, int] = {}
        self.kept: set[int] = set()
        self.path: frozenset[int] = frozenset()
        self.noted: dict[int, Callable[[], None]] = {}

    def pay(self, *values: object) -> None:
        """Count a step; after the first iteration nothing is followed any more."""
        if self.recorder.closed:
            raise TooLongError
        self.work += 1
        if not self.quiet and (self.steps > MOST_PROBED or len(self.copies) > MOST_COPIES):
            raise TooLongError
        super().pay(*values)

    def value(self, node: ast.expr) -> object:
        """The value of an expression; at a statement of interest, with the changes tried on the side."""
        if self.quiet:
            return self._on_the_side(node)
        statement = self.roots.get(id(node))
        if statement is None:
            return super().value(node)
        value = self._anew(super().value(node), plain=isinstance(node, ast.Name | ast.Attribute | ast.Subscript))
        known = flat(value)
        if known is None or not any(isinstance(entry, Expression) for entry in known[1]):
            return value
        others = self._others(statement, node) if self.guard is True else []
        rows = self.made.setdefault(id(statement), [])
        if len(rows) < MOST_TIMES:
            rows.append(known)
        self.tags.update((id(entry), id(statement)) for entry in known[1] if isinstance(entry, Expression))
        for edit, other in others:
            self._compare(edit, known, other)
        return value

    def _on_the_side(self, node: ast.expr) -> object:
        """The value of a part; of one that no change touches, calculated once."""
        place, here = id(node), len(self.frames) == self.depth
        if here and place in self.known and place not in self.path:
            return self.known[place]
        value = super().value(node)
        if here and (place in self.inner or place in self.kept) and place not in self.path:
            self.known[place] = value
        return value

    def _anew(self, value: object, *, plain: bool = False) -> object:
        """The same value with formulas of its own."""
        match value:
            case Array():
                if self.recorder.holds_parameters(value):
                    return value
                return Array(value.shape, [self._copy(entry) for entry in value.entries])
            case Expression():
                return self._copy(value)
            case tuple():
                return tuple(self._anew(part) for part in value)
            case list() if value and not plain and all(isinstance(part, Expression | Array | tuple) for part in value):
                return [self._anew(part) for part in value]
        return value

    def _copy(self, entry: object) -> object:
        if not isinstance(entry, Expression):
            return entry
        new = Expression(entry.op, entry.args, min(entry.size, _LARGE))
        self.copies[id(new)] = (new, entry)
        return new

    def _others(self, statement: ast.stmt, node: ast.expr) -> list[tuple[Edit, Flat]]:
        """The values that there would be with each change."""
        edits = list(self.open.get(id(statement), ()))
        if not edits:
            return []
        found = []
        steps, self.quiet, self.tried = self.steps, True, 0
        self.recorder.silent += 1
        self.depth = len(self.frames)
        self.known, self.inner = {}, _inner(node)
        self.kept = {id(edit.part) for edit in edits}
        self._tried(node)
        for edit in edits:
            roles = self._roles(edit) if self.tried <= MOST_TRIED_STEPS else None
            value = None
            if roles is not None and is_sensible(edit, *roles):
                self.path = _above(edit.old, self.inner)
                with edit.applied():
                    value = self._tried(edit.new if edit.old is node else node)
            self.path = frozenset()
            known = flat(value)
            if known is None or not all(_is_number(entry) for entry in known[1]):
                self._drop(edit, statement)
            else:
                found.append((edit, known))
        self.recorder.silent -= 1
        self.steps, self.quiet = steps, False
        return found

    def _tried(self, node: ast.AST) -> object:
        """The value of an expression on the side; None where it has none."""
        frames, homes, silent, self.steps = len(self.frames), len(self.homes), self.recorder.silent, 0
        try:
            value = self.value(node)  # type: ignore[arg-type]
        except (NotUnderstoodError, ExpressionError, TooLongError, *UNEXPECTED):
            del self.frames[frames:], self.homes[homes:]
            return None
        else:
            return None if self.recorder.closed else value
        finally:
            self._take_back()
            # An updated parameter in a change does not end the iteration.
            self.recorder.closed, self.recorder.silent = False, silent
            self.tried += self.steps

    def put(self, values: dict[object, object], key: object, slot: Slot, value: object) -> None:
        """Store a value under a name or a key."""
        self._note(values, self.raw)
        super().put(values, key, slot, value)

    def attribute(self, owner: object, attr: str) -> object:
        """An attribute of a value; a method of a list may change it."""
        self._note(owner)
        return super().attribute(owner, attr)

    def _to_entry(self, held: object, index: object, value: object, target: ast.Subscript, node: ast.stmt) -> None:
        self._note(held, self.parts)
        super()._to_entry(held, index, value, target, node)

    def _in_place(self, node: ast.AugAssign, target: ast.expr, held: Array, value: object) -> None:
        self._note(held, self.raw)
        super()._in_place(node, target, held, value)

    def changed(self, array: Array, value: object) -> None:
        """Write other numbers into an array."""
        self._note(array)
        super().changed(array, value)

    def _note(self, *places: object) -> None:
        """Remember what is in a place before it is changed on the side."""
        for place in places if self.quiet else ():
            held = place.store if isinstance(place, Array) else place
            if isinstance(held, list | dict) and id(held) not in self.noted:
                self.noted[id(held)] = _as_before(held)

    def _take_back(self) -> None:
        """The places as they were before something was calculated on the side."""
        for restore in self.noted.values():
            restore()
        self.noted.clear()

    def _roles(self, edit: Edit) -> tuple[Role, Role]:
        """The roles of the old and the new part, where the change is one of parts."""
        if edit not in self.roles:
            whole = edit.kind in WITH_PARTS and isinstance(edit.part, ast.expr) and isinstance(edit.old, ast.expr)
            parts = _wholes(edit) if whole else ()
            found = [self._role(part) for part in parts]
            self.roles[edit] = (found[0], found[1]) if whole else (NOTHING, NOTHING)
        return self.roles[edit]

    def _role(self, part: ast.AST) -> Role:
        value = self._tried(part)
        known = flat(value)
        if known is None:
            # As a name of a comprehension outside of it.
            return NOTHING
        if not any(isinstance(entry, Expression) for entry in known[1]):
            return NUMBERS
        return role(value, self.recorder)

    def _drop(self, edit: Edit, statement: ast.stmt) -> None:
        self.open[id(statement)].remove(edit)
        self.found.pop(edit, None)

    def _compare(self, edit: Edit, known: Flat, other: Flat) -> None:
        if known[0] != other[0]:
            self._drop(edit, edit.statement)
            self.reshaped.append(edit)
            return
        overrides = self.found.setdefault(edit, {})
        for old, new in zip(known[1], other[1], strict=True):
            if isinstance(old, Expression):
                overrides[id(old)] = formula(new)


def _as_before(held: list[object] | dict[object, object]) -> Callable[[], None]:
    before = held.copy()

    def restore() -> None:
        """Put back what the list or dictionary held."""
        held.clear()
        held.extend(before) if isinstance(held, list) else held.update(before)  # type: ignore[arg-type]

    return restore


def _wholes(edit: Edit) -> tuple[ast.AST, ast.AST]:
    """The part that was mistaken, and that for which: of lists the entries that are taken."""
    old, new, holder = edit.was or edit.old, edit.part, edit.holder
    if isinstance(holder, ast.Subscript) and edit.field == "value" and edit.kind in ("other", "mask"):
        taken = [ast.Subscript(part, holder.slice, ast.Load()) for part in (old, new)]  # type: ignore[arg-type]
        return ast.copy_location(taken[0], holder), ast.copy_location(taken[1], holder)
    return old, new


def _inner(root: ast.expr) -> dict[int, int]:
    """The parts of an expression by their ids, with what they stand in; those of a list are calculated in its frame."""
    found = {id(root): 0}
    stack: list[ast.AST] = [root]
    while stack:
        node = stack.pop()
        for child in ast.iter_child_nodes(node):
            found[id(child)] = id(node)
            stack.append(child)
    return found


def _above(node: ast.AST, inner: Mapping[int, int]) -> frozenset[int]:
    """The expressions that a part stands in."""
    found, place = set(), inner.get(id(node), 0)
    while place and place not in found:
        found.add(place)
        place = inner.get(place, 0)
    return frozenset(found)


def _is_number(entry: object) -> bool:
    return is_scalar(entry) and not isinstance(entry, Unknown) and not _is_fresh(entry)


def _is_fresh(entry: object) -> bool:
    return not isinstance(entry, int | Fraction | Expression) and not hasattr(entry, "choose")
