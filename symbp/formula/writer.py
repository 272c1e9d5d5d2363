"""How a formula becomes one line of text: where brackets stand. What differs is said by a subclass."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from symbp.formula.tree import (
    Call,
    Cases,
    Leaf,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
)

CHOICE, SUM, PRODUCT, POWER, ATOM = range(5)
"""How tightly the outermost operation of a text binds."""


@dataclass(frozen=True, slots=True)
class Writer(ABC):
    """Writes formulas; ``name`` says how a name is spelt.

    Every method that gives a text and a number gives the formula, and how tightly its outermost
    operation binds.
    """

    name: Callable[[str], str]

    minus = "-"
    times = "*"

    def write(self, node: Node) -> str:
        """The formula."""
        return self.tree(node)[0]

    def bound(self, node: Node, level: int) -> str:
        """The formula, in brackets if it binds less tightly than the level."""
        text, binds = self.tree(node)
        return text if binds >= level else f"({text})"

    def tree(self, node: Node) -> tuple[str, int]:
        """The formula."""
        match node:
            case Leaf(leaf):
                return self.name(leaf), ATOM
            case Number():
                return self.number(node)
            case Negative(operand):
                return f"{self.minus}{self.bound(operand, PRODUCT)}", SUM
            case Sum(terms):
                return self._sum(terms), SUM
            case Product(factors):
                return self.times.join(self.factor(factors, i) for i in range(len(factors))), PRODUCT
            case Quotient(above, below):
                return f"{self.bound(above, PRODUCT)}/{self.bound(below, POWER)}", PRODUCT
            case Power(base, exponent):
                return self.power(base, exponent)
            case Call(function, arguments):
                return self.call(function, arguments)
            case Relation(left, operator, right):
                return f"{self.bound(left, SUM)} {self.relation(operator)} {self.bound(right, SUM)}", CHOICE
            case Cases(branches):
                return self.cases(branches)
        return self.other(node)

    def _sum(self, terms: tuple[Node, ...]) -> str:
        out = ""
        for i, term in enumerate(terms):
            subtracted = isinstance(term, Negative)
            inner = term.operand if isinstance(term, Negative) else term
            # What is subtracted, or stands behind a sign, is bracketed if it has a sign of its own.
            body = self.bound(inner, PRODUCT if subtracted or i else SUM)
            sign = (self.minus if subtracted else "") if i == 0 else f" {self.minus if subtracted else '+'} "
            out += sign + body
        return out

    def factor(self, factors: tuple[Node, ...], i: int) -> str:
        """A factor of a product, with its brackets."""
        return self.bound(factors[i], POWER if i else PRODUCT)

    def relation(self, operator: str) -> str:
        """The sign of a comparison, which Python writes so."""
        return operator

    @abstractmethod
    def number(self, node: Number) -> tuple[str, int]:
        """A number."""

    @abstractmethod
    def power(self, base: Node, exponent: Node) -> tuple[str, int]:
        """A power."""

    @abstractmethod
    def call(self, function: str, arguments: tuple[Node, ...]) -> tuple[str, int]:
        """A function of some arguments."""

    @abstractmethod
    def cases(self, branches: tuple[tuple[Node, Relation | None], ...]) -> tuple[str, int]:
        """A choice by conditions."""

    @abstractmethod
    def other(self, node: Node) -> tuple[str, int]:
        """What only some formulas hold: sums over indices, derivatives, choices that have been made."""
