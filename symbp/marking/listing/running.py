"""Frames, steps and calls: the ground that following a listing stands on."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from symbp.limits import MOST_STEPS
from symbp.marking.listing.plain import (
    has_formulas,
)
from symbp.marking.listing.recorder import Recorder
from symbp.marking.listing.records import Slot
from symbp.marking.listing.starts import begins_random, settle_random
from symbp.marking.listing.values import (
    FRESH,
    Array,
    Class,
    Frame,
    Function,
    NotUnderstoodError,
)

UNEXPECTED = (TypeError, ValueError, IndexError, KeyError, AttributeError, ArithmeticError)
"""Errors of Python itself about values that do not fit together."""


_OWN_NAMES = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)
"""Whatever has names of its own, which are not the module's."""


class TooLongError(Exception):
    """The listing has been followed far enough."""


class Following(ABC):
    """Expressions, in the frames of the functions that are being followed.

    Args:
        recorder: takes down what names stand for.
    """

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.module = Frame()
        self.frames = [self.module]
        self.first_set: Mapping[str, int] = {}
        self.steps = 0
        self.draws = 0
        self.statement_node: ast.stmt = ast.Pass(lineno=1, end_lineno=1, col_offset=0, end_col_offset=0)
        self.raw: dict[Any, tuple[Any, Any]] = {}
        self.raw_key: str | None = None
        self.homes: list[Class | None] = []

    @abstractmethod
    def value(self, node: ast.expr) -> object:
        """The value of an expression; unknown, with the reason, where it is not understood."""

    @abstractmethod
    def called(self, node: ast.Call) -> object:
        """The value of a call."""

    @abstractmethod
    def call(self, function: object, given: Sequence[object], named: dict[str, object]) -> object:
        """The result of a call."""

    @abstractmethod
    def attribute(self, owner: object, attr: str) -> object:
        """An attribute of a value."""

    @abstractmethod
    def function(self, word: str, args: ast.arguments, body: Sequence[ast.stmt], home: Class | None = None) -> Function:
        """A function that is defined here."""

    @abstractmethod
    def followed(self, function: Function, given: Sequence[object], named: dict[str, object]) -> object:
        """The result of a function of the student's."""

    @abstractmethod
    def new(self, kind: Class, given: Sequence[object], named: dict[str, object]) -> object:
        """A new object of a class."""

    @property
    def frame(self) -> Frame:
        """The names of the function that is being followed."""
        return self.frames[-1]

    def drawn(self, *values: object) -> list[object]:
        """The same values, arrays of random numbers as the parameters that they stand for once they meet formulas."""
        if any(has_formulas(part) for value in values for part in (value if isinstance(value, list) else [value])):
            for value in values:
                if isinstance(value, Array) and value.cells and all(entry is FRESH for entry in value.entries):
                    self.recorder.stored(self.slot("", id(value)), value)
                elif begins_random(value):
                    settle_random(self)
        return list(values)

    def pay(self, *values: object) -> None:
        """Count a step, and what calculating with arrays or lists costs."""
        self.steps += 1 + sum(
            len(value.cells if isinstance(value, Array) else value) // 8
            for value in values
            if isinstance(value, Array | list | tuple)
        )
        if self.steps > MOST_STEPS:
            raise TooLongError

    def set_in_time(self, key: str) -> None:
        """Make sure that a name that has no value is not set further down in the module.

        Raises:
            NotUnderstoodError: it is: Python stops here with a NameError.
        """
        later = self.first_set.get(key, 0)
        if self.frame is self.module and later > self.statement_node.lineno:
            message = f"'{key}' has no value yet: line {later} is the first to set it"
            raise NotUnderstoodError(message)

    def slot(self, written: str, owner: object, *, again: bool = False) -> Slot:
        """A place of the statement that is being followed."""
        return Slot(written, owner, self.statement_node, again)


def first_set(tree: ast.Module) -> dict[str, int]:
    r"""The line that is the first to set each name of a module; names that a function sets there are left out.

    >>> first_set(ast.parse("a = b\nb = [c for c in a]\nb = 2"))["b"]
    2
    """
    set_inside = {key for node in ast.walk(tree) if isinstance(node, ast.Global) for key in node.names}
    found: dict[str, int] = {}
    for node in _of_module(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id not in set_inside:
            found[node.id] = min(node.lineno, found.get(node.id, node.lineno))
    return found


def _of_module(tree: ast.Module) -> Iterator[ast.AST]:
    """The nodes of a module but for what has names of its own."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, _OWN_NAMES):
            yield node
            waiting.extend(ast.iter_child_nodes(node))
