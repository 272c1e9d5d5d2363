"""The central type: a derivation is a checked list of named lines.

Each line gives a new name to an expression in earlier names::

    in_h1  := w1*x1 + w3*x2
    out_h1 := 1/(1 + exp(-in_h1))
    ...
    dL/dw1 := dL/din_h1*x1

That list is the one thing that everything in symbp shares. It is built once, forward lines by
:mod:`symbp.network` and the rest by :mod:`symbp.backprop`; values, tables, worked solutions and
proofs only read it.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

import sympy as sp

from symbp.display import Displayed
from symbp.errors import DerivationError, UnknownNameError, did_you_mean
from symbp.formula import plain
from symbp.formula.tree import Node, arrange
from symbp.quantity import Quantity


class Kind(StrEnum):
    """The part of a line in the calculation."""

    GIVEN = "given"
    PRE = "pre"
    ACT = "act"
    LOSS = "loss"
    SLOPE = "slope"
    ADJOINT = "adjoint"
    GRADIENT = "gradient"
    UPDATE = "update"


class Role(StrEnum):
    """The purpose of a given."""

    INPUT = "input"
    TARGET = "target"
    WEIGHT = "weight"
    BIAS = "bias"
    FIXED = "fixed bias"
    LEARNING_RATE = "learning rate"
    OPTION = "option of the optimizer"
    STATE = "state of the optimizer"


TRAINED = frozenset({Role.WEIGHT, Role.BIAS})
CARRIED = TRAINED | {Role.STATE}
"""Roles of the givens that an update changes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line belongs. All numbers count from 1, layer 0 is the input layer.

    ``source`` is the unit of the layer before that a weight leaves; what has no meaning is None.
    """

    layer: int | None = None
    unit: int | None = None
    source: int | None = None
    sample: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line.

    Attributes:
        name: unique in its derivation.
        expr: in earlier names; None exactly for a given.
        kind: what the line is.
        place: where it belongs.
        of: for a derivative, the name that is differentiated; for an update, the parameter.
        wrt: for a derivative, the name by which.
        why: key of a caption: the rule by which the line follows, or the :class:`Role` of a given.
        slopes: partial derivatives that are offered in terms of named values, as a(1 - a) is for
            the sigmoid. The backward pass takes one only after proving it against ``diff``; where
            they are offered they also say which names the line is differentiated by.
    """

    name: str
    expr: sp.Expr | None
    kind: Kind
    place: Place = Place()
    of: str | None = None
    wrt: str | None = None
    why: str = ""
    slopes: Mapping[str, sp.Expr] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def quantity(self) -> Quantity:
        """The quantity that the line is about, as its name says it."""
        return Quantity.named(self.name)

    @property
    def uses(self) -> frozenset[str]:
        """The names in the expression."""
        return frozenset() if self.expr is None else _names_in(self.expr)


def entry_names(name: str, shape: tuple[int, ...]) -> list[str]:
    """The names of the entries of an array, counted from 1; of a number its own.

    >>> entry_names("x", (2,)), entry_names("W", (1, 2)), entry_names("b", ())
    (['x1', 'x2'], ['W11', 'W12'], ['b'])
    """
    between = "_" if any(size > 9 for size in shape) and len(shape) > 1 else ""
    places = itertools.product(*(range(1, size + 1) for size in shape))
    return [f"{name}{between.join(map(str, place))}" for place in places]


def names_in(expr: sp.Basic) -> set[str]:
    """The names that occur in an expression.

    >>> sorted(names_in(symbol("w1") * symbol("x1")))
    ['w1', 'x1']
    """
    return set(_names_in(expr))


@functools.lru_cache(maxsize=1 << 16)
def _names_in(expr: sp.Basic) -> frozenset[str]:
    # No formula has bound names, such as the index of a sum: what SymPy's free_symbols looks for too.
    names: set[str] = set()
    parts = [expr]
    for part in parts:
        if isinstance(part, sp.Symbol):
            names.add(part.name)
        else:
            parts.extend(part.args)
    return frozenset(names)


@functools.lru_cache(maxsize=1 << 16)
def symbol(name: str) -> sp.Symbol:
    """The SymPy symbol of a name: every quantity of a network is real.

    >>> symbol("dL/dw1")
    dL/dw1
    """
    return sp.Symbol(name, real=True)


_FACTOR_RANK: Mapping[str, int] = {
    Role.LEARNING_RATE: 0,
    Role.OPTION: 0,
    Kind.ADJOINT: 1,
    Kind.GRADIENT: 1,
    Kind.SLOPE: 2,
    Role.WEIGHT: 3,
    Role.BIAS: 4,
    Role.FIXED: 4,
    Kind.ACT: 5,
    Kind.PRE: 5,
    Role.INPUT: 5,
    # A target sits in the error (out - y), which a gradient begins with.
    Role.TARGET: 1,
}


@dataclass(frozen=True)
class Derivation(Displayed):
    """A checked tuple of lines, with look-ups.

    Raises:
        DerivationError: a name is given twice or used before its line, an expression is missing,
            or a trained given has not exactly one gradient although there are gradients.

    >>> x, w = symbol("x"), symbol("w")
    >>> d = Derivation((
    ...     Step("x", None, Kind.GIVEN, why=Role.INPUT),
    ...     Step("w", None, Kind.GIVEN, why=Role.WEIGHT),
    ...     Step("in_h", x * w, Kind.PRE, why="affine"),
    ... ))
    >>> print(d)
    x                          given, input
    w                          given, weight
    in_h := w*x                pre, affine
    """

    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        """Check the list: this runs whenever one is built."""
        known: set[str] = set()
        for step in self.steps:
            if step.name in known:
                message = f"'{step.name}' is defined twice"
                raise DerivationError(message)
            if (step.expr is None) != (step.kind is Kind.GIVEN):
                message = f"'{step.name}' is a {step.kind} {'without' if step.expr is None else 'with'} a formula"
                raise DerivationError(message)
            missing = step.uses - known
            if missing:
                message = f"'{step.name}' uses {sorted(missing)} before they are defined"
                raise DerivationError(message)
            known.add(step.name)
        trained = [step.name for step in self.steps if step.why in TRAINED]
        # In a later iteration a gradient is taken by a parameter that has been updated: by a line, not a given.
        lines = known - {step.name for step in self.steps if step.kind is Kind.GIVEN}
        gradients = [step.wrt for step in self.steps if step.kind is Kind.GRADIENT and step.wrt not in lines]
        if gradients and sorted(trained) != sorted(str(name) for name in gradients):
            message = f"gradients of {gradients}, but the trained parameters are {trained}"
            raise DerivationError(message)

    @functools.cached_property
    def _position(self) -> Mapping[str, int]:
        return {step.name: i for i, step in enumerate(self.steps)}

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)

    def __contains__(self, name: object) -> bool:
        return name in self._position

    def __getitem__(self, name: str) -> Step:
        """The line of that name; an unknown one is answered with the nearest right one."""
        try:
            return self.steps[self._position[name]]
        except KeyError:
            message = f"no line '{name}'. {did_you_mean(name, self._position)}"
            raise UnknownNameError(message) from None

    def of_kind(self, *kinds: Kind) -> tuple[Step, ...]:
        """The lines of these kinds, in order."""
        return tuple(step for step in self.steps if step.kind in kinds)

    def givens(self, *roles: Role) -> tuple[Step, ...]:
        """The givens of these roles (of all, if none is named), in order."""
        return tuple(s for s in self.steps if s.kind is Kind.GIVEN and (not roles or s.why in roles))

    def position(self, name: str) -> int:
        """How many lines stand before the line of that name."""
        return self._position[name]

    def derivative(self, of: str, wrt: str) -> Step | None:
        """The line that is ∂of/∂wrt, if there is one."""
        return self._derivatives.get((of, wrt))

    @functools.cached_property
    def _derivatives(self) -> Mapping[tuple[str, str], Step]:
        return {(str(s.of), s.wrt): s for s in self.steps if s.wrt is not None}

    def extended(self, steps: Iterable[Step]) -> Derivation:
        """This list with more lines behind it, checked again."""
        return Derivation((*self.steps, *steps))

    def order(self, name: str) -> tuple[int, ...]:
        """Where a name stands in a product as taught: delta, slope, weight, later layers first."""
        position = self._position.get(name, len(self.steps))
        if position == len(self.steps):
            return (9, 0, position)
        step = self.steps[position]
        # A parameter that has been updated stands where the parameter stood.
        given = self.updated(step)
        key = given.why if given.kind is Kind.GIVEN else step.kind
        # An option stands first in a product, mu*v, and last in a sum, sqrt(v) + epsilon.
        position += len(self.steps) if step.why is Role.OPTION else 0
        return (_FACTOR_RANK.get(key, 7), -(step.place.layer or 0), position)

    def updated(self, step: Step) -> Step:
        """The given that a line is a new value of, after one or more updates; of any other line itself."""
        while step.kind is Kind.UPDATE and step.of in self:
            step = self[str(step.of)]
        return step

    def arranged(self, expr: sp.Basic) -> Node:
        """The presentation tree of an expression in names of this list."""
        if expr not in self._arranged:
            self._arranged[expr] = arrange(expr, self.order)
        return self._arranged[expr]

    @functools.cached_property
    def _arranged(self) -> dict[sp.Basic, Node]:
        """The trees that were made: a page writes the same formulas many times."""
        return {}

    def formula(self, name: str, spell: Callable[[str], str] = str) -> str:
        """The right-hand side of a line as text, in taught order.

        An exact given has no right-hand side: its formula is empty.
        """
        expr = self[name].expr
        return "" if expr is None else plain.write(self.arranged(expr), spell)

    def __repr__(self) -> str:
        return f"<Derivation of {len(self.steps)} lines>"

    def __str__(self) -> str:
        width = max((len(step.name) for step in self.steps), default=0)
        left = [
            f"{step.name.ljust(width)} := {self.formula(step.name)}" if step.expr is not None else step.name
            for step in self.steps
        ]
        column = min(max((len(text) for text in left), default=0), 72) + 4
        column = max(column, 27)
        rows = zip(left, self.steps, strict=True)
        return "\n".join(f"{f'{text}    '.ljust(column)}{step.kind}, {step.why}" for text, step in rows)
