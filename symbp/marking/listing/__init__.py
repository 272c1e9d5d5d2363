"""A student's Python, read and never run: its assignments become named lines.

The syntax tree is walked with formulas in the place of numbers. A name that the assignment knows
stands for that quantity from its assignment on, so that each line is judged by itself; any other
name is the student's own and is written out. A function is followed where it is called; one that
nobody calls is followed by itself. Of a loop over rounds the first round is followed.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Sequence
from typing import Any

from symbp.marking.expression import Expression, FormulaError, constant, name, names_of, number
from symbp.marking.key import AnswerKey
from symbp.marking.listing.arrays import Families, filled_with, pairs
from symbp.marking.listing.evaluator import NOTHING, Evaluator, Function, ReturnError, as_line
from symbp.marking.listing.functions import NotUnderstoodError, combined, flat, whole
from symbp.marking.names import WEAK, Names, normalized
from symbp.marking.readers.base import Entry
from symbp.steps import TRAINED, Kind

LONGEST = 200_000
MOST_STATEMENTS = 3_000
MOST_UNROLLED = 64


def read_listing(text: str, key: AnswerKey) -> list[Entry]:
    """The assignments of a listing that are about quantities of the assignment.

    Raises:
        ValueError: the text is not Python, or too long.

    >>> from symbp import load
    >>> from symbp.marking.key import answer_key
    >>> entries = read_listing("d_w5 = (out_o1 - y1)*out_o1*(1 - out_o1)*out_h1", answer_key(load("nndl3")))
    >>> entries[0].name, entries[0].line
    ('d_w5', 1)
    """
    if len(text) > LONGEST:
        message = f"a listing of more than {LONGEST} characters"
        raise ValueError(message)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        message = f"not Python: line {error.lineno}: {error.msg}"
        raise ValueError(message) from None
    except (ValueError, RecursionError, MemoryError):
        message = "not Python: nested too deeply, or with characters that Python does not know"
        raise ValueError(message) from None
    walk = _Walk(text, key.names)
    try:
        walk.module(tree)
    except RecursionError:
        message = "a listing nested too deeply"
        raise ValueError(message) from None
    return walk.entries


class _Walk(Evaluator):
    def __init__(self, text: str, names: Names) -> None:
        super().__init__(text, names)
        self.entries: list[Entry] = []
        self.count = 0
        self.told: set[int] = set()
        self.owners: dict[str, str] = {}
        self.sums: dict[str, Expression] = {}
        self.families = Families(names)

    def module(self, tree: ast.Module) -> None:
        """The statements of the file, then every function that was not called."""
        self.block(tree.body)
        functions = [(key, value) for key, value in self.module_frame.values.items() if isinstance(value, Function)]
        for key, function in functions:
            if key not in self.called and not (_one_expression(function) and not self._about(function)):
                self.followed(function, {})

    def _about(self, function: Function) -> bool:
        """Whether a function sets a quantity of the assignment."""
        nodes = (node for part in function.body for node in ast.walk(part))
        return any(
            isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store) and self.names.meanings(n.id) for n in nodes
        )

    # Statements.

    def block(self, statements: Sequence[ast.stmt]) -> None:
        """One statement after the other; what is not understood is told, with its line."""
        for statement in statements:
            self.count += 1
            if self.count > MOST_STATEMENTS:
                message = f"a listing of more than {MOST_STATEMENTS} steps"
                raise ValueError(message)
            try:
                self.statement(statement)
            except (NotUnderstoodError, FormulaError) as error:
                self._tell(statement, str(error))
                for node in ast.walk(statement):
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                        self.frame_of(node.id).values[node.id] = NOTHING

    def statement(self, node: ast.stmt) -> None:
        """One statement."""
        match node:
            case ast.Assign(targets=targets, value=value):
                result = self.value(value)
                for target in targets:
                    self._assign(target, result, node)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._assign(target, self.value(value), node)
            case ast.AugAssign(target=target, op=op, value=value):
                before = self._before(target)
                self._assign(target, combined(op, before, self.value(value)), node)
            case ast.FunctionDef(name=key, args=args, body=body):
                self.frame_of(key).values[key] = Function(
                    tuple(arg.arg for arg in (*args.posonlyargs, *args.args)), tuple(args.defaults), body
                )
            case ast.Return() if len(self.frames) == 1:
                message = "a return outside of a function"
                raise NotUnderstoodError(message)
            case ast.Return(value=value):
                raise ReturnError(None if value is None else self.value(value))
            case ast.For():
                self._loop(node)
            case ast.While(body=body) | ast.With(body=body) | ast.Try(body=body):
                self.block(body)
            case ast.If(test=test, body=body, orelse=orelse):
                self._branch(test, body, orelse)
            case ast.Expr(value=ast.Call() as value):
                self._effect(value)
            case ast.Global(names=keys) | ast.Nonlocal(names=keys):
                self.frames[-1].outside.update(keys)
            case ast.ClassDef() | ast.AsyncFunctionDef() | ast.AsyncFor() | ast.AsyncWith() | ast.Match():
                message = "only functions, assignments and loops are followed"
                raise NotUnderstoodError(message)
            case _:
                return

    def _before(self, target: ast.expr) -> Any:
        """What an accumulator has so far: the sum itself, and not the quantity that it is on its way to."""
        if isinstance(target, ast.Name) and target.id in self.sums:
            return self.sums[target.id]
        return self.value(_loaded(target))

    def _branch(self, test: ast.expr, body: Sequence[ast.stmt], orelse: Sequence[ast.stmt]) -> None:
        if isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__":
            self.block(body)
        elif any(
            isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Return)
            for part in (*body, *orelse)
            for node in ast.walk(part)
        ):
            message = "what happens under a condition is not followed"
            raise NotUnderstoodError(message)

    def _loop(self, node: ast.For) -> None:
        """Once for a loop over rounds; item by item where the variable picks from lists."""
        items = self._items(node)
        for item in items:
            self._bind(node.target, item)
            self.block(node.body)

    def _items(self, node: ast.For) -> list[Any]:
        counts = {n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)}
        picks = any(
            isinstance(part, ast.Subscript) and counts & {n.id for n in ast.walk(part.slice) if isinstance(n, ast.Name)}
            for statement in node.body
            for part in ast.walk(statement)
        )
        if isinstance(node.iter, ast.Call) and isinstance(node.iter.func, ast.Name) and node.iter.func.id == "range":
            if not picks:
                return [number(0)]
            bounds = [whole(self.value(arg)) for arg in node.iter.args]
            if not 1 <= len(bounds) <= 3 or 0 in bounds[2:]:
                message = "a range without bounds, or with a step of 0"
                raise NotUnderstoodError(message)
            items: list[Any] = [number(i) for i in range(*bounds)[: MOST_UNROLLED + 1]]
        else:
            found = self.value(node.iter)
            items = list(found) if isinstance(found, tuple) else [NOTHING]
        if len(items) > MOST_UNROLLED:
            message = f"a loop over more than {MOST_UNROLLED} items"
            raise NotUnderstoodError(message)
        return items

    def _effect(self, node: ast.Call) -> None:
        """A call for its effect: a function of the student's is followed, everything else is no formula."""
        function = self.function(node.func)
        if function is not None:
            self.value(node)

    # Assignments.

    def _assign(self, target: ast.expr, value: Any, node: ast.stmt) -> None:
        match target:
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                if not isinstance(value, tuple) or len(value) != len(parts):
                    message = f"{len(parts)} names for something that is not {len(parts)} values"
                    raise NotUnderstoodError(message)
                for part, item in zip(parts, value, strict=True):
                    self._assign(part, item, node)
            case ast.Name(id=key):
                self.frame_of(key).values[key] = self._named(key, value, node)
            case ast.Attribute(value=ast.Name() as inner, attr="data"):
                self._assign(inner, value, node)
            case ast.Subscript(value=ast.Name(id=key), slice=index):
                held = self.look_up(key)
                if not isinstance(held, tuple):
                    message = "an entry of something that is not a list"
                    raise NotUnderstoodError(message)
                items = list(held)
                place = whole(self.value(index))
                if not -len(items) <= place < len(items):
                    message = f"entry {place} of {len(items)}"
                    raise NotUnderstoodError(message)
                items[place] = value
                self.frame_of(key).values[key] = tuple(items)
            case _:
                message = "this kind of assignment is not followed"
                raise NotUnderstoodError(message)

    def _bind(self, target: ast.expr, value: Any) -> None:
        if isinstance(target, ast.Name):
            self.frames[-1].values[target.id] = value
        elif isinstance(target, ast.Tuple) and isinstance(value, tuple) and len(value) == len(target.elts):
            for part, item in zip(target.elts, value, strict=True):
                self._bind(part, item)

    def _named(self, key: str, value: Any, node: ast.stmt) -> Any:
        """What a name stands for after an assignment; a line to be judged, if the assignment knows it."""
        if isinstance(value, tuple):
            return self._array(key, value, node)
        if not isinstance(value, Expression):
            return value
        meanings = self.names.meanings(key)
        if not meanings or (value.op == "name" and value.args[0] == meanings[0].line):
            return value
        line = meanings[0].line
        step = self.names.derivation[line] if line in self.names.derivation else None  # noqa: SIM401 - no dict
        if step is not None and step.kind is Kind.GIVEN:
            return self._given(key, line, value, node, trained=step.why in TRAINED)
        if normalized(key) in WEAK:
            # The loss, if it is one; whoever goes on with it goes on with what it is.
            self._line(key, value, node)
            return value
        if self.owners.setdefault(line, key) != key:
            # The line has a name already: g_w5 beside d_w5 is something of the student's own.
            return value
        if value.op == "name" and self.names.derivation[value.args[0]].kind is Kind.UPDATE:
            return value
        self.sums[key] = value
        if not names_of(value) and constant(value) == 0:
            # Where an accumulator begins.
            return value
        self._line(key, value, node)
        return as_line(meanings[0]) if len(meanings) == 1 else value

    def _array(self, key: str, value: tuple[Any, ...], node: ast.stmt) -> Any:
        """An array: numbers of the assignment, gradients by their name, or parameters that are updated."""
        known = self.families.recognized(value)
        if known is not None:
            return known
        held = {**self.module_frame.values, **self.frames[-1].values}
        wanted = self.families.gradient_names(held, key)
        before = held.get(key)
        if wanted is None and isinstance(before, tuple) and _holds_parameters(before, self.names):
            wanted = filled_with(before, iter([name(f"{part.args[0]}_new") for part in flat(before)]))
        if wanted is None:
            return value
        for meant, formula in pairs(wanted, value):
            if formula.op != "name":
                self._line(meant.args[0], formula, node)
        return wanted

    def _given(self, key: str, line: str, value: Expression, node: ast.stmt, *, trained: bool) -> Expression:
        """A number of the assignment set again, or a parameter that is updated."""
        lines = self.names.derivation
        used = names_of(value)
        update = f"{line}_new"
        if not used:
            self._line(key, value, node)
            return name(line)
        if trained and update in lines and any(n in lines and lines[n].kind is not Kind.GIVEN for n in used):
            if value.op != "name":
                self._line(update, value, node)
            return name(update)
        return value

    def _line(self, key: str, value: Expression, node: ast.stmt) -> None:
        source = None if isinstance(node, ast.AugAssign) else getattr(node, "value", None)
        if isinstance(node, ast.AugAssign):
            # Of a sum that is built up step by step the last state counts.
            self.entries = [entry for entry in self.entries if entry.name != key or entry.formula is None]
        self.entries.append(Entry(key, self.source(source or node), node.lineno, formula=value))

    def _tell(self, node: ast.stmt, what: str) -> None:
        if node.lineno not in self.told:
            self.told.add(node.lineno)
            source = self.text[node.lineno - 1].strip()[:200]
            self.entries.append(Entry("", source, node.lineno, fault=what))


def _one_expression(function: Function) -> bool:
    """Whether a function only calculates one thing from its arguments, as a sigmoid does."""
    body = [part for part in function.body if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))]
    return 0 < len(body) <= 2 and isinstance(body[-1], ast.Return) and len(function.parameters) == 1


def _holds_parameters(values: Any, names: Names) -> bool:
    """Whether an array holds parameters that the assignment updates."""
    parts = list(flat(values)) if all(isinstance(part, tuple | Expression) for part in values) else []
    return bool(parts) and all(part.op == "name" and f"{part.args[0]}_new" in names.derivation for part in parts)


def _loaded(target: ast.expr) -> ast.expr:
    """The same name or entry, read in place of written."""
    match target:
        case ast.Name(id=key):
            return ast.copy_location(ast.Name(key, ast.Load()), target)
        case ast.Subscript(value=inner, slice=index):
            return ast.copy_location(ast.Subscript(inner, index, ast.Load()), target)
        case ast.Attribute(value=inner, attr="data"):
            return inner
        case _:
            message = "this kind of assignment is not followed"
            raise NotUnderstoodError(message)
