"""The statements of a listing, one after the other: followed, never run."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from symbp.errors import at_most
from symbp.limits import DEEPEST_CALL, MOST_STEPS, MOST_TURNS
from symbp.marking.expression import ExpressionError
from symbp.marking.listing.arithmetic import chosen_by, logical
from symbp.marking.listing.fields import fields, word_of
from symbp.marking.listing.outside import turns
from symbp.marking.listing.plain import truth
from symbp.marking.listing.recorder import Recorder
from symbp.marking.listing.records import Slot
from symbp.marking.listing.running import UNEXPECTED, TooLongError, first_set
from symbp.marking.listing.storing import Storing
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

FEW_TURNS = 3
FEW_ITEMS = 8


class ReturnError(Exception):
    """The end of a function, with its value."""

    def __init__(self, value: object) -> None:
        super().__init__()
        self.value = value


class TurnError(Exception):
    """The end of a turn of a loop, or of the loop."""

    def __init__(self, *, last: bool) -> None:
        super().__init__()
        self.last = last


class Interpreter(Storing):
    """A listing from its first statement to its last, then what it has defined and not called."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(recorder)
        self.entered: set[int] = set()
        self.functions: list[Function] = []
        self.classes: list[Class] = []

    def whole(self, tree: ast.Module) -> None:
        """Follow a module, and every function and method that nobody calls, with its arguments taken by name."""
        self.first_set = first_set(tree)
        try:
            self.block(tree.body)
            self.settle_parts()
            for function in self.functions:
                if id(function.body) not in self.entered and function.home is None:
                    self._by_itself(function, [])
            for kind in self.classes:
                self._class_by_itself(kind)
        except TooLongError:
            if not (self.recorder.records or self.recorder.faults):
                message = f"a listing of more than {MOST_STEPS} steps"
                raise ValueError(message) from None

    def _class_by_itself(self, kind: Class) -> None:
        methods = [value for value in kind.values.values() if isinstance(value, Function)]
        waiting = [m for m in methods if id(m.body) not in self.entered and not m.name.startswith("__")]
        if not waiting:
            return
        owner = Instance(kind)
        start = kind.find("__init__")
        if isinstance(start, Function):
            self._by_itself(start, [owner])
        for method in waiting:
            self._by_itself(method, [owner])

    def _by_itself(self, function: Function, given: Sequence[object]) -> None:
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
            except (NotUnderstoodError, ExpressionError, *UNEXPECTED) as error:
                reason = str(error) if isinstance(error, NotUnderstoodError | ExpressionError) else "not understood"
                unknown = Unknown(reason, statement.lineno)
                if isinstance(statement, ast.AugAssign):
                    self.not_updated(statement.target, unknown)
                for node in ast.walk(statement):
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                        self.assign(node, unknown, statement)

    def statement(self, node: ast.stmt) -> None:
        """One statement."""
        match node:
            case ast.Assign(targets=targets, value=value):
                result = self.right_side(targets, value)
                for target in targets:
                    self.assign(target, result, node)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self.assign(target, self.right_side([target], value), node)
            case ast.AugAssign():
                self.augmented(node)
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
        for key, found in frame.values.items():
            value = found
            if isinstance(found, Function):
                static = key in frame.values.get("__static__", ())
                value = Function(
                    found.name,
                    found.args,
                    found.body,
                    found.defaults,
                    found.keyword_defaults,
                    self.frame,
                    home=None if static else kind,
                )
            kind.values[key] = value
        self.functions = [f for f in self.functions if f.frame is not frame]
        self.classes.append(kind)
        if any(word_of(decorator) == "dataclass" for decorator in node.decorator_list):
            fields = [s for s in node.body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)]
            kind.values["__fields__"] = tuple((s.target.id, s.value) for s in fields)  # type: ignore[union-attr]
        self.frame.values[node.name] = kind

    # Branches and loops.

    def _branch(self, condition: object, body: Sequence[ast.stmt], orelse: Sequence[ast.stmt]) -> None:
        known = truth(condition)
        if isinstance(known, bool):
            self.block(body if known else orelse)
            return
        outer, start = self.guard, len(self.touched)
        self.recorder.silent += 1
        try:
            for guard, part in ((known, body), (_opposite(known), orelse)):
                self.guard = guard if outer is True else _both(outer, guard)
                with suppress(TurnError):
                    self.block(part)
        finally:
            self.guard = outer
            self.recorder.silent -= 1
        if outer is True:
            touched, self.touched = self.touched[start:], self.touched[:start]
            for holder, key in dict.fromkeys(touched):
                if key in holder.values:
                    self.put(holder.values, key, Slot(key, (holder, key), self.statement_node), holder.values[key])

    def _return(self, value: object) -> None:
        if self.guard is True:
            raise ReturnError(value)
        self.frame.returns.append((self.guard, value))

    def _loop(self, node: ast.For) -> None:
        held = self.value(node.iter)
        outside = isinstance(held, Unknown) and held.outside
        try:
            items = turns(self.recorder.givens, node.target, node.iter) if outside else []
            items = items or self.turns(node.iter, held)
        except NotUnderstoodError as error:
            items = [Unknown(str(error), node.lineno, outside=outside)]
        counts = {n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)}
        inside = {n.id for part in node.body for n in ast.walk(part) if isinstance(n, ast.Name)}
        most = MOST_TURNS if counts & inside or len(items) <= FEW_ITEMS else FEW_TURNS
        self._turns(node, items[:most])

    def _turns(self, node: ast.For, items: Sequence[object]) -> None:
        before: object = None
        for at, item in enumerate(items):
            if at > 0 and self.recorder.closed and len(items) > FEW_ITEMS:
                break
            if len(items) >= MOST_TURNS and before == (before := self.recorder.progress):
                # A turn that has shown nothing new: the rest are the same.
                break
            self.bind(node.target, item)
            try:
                self.block(node.body)
            except TurnError as turn:
                if turn.last:
                    break
        self.settle_parts()
        self.recorder.loop_ended()

    def _while(self, node: ast.While) -> None:
        before: object = None
        for at in range(MOST_TURNS):
            condition = truth(self.value(node.test))
            if at > FEW_ITEMS and before == self.recorder.progress:
                break
            before = self.recorder.progress
            if condition is False or (at > 0 and self.recorder.closed):
                break
            if not isinstance(condition, bool) and at >= FEW_TURNS:
                break
            try:
                self.block(node.body)
            except TurnError as turn:
                if turn.last:
                    break
        self.settle_parts()

    # Functions and classes.

    def followed(self, function: Function, given: Sequence[object], named: dict[str, object]) -> object:
        """The result of a function; its assignments are lines too."""
        at_most(len(self.frames), DEEPEST_CALL, "functions that call each other more than {} deep", NotUnderstoodError)
        self.entered.add(id(function.body))
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
            place = self.slot("", (frame, "return"))
            self.frames.pop()
            self.homes.pop()
            self.statement_node, self.guard, self.raw_key, self.touched = outer
        if frame.yielded:
            result = frame.yielded
        for guard, value in reversed(frame.returns):
            result = self._merged(guard, value, result)
        result = self.recorder.settled(result)
        self.recorder.returned(place, result)
        return result

    def _merged(self, guard: object, value: object, otherwise: object) -> object:
        if isinstance(guard, Condition) and otherwise is not None:
            return chosen_by(guard, value, otherwise)
        return Unknown("what happens under a condition that is not known")

    def _fill(self, frame: Frame, function: Function, given: Sequence[object], named: dict[str, object]) -> None:
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

    def new(self, kind: Class, given: Sequence[object], named: dict[str, object]) -> object:
        """A new object of a class."""
        owner = Instance(kind)
        start = kind.find("__init__")
        if isinstance(start, Function):
            self.followed(start, [owner, *given], named)
        elif kind.find("__fields__") is not None:
            fields(self, owner, given, named)
        return owner


def _both(one: object, other: object) -> object:
    if isinstance(one, Condition) and isinstance(other, Condition):
        return logical(one, other, both=True)
    return one if isinstance(one, Unknown) else other


def _opposite(condition: object) -> object:
    return condition.negated() if isinstance(condition, Condition) else condition
