"""The presentation tree as one line of text: that Python and a calculator both read, or in Unicode's signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from symbp.errors import DerivationError
from symbp.formula.tree import (
    Chosen,
    IndexedSum,
    Node,
    Numeral,
    Partial,
)
from symbp.formula.writer import ATOM, CHOICE, POWER, PRODUCT, SUM, Branches, LineWriter


def _call(function: str, arguments: list[str]) -> str:
    return f"{function}({', '.join(arguments)})"


@dataclass(frozen=True, slots=True)
class Signs:
    """How the signs of a formula are written.

    Attributes:
        minus, times, total: minus, times, and the sum over an index.
        partial: what a derivative begins with.
        pi: the ratio of a circle's circumference to its diameter.
        power: base, exponent -> text.
        call: function, arguments -> text.
        relations: what differs from Python's signs.
    """

    minus: str = "-"
    times: str = "*"
    total: str = "sum_"
    partial: str = "d"
    pi: str = "pi"
    power: Callable[[str, str], str] = "{}**{}".format
    call: Callable[[str, list[str]], str] = _call
    relations: Mapping[str, str] = field(default_factory=dict)


PYTHON = Signs()

_POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _power(base: str, exponent: str) -> str:
    return base + (exponent.translate(_POWERS) if exponent.isdecimal() else f"^{exponent}")


def _spoken(function: str, arguments: list[str]) -> str:
    if function == "abs":
        return f"|{arguments[0]}|"
    if function == "sqrt":
        return f"√({arguments[0]})"
    return f"{'ln' if function == 'log' else function}({', '.join(arguments)})"


UNICODE = Signs(
    minus="\N{MINUS SIGN}",
    times="·",
    total="Σ_",
    partial="∂",
    pi="π",
    power=_power,
    call=_spoken,
    relations={">=": "≥", "<=": "≤", "==": "=", "!=": "≠"},
)


def write(node: Node, name: Callable[[str], str] = str, signs: Signs = PYTHON) -> str:
    """The formula in text.

    Args:
        node: the formula.
        name: how a name is spelt.
        signs: how signs are written.

    >>> from symbp.formula.tree import Leaf, Negative, Numeral, Product, Sum
    >>> write(Sum((Leaf("w5"), Negative(Product((Leaf("eta"), Leaf("dL/dw5")))))))
    'w5 - eta*dL/dw5'
    >>> write(Product((Numeral("0.5"), Numeral("-0.3"))))
    '0.5*(-0.3)'
    """
    return Plain(name, signs).write(node)


@dataclass(frozen=True)
class Plain(LineWriter):
    """Writes formulas in text."""

    signs: Signs = PYTHON

    @property
    def minus(self) -> str:  # type: ignore[override]
        """The sign of a difference and of a negative number."""
        return self.signs.minus

    @property
    def times(self) -> str:  # type: ignore[override]
        """The sign between factors."""
        return self.signs.times

    def number(self, node: Numeral) -> tuple[str, int]:
        binds = SUM if node.negative else PRODUCT if "/" in node.text or "e" in node.text else ATOM
        return node.text.replace("-", self.signs.minus), binds

    def power(self, base: Node, exponent: Node) -> tuple[str, int]:
        return self.signs.power(self.bound(base, ATOM), self.bound(exponent, ATOM)), POWER

    def call(self, function: str, arguments: tuple[Node, ...]) -> tuple[str, int]:
        """A function of some arguments; the largest of several is called max."""
        if function == "pi":
            return self.signs.pi, ATOM
        function = "max" if function == "largest" else function
        return self.signs.call(function, [self.write(argument) for argument in arguments]), ATOM

    def relation(self, operator: str) -> str:
        return self.signs.relations.get(operator, operator)

    def cases(self, branches: Branches) -> tuple[str, int]:
        """A choice by conditions: each value behind ``if`` and its condition, the last one alone."""
        parts = [self.write(value) + (f" if {self.write(when)} else " if when else "") for value, when in branches]
        return "".join(parts), CHOICE

    def other(self, node: Node) -> tuple[str, int]:
        signs = self.signs
        match node:
            case Partial(of, wrt):
                return f"{signs.partial}{self.name(of)}/{signs.partial}{self.name(wrt)}", ATOM
            case IndexedSum(index, _, term):
                return f"{signs.total}{self.name(index)} {self.bound(term, PRODUCT)}", PRODUCT
            case Chosen(value, because):
                reasons = ", ".join(self.write(reason) for reason in because)
                return f"{self.write(value)} ({reasons})", SUM
        message = f"no way to write {type(node).__name__}"
        raise DerivationError(message)
