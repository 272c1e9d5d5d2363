"""The value of an expression in a listing: a formula, a tuple of values, or a function."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from symbp.marking.expression import Expression, largest, name, number
from symbp.marking.listing.functions import (
    FUNCTIONS,
    NotUnderstoodError,
    bounded,
    combined,
    each,
    exact,
    shape,
    transposed,
    whole,
)
from symbp.marking.names import Meaning, Names

DEEPEST_CALL = 12

_LIBRARIES = {"np", "numpy", "math", "torch", "F", "nn", "jnp", "jax", "tf", "functional", "cmath"}
_SAME = {"float", "round", "item", "copy", "clone", "detach", "tensor", "Tensor", "array", "asarray", "float64",
         "float32", "numpy", "flatten", "squeeze", "FloatTensor", "requires_grad_", "data"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the student's."""

    parameters: tuple[str, ...]
    defaults: tuple[ast.expr, ...]
    body: Sequence[ast.stmt]


@dataclass(slots=True)
class Frame:
    """The names of a function, or of the module."""

    values: dict[str, Any] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)


class ReturnError(Exception):
    """The end of a function, with its value."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class Unknown:
    """The value of something that has not been understood."""


NOTHING = Unknown()


class Evaluator(ABC):
    """Expressions, in the frames of the functions that are being followed.

    Args:
        text: the listing.
        names: what a name stands for that the listing has not set.
    """

    def __init__(self, text: str, names: Names) -> None:
        self.text = text.splitlines()
        self.names = names
        self.module_frame = Frame()
        self.frames = [self.module_frame]
        self.called: set[str] = set()

    @abstractmethod
    def block(self, statements: Sequence[ast.stmt]) -> None:
        """One statement after the other."""

    def source(self, node: ast.AST) -> str:
        """What stands in the listing, of several lines the first."""
        first, last = getattr(node, "lineno", 1), getattr(node, "end_lineno", 1)
        if first != last:
            return self.text[first - 1].strip()[:200]
        line = self.text[first - 1].encode()
        found = line[getattr(node, "col_offset", 0) : getattr(node, "end_col_offset", None)]
        return found.decode(errors="replace")[:200]

    def value(self, node: ast.expr) -> Any:
        """The value of an expression: a formula, a tuple of values, or a function."""
        match node:
            case ast.Constant(value=bool() | None):
                message = "True, False and None are no numbers"
                raise NotUnderstoodError(message)
            case ast.Constant(value=int() | float() as constant):
                return number(exact(constant))
            case ast.Constant(value=str() | bytes()):
                return NOTHING
            case ast.Name(id=key):
                return self.look_up(key)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                return bounded(tuple(self.value(part) for part in parts))
            case ast.BinOp(left=left, op=op, right=right):
                return combined(op, self.value(left), self.value(right))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return each(lambda x: -x, self.value(operand))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.value(operand)
            case ast.Call():
                return self._call(node)
            case ast.Subscript(value=inner, slice=index):
                return self._picked(self.value(inner), index)
            case ast.Attribute(value=inner, attr="T"):
                return transposed(self.value(inner))
            case ast.Attribute(value=ast.Name(id=key), attr="grad"):
                return self.look_up(f"{key}.grad")
            case ast.Attribute(value=inner, attr=attr) if attr in _SAME:
                return self.value(inner)
            case ast.IfExp(test=ast.Compare(left=left, ops=[ast.Gt() | ast.GtE()], comparators=[right])):
                return self._chosen(left, right, node)
            case ast.Lambda(args=args, body=body):
                wrapped = ast.copy_location(ast.Return(value=body), node)
                return Function(tuple(arg.arg for arg in args.args), tuple(args.defaults), [wrapped])
            case _:
                message = f"'{self.source(node)}' is not understood"
                raise NotUnderstoodError(message)

    def _chosen(self, left: ast.expr, right: ast.expr, node: ast.IfExp) -> Expression:
        """``z if z > 0 else 0`` is the larger of both."""
        sides = [self.value(each) for each in (left, right)]
        values = [self.value(each) for each in (node.body, node.orelse)]
        if all(isinstance(each, Expression) for each in (*sides, *values)) and [shape(s) for s in sides] == [
            shape(v) for v in values
        ]:
            return largest(values[0], values[1])
        message = "a choice other than 'z if z > 0 else 0' is not followed"
        raise NotUnderstoodError(message)

    def _picked(self, found: Any, index: ast.expr) -> Any:
        if not isinstance(found, tuple):
            message = "an entry of something that is not a list"
            raise NotUnderstoodError(message)
        place = whole(self.value(index))
        if not -len(found) <= place < len(found):
            message = f"entry {place} of {len(found)}"
            raise NotUnderstoodError(message)
        return found[place]

    def look_up(self, key: str) -> Any:
        """What a name stands for here, or in the assignment."""
        for frame in (self.frames[-1], self.module_frame):
            if key in frame.values and not (frame is not self.module_frame and key in frame.outside):
                found = frame.values[key]
                if found is NOTHING:
                    message = f"'{key}' comes from something that was not understood"
                    raise NotUnderstoodError(message)
                return found
        meanings = self.names.meanings(key)
        if not meanings:
            message = f"'{key}' is not known here"
            raise NotUnderstoodError(message)
        return as_line(meanings[0])

    def frame_of(self, key: str) -> Frame:
        """The frame in which a name is set."""
        return self.module_frame if key in self.frames[-1].outside else self.frames[-1]

    def function(self, func: ast.expr) -> Function | None:
        """The function of the student's that is called; None if it is another."""
        if not isinstance(func, ast.Name):
            return None
        found = self.frames[-1].values.get(func.id, self.module_frame.values.get(func.id))
        return found if isinstance(found, Function) else None

    def _call(self, node: ast.Call) -> Any:
        function = self.function(node.func)
        if function is not None:
            assert isinstance(node.func, ast.Name)
            self.called.add(node.func.id)
            given = dict(zip(function.parameters, [self.value(arg) for arg in node.args], strict=False))
            given |= {key.arg: self.value(key.value) for key in node.keywords if key.arg}
            return self.followed(function, given)
        word, owner = _called(node.func)
        arguments = [self.value(arg) for arg in node.args]
        if owner is not None and _called(owner)[0] not in _LIBRARIES:
            arguments.insert(0, self.value(owner))
        if word in _SAME and arguments:
            inner = arguments[0]
            # A tensor of a single number is that number.
            single = isinstance(inner, tuple) and len(inner) == 1 and isinstance(inner[0], Expression)
            return inner[0] if single else inner
        if word in FUNCTIONS:
            try:
                return FUNCTIONS[word](*arguments)
            except TypeError:
                message = f"'{word}' with {len(arguments)} arguments is not understood"
                raise NotUnderstoodError(message) from None
        message = f"'{word}' is not a function that is understood"
        raise NotUnderstoodError(message)

    def followed(self, function: Function, given: Mapping[str, Any]) -> Any:
        """The value of a function; its assignments are lines too."""
        if len(self.frames) > DEEPEST_CALL:
            message = f"functions that call each other more than {DEEPEST_CALL} deep"
            raise NotUnderstoodError(message)
        defaults = dict(
            zip(reversed(function.parameters), [self.value(d) for d in reversed(function.defaults)], strict=False)
        )
        self.frames.append(Frame({**defaults, **given}))
        try:
            self.block(function.body)
        except ReturnError as done:
            return done.value
        finally:
            self.frames.pop()
        return NOTHING


def _called(func: ast.expr) -> tuple[str, ast.expr | None]:
    match func:
        case ast.Name(id=word):
            return word, None
        case ast.Attribute(value=owner, attr=word):
            return word, owner
        case _:
            return "", None


def as_line(meaning: Meaning) -> Expression:
    """The quantity that a name means."""
    found = name(meaning.line)
    return found if meaning.scale == 1 else number(meaning.scale) * found
