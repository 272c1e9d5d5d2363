"""The values of a listing's variables: formulas, arrays of them with NumPy's views, functions, objects."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from symbp.errors import at_most
from symbp.limits import MOST_ARRAY_CELLS
from symbp.marking.expression import Expression, chosen, number


class NotUnderstoodError(Exception):
    """A construct that is not followed: what, as a sentence, and whether because of what comes from outside."""

    def __init__(self, message: str, *, outside: bool = False) -> None:
        super().__init__(message)
        self.outside = outside


class Unknown:
    """A value that is not known, and why.

    Args:
        reason: a sentence.
        line: where it came about; 0 where that is not known.
        outside: whether it comes from outside of the listing, as what is read from a file does.
    """

    __slots__ = ("line", "outside", "reason")

    def __init__(self, reason: str, line: int = 0, *, outside: bool = False) -> None:
        self.reason = reason
        self.line = line
        self.outside = outside


class Fresh:
    """A number drawn at random: it stands for a parameter of the assignment as soon as it has a name."""


FRESH = Fresh()


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """A comparison of formulas that depends on their values: ``left > right``; 1 where it holds and 0 elsewhere."""

    left: Expression
    comparison: str
    right: Expression

    def choose(self, then: Expression, otherwise: Expression) -> Expression:
        """The first where it holds, else the second."""
        return chosen(self.left, self.comparison, self.right, then, otherwise)

    def negated(self) -> Condition:
        """The opposite."""
        return Condition(self.left, {">": "<=", "<": ">=", ">=": "<", "<=": ">"}[self.comparison], self.right)


Scalar = int | Fraction | Expression | Condition | Fresh | Unknown
Shape = tuple[int, ...]


def is_scalar(value: object) -> bool:
    """Whether a value is a single number, known or not."""
    return isinstance(value, int | Fraction | Expression | Condition | Fresh)


def formula(value: object) -> Expression:
    """A scalar as a formula.

    Raises:
        NotUnderstoodError: it is none.
    """
    match value:
        case Expression():
            return value
        case int() | Fraction():
            return number(Fraction(value))
        case Condition():
            return value.choose(number(1), number(0))
        case Unknown():
            raise NotUnderstoodError(value.reason)
        case _:
            message = "a calculation with something that is no number"
            raise NotUnderstoodError(message)


def weight(value: object) -> int:
    """How many items are in a list and the lists within it; counted no further than a little beyond the limit."""
    stack, count = [value], 0
    while stack and count <= MOST_ARRAY_CELLS:
        count += 1
        part = stack.pop()
        if isinstance(part, list | tuple):
            stack += part[: MOST_ARRAY_CELLS + 1]
        elif isinstance(part, dict):
            stack += part.values()
    return count


def write_back(values: list[object], written: list[Any]) -> None:
    """Put numbers into a list and the lists within it, which stay the same lists."""
    for at, (value, new) in enumerate(zip(values, written, strict=True)):
        if isinstance(value, list):
            write_back(value, new)
        else:
            values[at] = tuple(new) if isinstance(value, tuple) else new


class Array:
    """An array with NumPy's identity: a view shares its cells with what it is a view of.

    Args:
        shape: the length of every axis.
        store: the numbers, and those of everything that shares them.
        cells: where in the store each entry is, row by row.

    >>> a = Array.of([[1, 2], [3, 4]])
    >>> a.transposed().entries, a.transposed().store is a.store
    ([1, 3, 2, 4], True)
    """

    __slots__ = ("cells", "grad", "shape", "store")

    def __init__(self, shape: Shape, store: list[Any], cells: Sequence[int] | None = None) -> None:
        at_most(prod(shape), MOST_ARRAY_CELLS, "an array of more than {} entries", NotUnderstoodError)
        self.shape = shape
        self.store = store
        self.cells = range(len(store)) if cells is None else cells
        self.grad: Any = None

    @classmethod
    def of(cls, value: object) -> Array:
        """A new array of a number, or of lists within lists.

        Raises:
            NotUnderstoodError: rows of different lengths, or something that is no number.
        """
        at_most(weight(value), MOST_ARRAY_CELLS, "an array of more than {} entries", NotUnderstoodError)
        return cls._of(value)

    @classmethod
    def _of(cls, value: object) -> Array:
        if isinstance(value, Array):
            return value.copy()
        if not isinstance(value, list | tuple):
            if not is_scalar(value) and not isinstance(value, Unknown):
                formula(value)
            return cls((), [value])
        parts = [cls._of(part) if isinstance(part, list | tuple | Array) else part for part in value]
        for part in parts:
            if isinstance(part, Array) and len(part.cells) == 1 and isinstance(part.entries[0], Unknown):
                raise NotUnderstoodError(part.entries[0].reason)
        if not any(isinstance(part, Array) for part in parts):
            for part in parts:
                if not is_scalar(part) and not isinstance(part, Unknown):
                    formula(part)
            return cls((len(parts),), parts)
        shapes = {part.shape if isinstance(part, Array) else () for part in parts}
        if len(shapes) > 1:
            message = "rows of different lengths"
            raise NotUnderstoodError(message)
        return cls((len(parts), *shapes.pop()), [entry for part in parts for entry in part.entries])

    @classmethod
    def filled(cls, shape: Shape, entry: object) -> Array:
        """A new array with the same number everywhere."""
        if prod(shape) > MOST_ARRAY_CELLS or any(length < 0 for length in shape):
            message = f"an array of more than {MOST_ARRAY_CELLS} entries"
            raise NotUnderstoodError(message)
        return cls(shape, [entry] * prod(shape))

    @property
    def entries(self) -> list[Any]:
        """The numbers, row by row."""
        store = self.store
        return [store[cell] for cell in self.cells]

    def fill(self, entries: Iterable[object]) -> None:
        """Write numbers into the array, for everything that shares its cells too."""
        for cell, entry in zip(self.cells, entries, strict=True):
            self.store[cell] = entry

    def copy(self) -> Array:
        """The same numbers in cells of their own."""
        return Array(self.shape, self.entries)

    def view(self, shape: Shape, cells: Sequence[int]) -> Array:
        """Some of the cells in another order."""
        return Array(shape, self.store, cells)

    def reshaped(self, shape: Shape) -> Array:
        """The same cells in another shape, of which one length may be -1.

        Raises:
            NotUnderstoodError: the number of entries differs.
        """
        if -1 in shape:
            rest = prod(length for length in shape if length != -1)
            shape = tuple(len(self.cells) // rest if length == -1 and rest else length for length in shape)
        if prod(shape) != len(self.cells) or any(length < 0 for length in shape):
            message = f"{self.shape} in the shape {shape}"
            raise NotUnderstoodError(message)
        return self.view(shape, self.cells)

    def transposed(self, axes: Sequence[int] | None = None) -> Array:
        """The axes in reverse, or in another order."""
        order = [axis % len(self.shape) for axis in axes] if axes else list(reversed(range(len(self.shape))))
        if sorted(order) != list(range(len(self.shape))):
            message = "a transpose with axes that the array does not have"
            raise NotUnderstoodError(message)
        shape = tuple(self.shape[axis] for axis in order)
        steps = [prod(self.shape[axis + 1 :]) for axis in order]
        cells = [
            self.cells[sum(i * step for i, step in zip(index, steps, strict=True))]
            for index in product(*(range(length) for length in shape))
        ]
        return self.view(shape, cells)

    def rows(self) -> list[Any]:
        """The values of an iteration over it: views along the first axis, or the numbers."""
        if not self.shape:
            message = "a single number is no list"
            raise NotUnderstoodError(message)
        if len(self.shape) == 1:
            return self.entries
        size = prod(self.shape[1:])
        return [self.view(self.shape[1:], self.cells[i * size : (i + 1) * size]) for i in range(self.shape[0])]

    def nested(self) -> Any:
        """Lists within lists."""
        if not self.shape:
            return self.entries[0]
        return [row.nested() if isinstance(row, Array) else row for row in self.rows()]


@dataclass(slots=True, eq=False)
class Frame:
    """The names of a function, or of the module.

    Attributes:
        values: what each stands for.
        within: the frame in which the function was defined.
        elsewhere: names that are said to be global or nonlocal, and the frame that has them.
        actual: what was really calculated for a name, where the line that was meant goes on.
        returns: what was returned under conditions that are not known.
        yielded: what a generator has given so far.
    """

    values: dict[str, Any] = field(default_factory=dict)
    within: Frame | None = None
    elsewhere: dict[str, Frame] = field(default_factory=dict)
    actual: dict[str, Any] = field(default_factory=dict)
    returns: list[tuple[Any, Any]] = field(default_factory=list)
    yielded: list[Any] = field(default_factory=list)

    def holder(self, name: str) -> Frame | None:
        """The nearest frame that has a name."""
        frame: Frame | None = self.elsewhere.get(name, self)
        while frame is not None and name not in frame.values:
            frame = frame.within
        return frame


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function of the student's; ``owner`` is the object whose method it is."""

    name: str
    args: ast.arguments
    body: Sequence[ast.stmt]
    defaults: tuple[Any, ...]
    keyword_defaults: tuple[Any, ...]
    frame: Frame
    owner: Any = None
    home: Class | None = None


@dataclass(slots=True, eq=False)
class Class:
    """A class of the student's; of ``kind`` "module" if it is a network of torch's."""

    name: str
    bases: tuple[Any, ...]
    values: dict[str, Any]

    def find(self, name: str) -> Any:
        """The value of a name in the class or the classes above it; None if they do not have it."""
        if name in self.values:
            return self.values[name]
        for base in self.bases:
            if isinstance(base, Class) and (found := base.find(name)) is not None:
                return found
        return None

    def properties(self) -> frozenset[str]:
        """The methods that are read as attributes."""
        above = [base.properties() for base in self.bases if isinstance(base, Class)]
        return frozenset(self.values.get("__properties__", ())).union(*above)


@dataclass(slots=True, eq=False)
class Instance:
    """An object of a class."""

    kind: Class
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Library:
    """Something of a library: ``numpy.random.randn``."""

    path: str

    @property
    def word(self) -> str:
        """The last part of its name."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True, eq=False)
class Native:
    """A function that the interpreter itself provides, such as the method of a list."""

    name: str
    call: Callable[..., Any]
