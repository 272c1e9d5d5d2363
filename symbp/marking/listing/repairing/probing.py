"""A listing followed once while changes to its statements are tried on the side: what each makes of the updates.

Every value that a statement makes is put under an identity of its own, so that the formulas of the
updates show what they were made of; a change is judged by the values that the updates have with the
changed numbers in the place of the others.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from symbp.marking.expression import Expression, ExpressionError
from symbp.marking.listing.book import Book, Values
from symbp.marking.listing.interpreter import Interpreter
from symbp.marking.listing.recorder import Recorder
from symbp.marking.listing.repairing.edits import Edit
from symbp.marking.listing.repairing.roles import NOTHING, NUMBERS, WITH_PARTS, Flat, Role, flat, is_sensible, role
from symbp.marking.listing.running import UNEXPECTED, TooLongError
from symbp.marking.listing.values import Array, NotUnderstoodError, Unknown, formula, is_scalar

MOST_TRIED_STEPS = 20_000
MOST_TIMES = 60
MOST_PROBED = 10_000
MOST_COPIES = 12_000
_LARGEST_DECAY = Fraction(1, 10)
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

    def pay(self, *values: Any) -> None:
        """Count a step; after the first round nothing is followed any more."""
        if self.recorder.closed:
            raise TooLongError
        self.work += 1
        if not self.quiet and (self.steps > MOST_PROBED or len(self.copies) > MOST_COPIES):
            raise TooLongError
        super().pay(*values)

    def value(self, node: ast.expr) -> Any:
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

    def _on_the_side(self, node: ast.expr) -> Any:
        """The value of a part; of one that no change touches, calculated once."""
        place = id(node)
        if place in self.known and place not in self.path:
            return self.known[place]
        value = super().value(node)
        if (place in self.inner or place in self.kept) and place not in self.path and len(self.frames) == self.depth:
            self.known[place] = value
        return value

    def _anew(self, value: Any, *, plain: bool = False) -> Any:
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
            case list() if value and not plain and all(isinstance(part, Expression | Array) for part in value):
                return [self._anew(part) for part in value]
        return value

    def _copy(self, entry: Any) -> Any:
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

    def _tried(self, node: ast.AST) -> Any:
        """The value of an expression on the side; None where it has none."""
        frames, homes, self.steps = len(self.frames), len(self.homes), 0
        try:
            value = self.value(node)  # type: ignore[arg-type]
        except (NotUnderstoodError, ExpressionError, TooLongError, *UNEXPECTED):
            del self.frames[frames:], self.homes[homes:]
            return None
        else:
            return None if self.recorder.closed else value
        finally:
            # An updated parameter in a change does not end the round.
            self.recorder.closed = False
            self.tried += self.steps

    def _roles(self, edit: Edit) -> tuple[Role, Role]:
        """The roles of the old and the new part, where the change is one of parts."""
        if edit not in self.roles:
            whole = edit.kind in WITH_PARTS and isinstance(edit.part, ast.expr) and isinstance(edit.old, ast.expr)
            parts = (edit.old, edit.part) if whole else ()
            found = [self._role(part) for part in parts]
            self.roles[edit] = (found[0], found[1]) if whole else (NOTHING, NOTHING)
        return self.roles[edit]

    def _role(self, part: ast.AST) -> Role:
        value = self._tried(part)
        known = flat(value)
        if known is None or not any(isinstance(entry, Expression) for entry in known[1]):
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


def _inner(root: ast.expr) -> dict[int, int]:
    """The parts of an expression that have one value each, by their ids, with what they stand in."""
    found = {id(root): 0}
    stack: list[ast.AST] = [root]
    while stack:
        node = stack.pop()
        for child in ast.iter_child_nodes(node):
            once = not isinstance(child, ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp | ast.Lambda)
            found[id(child)] = id(node)
            if once:
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


class Outcome:
    """The updates of the first round of a listing, and what they come to with other values in some places.

    Args:
        book: of the first round.
        sinks: the formula of each update.
        copies: formulas that are others under an identity of their own.
    """

    def __init__(
        self, book: Book, sinks: Mapping[str, Expression], copies: Mapping[int, tuple[Expression, Expression]]
    ) -> None:
        self.book = book
        self.sinks = sinks
        self.copies = copies
        self.olds = {place: new for place, (new, _) in copies.items()}
        self.fed_back: dict[tuple[int, ...], bool] = {}
        self.orders = {line: self._order(value) for line, value in sinks.items()}
        self.parts = {line: {id(part) for part in order} for line, order in self.orders.items()}
        self.factors = {line: self._factor(line, book.page.values(value)) for line, value in sinks.items()}

    def _inside(self, node: Expression) -> list[Expression]:
        copied = self.copies.get(id(node))
        return [copied[1]] if copied else [arg for arg in node.args if isinstance(arg, Expression)]

    def _order(self, value: Expression) -> list[Expression]:
        """Everything that a formula was made of, before what is made of it."""
        found: dict[int, Expression] = {}
        stack = [(value, False)]
        while stack:
            node, ready = stack.pop()
            if ready:
                found[id(node)] = node
            elif id(node) not in found:
                stack.append((node, True))
                stack += [(part, False) for part in self._inside(node)]
        return list(found.values())

    def _changed(self, line: str, overrides: Mapping[int, Values]) -> Values:
        """The values of an update with others in the place of some of its parts."""
        return self._with(self.sinks[line], self.orders[line], overrides)

    def _with(self, value: Expression, order: Sequence[Expression], overrides: Mapping[int, Values]) -> Values:
        page, known = self.book.page, dict(overrides)
        page.values(value)
        with np.errstate(all="ignore"):
            for node in order:
                if id(node) in known:
                    continue
                copied = self.copies.get(id(node))
                if copied is not None:
                    if id(copied[1]) in known:
                        known[id(node)] = known[id(copied[1])]
                elif any(isinstance(arg, Expression) and id(arg) in known for arg in node.args):
                    known[id(node)] = page.value(node, known)
        return known[id(value)] if id(value) in known else page.values(value)

    def _factor(self, line: str, values: Values) -> Fraction | None:
        """How many times the assignment's step an update takes; 0 where there is none to take; None if it is wrong."""
        old = line.partition("_new")[0]
        true = self.book.at(line)
        if np.allclose(self.book.at(old), true, rtol=1e-12, atol=1e-14):
            return Fraction(0) if np.allclose(values, true, rtol=1e-9, atol=1e-12) else None
        found = self.book.step_of(values, old, line)
        return None if found is None or found[1] > _LARGEST_DECAY else found[0]

    def wrong(self) -> set[str]:
        """The updates that are not those of the assignment, nor so many times as most of them."""
        known = [factor for factor in self.factors.values() if factor]
        most = max(known, key=lambda each: (known.count(each), each == 1), default=Fraction(1))
        return {line for line, factor in self.factors.items() if factor is None or factor not in (0, most)}

    def slices(self, tags: Mapping[int, int]) -> dict[str, set[int]]:
        """The statements that each update was made by."""
        return {line: {tags[part] for part in parts if part in tags} for line, parts in self.parts.items()}

    def _is_fed_back(self, overrides: Mapping[int, Expression]) -> bool:
        """Whether what a statement makes goes into what it makes later."""
        places = tuple(overrides)
        if places not in self.fed_back:
            last = self.olds.get(places[-1])
            inside = set() if last is None else {id(part) for part in self._order(last)} - {places[-1]}
            self.fed_back[places] = not inside.isdisjoint(places)
        return self.fed_back[places]

    def factor(self, overrides: Mapping[int, Expression]) -> Fraction | None:
        """How many times the assignment's steps all updates take with other formulas in the place of some."""
        values: dict[int, Values] = {}
        page = self.book.page
        dependent = self._is_fed_back(overrides)
        for place, new in overrides.items():
            values[place] = page.values(new)
            if dependent and values:
                values[place] = self._with(new, self._order(new), values)
        factors: set[Fraction] = set()
        order = sorted(self.sinks, key=lambda line: self.factors[line] is not None)
        for line in order:
            if self.parts[line].isdisjoint(overrides):
                factor = self.factors[line]
            else:
                factor = self._factor(line, self._changed(line, values))
            if factor is None:
                return None
            factors.add(factor)
            if len(factors - {0}) > 1:
                return None
        return max(factors, default=None)
