"""How a formula is written: where signs and brackets stand. In which signs is said by a subclass.

A subclass writes text in a line (:mod:`symbp.formula.plain`, the languages of programs) or a layout for
a page (:mod:`symbp.formula.typeset`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from symbp.formula.tree import (
    Call,
    Cases,
    Chosen,
    IndexedSum,
    Leaf,
    Negative,
    Node,
    Numeral,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
)

CHOICE, SUM, ENTRYWISE, PRODUCT, POWER, ATOM = range(6)
"""How tightly the outermost operation binds; products entry by entry only matrices have."""

_SUMS = (Sum, Chosen, Cases)
"""Terms that are bracketed in a sum."""

T = TypeVar("T")
Tree = Any
"""A :data:`~symbp.formula.tree.Node`, or one that a room above has of its own: of matrices."""
Branches = tuple[tuple[Node, Relation | None], ...]


@dataclass(frozen=True)
class FormulaWriter(ABC, Generic[T]):
    """Writes formulas; ``name`` says how a name is spelt.

    Every method that gives a ``T`` and a number gives the formula, and how tightly its outermost
    operation binds.
    """

    name: Callable[[str], T]

    def write(self, node: Tree) -> T:
        """The formula."""
        return self.tree(node)[0]

    def bound(self, node: Tree, level: int) -> T:
        """The formula, in brackets if it binds less tightly than the level."""
        formula, binds = self.tree(node)
        return formula if binds >= level else self.bracketed(formula)

    def tree(self, node: Tree) -> tuple[T, int]:
        """The formula."""
        match node:
            case Leaf(leaf):
                return self.leaf(leaf)
            case Numeral():
                return self.number(node)
            case Negative(operand):
                return self.joined(self.sign("-"), self.bound(operand, ENTRYWISE)), SUM
            case Sum(terms):
                return self._sum(terms), SUM
            case Product(factors):
                return self.product(factors), PRODUCT
            case Quotient(above, below):
                return self.quotient(above, below)
            case Power(base, exponent):
                return self.power(base, exponent)
            case Call(function, arguments):
                return self.call(function, arguments)
            case Relation(left, operator, right):
                sides = self.bound(left, SUM), self.sign(operator, apart=True), self.bound(right, SUM)
                return self.joined(*sides), CHOICE
            case Cases(branches):
                return self.cases(branches)
        return self.other(node)

    def _sum(self, terms: tuple[Node, ...]) -> T:
        # Of two sums that are added up, as the cases of two outputs, the first is bracketed like the second.
        evenly = isinstance(terms[0], _SUMS) and any(isinstance(term, _SUMS) for term in terms[1:])
        out: list[T] = []
        for i, term in enumerate(terms):
            subtracted = isinstance(term, Negative)
            inner = term.operand if isinstance(term, Negative) else term
            if subtracted or i:
                out.append(self.sign("-" if subtracted else "+", apart=i > 0))
            # What is subtracted, or stands behind a sign, is bracketed if it has a sign of its own.
            out.append(self.bound(inner, ENTRYWISE if subtracted or i or evenly else SUM))
        return self.joined(*out)

    def factor(self, factors: tuple[Node, ...], i: int) -> T:
        """A factor of a product, with its brackets."""
        # A sum over an index reaches to the end of its product: there it needs no brackets.
        reaches = isinstance(factors[i], IndexedSum) and i == len(factors) - 1
        return self.bound(factors[i], POWER if i and not reaches else PRODUCT)

    def leaf(self, name: str) -> tuple[T, int]:
        """A name."""
        return self.name(name), ATOM

    @abstractmethod
    def joined(self, *parts: T) -> T:
        """Parts beside one another."""

    @abstractmethod
    def sign(self, sign: str, *, apart: bool = False) -> T:
        """A sign, which Python writes so; ``apart`` from what stands on both sides of it."""

    @abstractmethod
    def bracketed(self, inner: T) -> T:
        """A formula in brackets."""

    @abstractmethod
    def number(self, node: Numeral) -> tuple[T, int]:
        """A number."""

    @abstractmethod
    def product(self, factors: tuple[Node, ...]) -> T:
        """Factors with their brackets, and what stands between them."""

    @abstractmethod
    def quotient(self, above: Node, below: Node) -> tuple[T, int]:
        """A quotient."""

    @abstractmethod
    def power(self, base: Node, exponent: Node) -> tuple[T, int]:
        """A power."""

    @abstractmethod
    def call(self, function: str, arguments: tuple[Node, ...]) -> tuple[T, int]:
        """A function of some arguments."""

    @abstractmethod
    def cases(self, branches: Branches) -> tuple[T, int]:
        """A choice by conditions."""

    @abstractmethod
    def other(self, node: Tree) -> tuple[T, int]:
        """Nodes that only some formulas hold: sums over indices, derivatives, choices that have been made, matrices."""


@dataclass(frozen=True)
class LineWriter(FormulaWriter[str]):
    """Writes formulas in a line of text."""

    minus = "-"
    times = "*"
    over = "/"

    def joined(self, *parts: str) -> str:
        return "".join(parts)

    def sign(self, sign: str, *, apart: bool = False) -> str:
        sign = self.minus if sign == "-" else self.relation(sign)
        return f" {sign} " if apart else sign

    def relation(self, operator: str) -> str:
        """The sign of a comparison, which Python writes so."""
        return operator

    def bracketed(self, inner: str) -> str:
        return f"({inner})"

    def product(self, factors: tuple[Node, ...]) -> str:
        return self.times.join(self.factor(factors, i) for i in range(len(factors)))

    def quotient(self, above: Node, below: Node) -> tuple[str, int]:
        return f"{self.bound(above, PRODUCT)}{self.over}{self.bound(below, POWER)}", PRODUCT
