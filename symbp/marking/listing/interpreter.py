"""The statements of a listing, one after the other: followed, never run."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from symbp.marking.expression import FormulaError
from symbp.marking.listing.arithmetic import chosen_by, combined, logical
from symbp.marking.listing.builtins import items_of
from symbp.marking.listing.evaluator import MOST_STEPS, Evaluator, TooLongError, truth
from symbp.marking.listing.indexing import assign, selected
from symbp.marking.listing.recorder import Recorder, Slot
from symbp.marking.listing.values import (
    Array,
    Class,
    Condition,
    Frame,
    Function,
    Instance,
    Library,
    NotUnderstoodError,
    Unknown,
    is_scalar,
)

DEEPEST_CALL = 12
MOST_TURNS = 64
FEW_TURNS = 3


class ReturnError(Exception):
    """The end of a function, with its value."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class TurnError(Exception):
    """The end of a turn of a loop, or of the loop."""

    def __init__(self, *, last: bool) -> None:
        super().__init__()
        self.last = last


class Interpreter(Evaluator):
    """A listing from its first statement to its last, then what it has defined and not called."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(recorder)
        self.called: set[int] = set()
        self.homes: list[Any] = []
        self.guard: Any = True
        self.touched: list[tuple[Frame, str]] = []
        self.parts: dict[int, tuple[Slot, Array]] = {}
        self.functions: list[Function] = []
        self.classes: list[Class] = []

    def whole(self, tree: ast.Module) -> None:
        """Follow a module, and every function and method that nobody calls, with its arguments taken by name."""
        try:
            self.block(tree.body)
            self._settle_parts()
            for function in self.functions:
                if id(function.body) not in self.called and function.home is None:
                    self._by_itself(function, [])
            for kind in self.classes:
                self._class_by_itself(kind)
        except TooLongError:
            if not (self.recorder.records or self.recorder.faults):
                message = f"a listing of more than {MOST_STEPS} steps"
                raise ValueError(message) from None

    def _class_by_itself(self, kind: Class) -> None:
        methods = [value for value in kind.values.values() if isinstance(value, Function)]
        waiting = [m for m in methods if id(m.body) not in self.called and not m.name.startswith("__")]
        if not waiting:
            return
        owner = Instance(kind)
        start = kind.find("__init__")
        if isinstance(start, Function):
            self._by_itself(start, [owner])
        for method in waiting:
            self._by_itself(method, [owner])

    def _by_itself(self, function: Function, given: Sequence[Any]) -> None:
        """A function that nobody calls: its parameters are what their names say."""
        parameters = [arg.arg for arg in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
        own = parameters[len(given) :]
        defaults = dict(zip(reversed(parameters), reversed(function.defaults), strict=False))
        named: dict[str, Any] = {}
        for parameter in own:
            unknown = Unknown("", outside=True)
            self.recorder.silent += 1
            known = (
                unknown if len(own) == 1 else self.recorder.stored(self.slot(parameter, (function, parameter)), unknown)
            )
            self.recorder.silent -= 1
            if known is unknown and len(own) > 1:
                meanings = self.recorder.key.names.meanings(parameter)
                known = self.look_up(parameter) if meanings and len(parameter) > 1 else unknown
            named[parameter] = defaults[parameter] if known is unknown and parameter in defaults else known
        if any(not isinstance(value, Unknown) for value in named.values()) or len(own) <= 1:
            self.followed(function, given, named)

    # Statements.

    def block(self, statements: Sequence[ast.stmt]) -> None:
        """One statement after the other."""
        for statement in statements:
            self.pay()
            self.statement_node = statement
            try:
                self.statement(statement)
            except (NotUnderstoodError, FormulaError) as error:
                unknown = Unknown(str(error), statement.lineno)
                for node in ast.walk(statement):
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                        self._assign(node, unknown, statement)

    def statement(self, node: ast.stmt) -> None:
        """One statement."""
        match node:
            case ast.Assign(targets=targets, value=value):
                result = self._right_side(targets, value)
                for target in targets:
                    self._assign(target, result, node)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._assign(target, self._right_side([target], value), node)
            case ast.AugAssign():
                self._augmented(node)
            case ast.FunctionDef(name=key, args=args, body=body):
                self._define(key, self.function(key, args, body), node.decorator_list)
            case ast.ClassDef():
                self._class(node)
            case ast.Return() if len(self.frames) == 1:
                message = "a return outside of a function"
                raise NotUnderstoodError(message)
            case ast.Return(value=value):
                self._return(None if value is None else self.value(value))
            case ast.For():
                self._loop(node)
            case ast.While():
                self._while(node)
            case ast.If(test=test, body=body, orelse=orelse):
                self._branch(self.value(test), body, orelse)
            case ast.With(items=items, body=body):
                for item in items:
                    value = self.value(item.context_expr)
                    if item.optional_vars is not None:
                        self.bind(item.optional_vars, value)
                self.block(body)
            case ast.Try(body=body, finalbody=finalbody, orelse=orelse):
                self.block([*body, *orelse, *finalbody])
            case ast.Expr(value=value):
                self.value(value)
            case ast.Global(names=keys):
                self.frame.elsewhere.update(dict.fromkeys(keys, self.module))
            case ast.Nonlocal(names=keys):
                for key in keys:
                    holder = self.frame.within.holder(key) if self.frame.within else None
                    self.frame.elsewhere[key] = holder or self.module
            case ast.Import(names=names):
                for alias in names:
                    path = alias.name if alias.asname else alias.name.partition(".")[0]
                    self._import(alias.asname or path, path)
            case ast.ImportFrom(module=module, names=names):
                for alias in names:
                    self._import(alias.asname or alias.name, f"{module or ''}.{alias.name}")
            case ast.Delete(targets=targets):
                for target in targets:
                    if isinstance(target, ast.Name):
                        self.frame.values.pop(target.id, None)
            case ast.Break() | ast.Continue():
                if self.guard is True:
                    raise TurnError(last=isinstance(node, ast.Break))
            case _:
                return

    def _import(self, key: str, path: str) -> None:
        if key != "*":
            known = {"jax.numpy": "numpy", "autograd.numpy": "numpy", "cupy": "numpy", "cmath": "math"}
            self.frame.values[key] = Library(known.get(path, path))

    def _right_side(self, targets: Sequence[ast.expr], value: ast.expr) -> Any:
        """What is assigned; where it goes on with the target itself, with what was really calculated for it."""
        key = _raw_key(targets[0]) if len(targets) == 1 else None
        self.raw_key = key if key is not None and _mentions(value, targets[0]) else None
        try:
            return self.value(value)
        finally:
            self.raw_key = None

    def _define(self, key: str, function: Any, decorators: Sequence[ast.expr]) -> None:
        self.functions.append(function)
        words = {getattr(d, "id", getattr(d, "attr", "")) for d in decorators}
        if "property" in words:
            self.frame.values.setdefault("__properties__", set()).add(key)
        if "staticmethod" in words:
            self.frame.values.setdefault("__static__", set()).add(key)
        self.frame.values[key] = function

    def _class(self, node: ast.ClassDef) -> None:
        kind = Class(node.name, tuple(self.value(base) for base in node.bases), {})
        frame = Frame(within=self.frame)
        self.frames.append(frame)
        try:
            self.block(node.body)
        finally:
            self.frames.pop()
        for key, value in frame.values.items():
            if isinstance(value, Function):
                static = key in frame.values.get("__static__", ())
                value = Function(
                    value.name,
                    value.args,
                    value.body,
                    value.defaults,
                    value.keyword_defaults,
                    self.frame,
                    home=None if static else kind,
                )
            kind.values[key] = value
        self.functions = [f for f in self.functions if f.frame is not frame]
        self.classes.append(kind)
        self.frame.values[node.name] = kind

    # Where values are put.

    def _assign(self, target: ast.expr, value: Any, node: ast.stmt, *, again: bool = False) -> None:
        match target:
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                self._unpack(parts, value, node)
            case ast.Starred(value=inner):
                self._assign(inner, value, node)
            case ast.Name(id=key):
                holder = self.frame.elsewhere.get(key, self.frame)
                self._put(
                    holder.values, key, Slot(key, (holder, key), node, again or _mentions_in(node, target)), value
                )
                if self.guard is not True:
                    self.touched.append((holder, key))
            case ast.Attribute(value=inner, attr=attr):
                self._to_attribute(self.value(inner), attr, value, target, node)
            case ast.Subscript(value=inner, slice=index):
                self._to_entry(self.value(inner), self.index(index), value, target, node)

    def _unpack(self, parts: Sequence[ast.expr], value: Any, node: ast.stmt) -> None:
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
            self._assign(part, item, node)

    def _put(self, values: dict[Any, Any], key: Any, slot: Slot, value: Any) -> None:
        """Store a value under a name or a key: as the line that it is, or is meant to be."""
        before = values.get(key)
        if self.guard is not True:
            values[key] = self._guarded(before, value)
            return
        raw = value.copy() if isinstance(value, Array) else value
        self.recorder.read.discard(slot.owner)
        kept = self.recorder.stored(slot, value, before)
        values[key] = kept
        self._remember(slot.owner, raw, kept)

    def _remember(self, owner: Any, raw: Any, kept: Any) -> None:
        if isinstance(kept, Array) and isinstance(raw, Array) and not self.recorder.holds_parameters(kept):
            self.raw[owner] = (raw, kept.entries)
        elif is_scalar(kept) and not self.recorder.holds_parameters(kept):
            self.raw[owner] = (raw, kept)
        else:
            self.raw.pop(owner, None)

    def _guarded(self, before: Any, value: Any) -> Any:
        """A value that is stored only under a condition."""
        if before is value:
            return value
        if isinstance(self.guard, Condition) and before is not None:
            return chosen_by(self.guard, value, before)
        if isinstance(self.guard, Condition) and (is_scalar(value) or isinstance(value, Array)):
            return value
        return Unknown("what happens under a condition that is not known")

    def _to_attribute(self, owner: Any, attr: str, value: Any, target: ast.Attribute, node: ast.stmt) -> None:
        if isinstance(owner, Instance):
            again = _mentions_in(node, target)
            self._put(owner.values, attr, Slot(attr, (owner, attr), node, again), value)
        elif isinstance(owner, Array) and attr == "data":
            self.changed(owner, value)
        elif attr == "data" and is_scalar(owner):
            self._assign(_storing(target.value), value, node, again=True)
        elif isinstance(owner, Array) and attr == "shape":
            shaped = owner.reshaped(tuple(items_of(value)))
            owner.shape = shaped.shape

    def _to_entry(self, held: Any, index: Any, value: Any, target: ast.Subscript, node: ast.stmt) -> None:
        match held:
            case dict():
                word = index if isinstance(index, str) else ""
                self._put(held, index, Slot(word, (id(held), index), node, _mentions_in(node, target)), value)
            case list():
                if isinstance(index, slice):
                    held[index] = items_of(value)
                elif isinstance(index, int) and -len(held) <= index < len(held):
                    before, slot = held[index], Slot("", (id(held), index % len(held)), node)
                    held[index] = (
                        self.recorder.stored(slot, value, before)
                        if self.guard is True
                        else self._guarded(before, value)
                    )
                else:
                    message = f"entry {index} of {len(held)}"
                    raise NotUnderstoodError(message)
            case Array():
                self._to_cells(held, index, value, target, node)

    def _to_cells(self, array: Array, index: Any, value: Any, target: ast.Subscript, node: ast.stmt) -> None:
        """Write into entries of an array, for everything that shares them."""
        # An array of zeros that is filled entry by entry is judged when it is full.
        blank = id(array.store) in self.parts or all(isinstance(entry, int) for entry in array.entries)
        try:
            if self.guard is not True:
                value = self._guarded(selected(array, index), value)
            old = selected(array, index)
            if is_scalar(old) and is_scalar(value) and self.guard is True:
                value = self.recorder.stored(Slot("", (id(array.store), str(index)), node), value, old)
            assign(array, index, value)
        except NotUnderstoodError as error:
            array.fill([Unknown(str(error), node.lineno)] * len(array.cells))
        if not blank:
            return
        name = target.value.id if isinstance(target.value, ast.Name) else getattr(target.value, "attr", "")
        self.parts[id(array.store)] = (Slot(name, (self.frame, name), node, again=True), array)

    def changed(self, array: Array, value: Any) -> None:
        """Write other numbers into an array, for everything that shares them, and see what they are."""
        before = array.copy()
        if isinstance(value, Unknown):
            array.fill([value] * len(array.cells))
            return
        assign(array, Ellipsis, value if self.guard is True else self._guarded(array, value))
        if self.guard is True:
            self.recorder.stored(Slot("", id(array.store), self.statement_node), array, before)

    def _settle_parts(self) -> None:
        """What arrays have become that were written entry by entry."""
        parts, self.parts = self.parts, {}
        if self.guard is True:
            for slot, array in parts.values():
                self.recorder.stored(slot, array, None)

    def _augmented(self, node: ast.AugAssign) -> None:
        """In place: an array is changed for everything that shares it, anything else gets a new value."""
        target = node.target
        if isinstance(target, ast.Subscript):
            held, index = self.value(target.value), self.index(target.slice)
            if isinstance(held, Array):
                old = selected(held, index)
                operand = self.value(node.value)
                if isinstance(old, Unknown) and isinstance(index, Array):
                    changed = combined(type(node.op), held, operand)
                    assign(held, index, changed)
                else:
                    self._to_cells(held, index, self.operated(type(node.op), old, operand), target, node)
                return
        self.raw_key = _raw_key(target)
        try:
            before = self.value(_loading(target))
        finally:
            self.raw_key = None
        value = self.operated(type(node.op), before, self.value(node.value))
        held = self.value(_loading(target))
        if isinstance(held, list) and isinstance(value, list):
            held[:] = value
            return
        if not isinstance(held, Array):
            self._assign(target, value, node, again=True)
            return
        self._in_place(node, target, held, value)

    def _in_place(self, node: ast.AugAssign, target: ast.expr, held: Array, value: Any) -> None:
        old = held.copy()
        if isinstance(value, Array) and value.shape != held.shape:
            message = f"an array of the shape {value.shape} added to one of the shape {held.shape} in place"
            held.fill([Unknown(message, node.lineno)] * len(held.cells))
            value = held
        else:
            entries = value.entries if isinstance(value, Array) else [value] * len(held.cells)
            if self.guard is not True:
                merged = self._guarded(old, Array(held.shape, list(entries)))
                entries = merged.entries if isinstance(merged, Array) else [merged] * len(held.cells)
            held.fill(entries)
        word, owner = self._place(target)
        if self.guard is True:
            slot = Slot(word, owner, node, again=True)
            raw = held.copy()
            self.recorder.forget(slot)
            self.recorder.stored(slot, held, old)
            self._remember(owner, raw, held)

    def _place(self, target: ast.expr) -> tuple[str, Any]:
        """What a target is called, and what tells it from others."""
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

    # Branches and loops.

    def _branch(self, condition: Any, body: Sequence[ast.stmt], orelse: Sequence[ast.stmt]) -> None:
        known = truth(condition)
        if isinstance(known, bool):
            self.block(body if known else orelse)
            return
        outer, start = self.guard, len(self.touched)
        self.recorder.silent += 1
        try:
            for guard, part in ((known, body), (_opposite(known), orelse)):
                self.guard = guard if outer is True else _both(outer, guard)
                try:
                    self.block(part)
                except TurnError:
                    pass
        finally:
            self.guard = outer
            self.recorder.silent -= 1
        if outer is True:
            touched, self.touched = self.touched[start:], self.touched[:start]
            for holder, key in dict.fromkeys(touched):
                if key in holder.values:
                    self._put(holder.values, key, Slot(key, (holder, key), self.statement_node), holder.values[key])

    def _return(self, value: Any) -> None:
        if self.guard is True:
            raise ReturnError(value)
        self.frame.returns.append((self.guard, value))

    def _loop(self, node: ast.For) -> None:
        held = self.value(node.iter)
        try:
            items = items_of(held)
        except NotUnderstoodError as error:
            items = [Unknown(str(error), node.lineno, outside=isinstance(held, Unknown) and held.outside)]
        counts = {n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)}
        inside = {n.id for part in node.body for n in ast.walk(part) if isinstance(n, ast.Name)}
        most = MOST_TURNS if counts & inside or len(items) <= 8 else FEW_TURNS
        self._turns(node, items[:most])

    def _turns(self, node: ast.For, items: Sequence[Any]) -> None:
        for at, item in enumerate(items):
            if at > 0 and self.recorder.closed and len(items) > 8:
                break
            self.bind(node.target, item)
            try:
                self.block(node.body)
            except TurnError as turn:
                if turn.last:
                    break
        self._settle_parts()
        self.recorder.loop_ended()

    def _while(self, node: ast.While) -> None:
        for at in range(MOST_TURNS):
            condition = truth(self.value(node.test))
            if condition is False or (at > 0 and self.recorder.closed):
                break
            if not isinstance(condition, bool) and at >= FEW_TURNS:
                break
            try:
                self.block(node.body)
            except TurnError as turn:
                if turn.last:
                    break
        self._settle_parts()

    # Functions and classes.

    def followed(self, function: Function, given: Sequence[Any], named: dict[str, Any]) -> Any:
        """What a function returns; its assignments are lines too."""
        if len(self.frames) > DEEPEST_CALL:
            message = f"functions that call each other more than {DEEPEST_CALL} deep"
            raise NotUnderstoodError(message)
        self.called.add(id(function.body))
        given = [function.owner, *given] if function.owner is not None else list(given)
        frame = Frame(within=function.frame)
        self._fill(frame, function, given, named)
        outer = self.statement_node, self.guard, self.raw_key, self.touched
        self.raw_key, self.touched = None, []
        if self.guard is True:
            self.touched = []
        self.frames.append(frame)
        self.homes.append(function.home)
        try:
            self.block(function.body)
            result: Any = None
        except ReturnError as done:
            result = done.value
        except TurnError:
            result = None
        finally:
            self.frames.pop()
            self.homes.pop()
            self.statement_node, self.guard, self.raw_key, self.touched = outer
        for guard, value in reversed(frame.returns):
            result = self._merged(guard, value, result)
        return self.recorder.settled(result)

    def _merged(self, guard: Any, value: Any, otherwise: Any) -> Any:
        if isinstance(guard, Condition) and otherwise is not None:
            return chosen_by(guard, value, otherwise)
        return Unknown("what happens under a condition that is not known")

    def _fill(self, frame: Frame, function: Function, given: Sequence[Any], named: dict[str, Any]) -> None:
        """Give the arguments of a call their names."""
        args = function.args
        parameters = [arg.arg for arg in (*args.posonlyargs, *args.args)]
        values = frame.values
        values |= dict(zip(reversed(parameters), reversed(function.defaults), strict=False))
        values |= {arg.arg: default for arg, default in zip(args.kwonlyargs, function.keyword_defaults, strict=False)}
        values |= dict(zip(parameters, given, strict=False))
        if args.vararg is not None:
            values[args.vararg.arg] = tuple(given[len(parameters) :])
        known = {*parameters, *(arg.arg for arg in args.kwonlyargs)}
        values |= {key: value for key, value in named.items() if key in known}
        if args.kwarg is not None:
            values[args.kwarg.arg] = {key: value for key, value in named.items() if key not in known}
        for parameter in known:
            if parameter not in values:
                values[parameter] = Unknown("an argument that is missing in the call")
            elif isinstance(values[parameter], Array | list | int) or is_scalar(values[parameter]):
                self.recorder.silent += 1
                values[parameter] = self.recorder.given(
                    Slot(parameter, (frame, parameter), self.statement_node), values[parameter]
                )
                self.recorder.silent -= 1

    def new(self, kind: Class, given: Sequence[Any], named: dict[str, Any]) -> Any:
        """A new object of a class."""
        owner = Instance(kind)
        start = kind.find("__init__")
        if isinstance(start, Function):
            self.followed(start, [owner, *given], named)
        return owner


def _both(one: Any, other: Any) -> Any:
    if isinstance(one, Condition) and isinstance(other, Condition):
        return logical(one, other, both=True)
    return one if isinstance(one, Unknown) else other


def _opposite(condition: Any) -> Any:
    return condition.negated() if isinstance(condition, Condition) else condition


def _raw_key(target: ast.expr) -> str | None:
    match target:
        case ast.Name(id=key):
            return key
        case ast.Attribute(attr=attr):
            return f".{attr}"
        case ast.Subscript(slice=ast.Constant(value=str() as key)):
            return f"[{key}]"
    return None


def _mentions(value: ast.expr, target: ast.expr) -> bool:
    """Whether an expression has the target in it."""
    wanted = ast.dump(_loading(target))
    return any(type(node) is type(target) and ast.dump(node) == wanted for node in ast.walk(value))


def _mentions_in(node: ast.stmt, target: ast.expr) -> bool:
    value = getattr(node, "value", None)
    return isinstance(node, ast.AugAssign) or (isinstance(value, ast.expr) and _mentions(value, target))


def _loading(target: ast.expr) -> ast.expr:
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
