"""How a language writes formulas, and the formula of a line in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from symbp.errors import SymbpError
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
    binding,
)

CHOICE, SUM, PRODUCT, POWER, ATOM = range(5)


def decimal(value: Fraction) -> str:
    """A number as the shortest decimal that is the nearest binary number to it.

    Raises:
        SymbpError: it is too large for a binary number.

    >>> decimal(Fraction(7, 20)), decimal(Fraction(2)), decimal(Fraction(1, 3))
    ('0.35', '2.0', '0.3333333333333333')
    """
    try:
        return repr(value.numerator / value.denominator)
    except OverflowError:
        message = "a number of the assignment is beyond 1e308: it is too large for the numbers of a program"
        raise SymbpError(message) from None


@dataclass(frozen=True)
class Language:
    """How a language writes what occurs in lines.

    Attributes:
        name: as a sentence calls it.
        comment: what begins a comment to the end of the line.
        functions: how a call is written, ``{0}``, ``{1}`` for its arguments. ``largest`` has any
            number of arguments: it is written with two of them, one inside the other.
        power: base ``{0}`` to the exponent ``{1}``.
        choice: value ``{0}`` where the condition ``{1}`` holds, else ``{2}``.
        relations: comparisons that are not written as in Python.
        constant: a number ``{0}`` among choices of which all are numbers.
        whole: whether a whole number needs no point.
        reserved: words that no quantity may be called.
        case: whether capitals differ from small letters.
    """

    name: str
    comment: str
    functions: Mapping[str, str]
    power: str
    choice: str
    relations: Mapping[str, str] = field(default_factory=dict)
    constant: str = "{0}"
    whole: bool = False
    reserved: frozenset[str] = field(default_factory=frozenset)
    case: bool = True

    def number(self, value: Fraction) -> tuple[str, int]:
        """A number of a formula, and how tightly it binds."""
        if value.denominator == 1 and self.whole and abs(value) < 2**53:
            return str(value), ATOM if value >= 0 else SUM
        if Fraction(decimal(value)) == value or not self._divides(value):
            return decimal(value), ATOM if value >= 0 else SUM
        above, below = (self.number(Fraction(part))[0] for part in (value.numerator, value.denominator))
        return f"{above}/{below}", PRODUCT if value >= 0 else SUM

    def _divides(self, value: Fraction) -> bool:
        """Whether numerator and denominator are numbers of the program without loss."""
        return abs(value.numerator) < 2**53 and value.denominator < 2**53

    def write(self, node: Node, name: Callable[[str], str]) -> str:
        """The formula as an expression of the language.

        Raises:
            SymbpError: the language cannot express a part of it.
        """
        return _Writer(self, name).write(node)


@dataclass(frozen=True, slots=True)
class _Writer:
    language: Language
    name: Callable[[str], str]

    def write(self, node: Node) -> str:
        return self._tree(node)[0]

    def _bound(self, node: Node, level: int) -> str:
        text, binds = self._tree(node)
        return text if binds >= level else f"({text})"

    def _tree(self, node: Node) -> tuple[str, int]:
        """The text, and how tightly its outermost operation binds."""
        language = self.language
        match node:
            case Leaf(leaf):
                return self.name(leaf), ATOM
            case Number():
                return language.number(node.value)
            case Negative(operand):
                return f"-{self._bound(operand, PRODUCT)}", SUM
            case Sum(terms):
                return self._sum(terms), SUM
            case Product(factors):
                written = [self._bound(factor, POWER if i else PRODUCT) for i, factor in enumerate(factors)]
                return "*".join(written), PRODUCT
            case Quotient(above, below):
                return f"{self._bound(above, PRODUCT)}/{self._bound(below, POWER)}", PRODUCT
            case Power(Leaf(leaf), Number("2")):
                return f"{self.name(leaf)}*{self.name(leaf)}", PRODUCT
            case Power(base, exponent):
                infix = language.power.startswith("{0}")
                level = ATOM if infix else CHOICE
                return language.power.format(self._bound(base, level), self._bound(exponent, level)), POWER
            case Call(function, arguments):
                return self._call(function, [self._bound(argument, SUM) for argument in arguments]), ATOM
            case Relation(left, operator, right):
                sign = language.relations.get(operator, operator)
                return f"{self._bound(left, SUM)} {sign} {self._bound(right, SUM)}", CHOICE
            case Cases(branches):
                return self._cases(branches)
        message = f"{language.name} has no way to write {type(node).__name__}"
        raise SymbpError(message)

    def _sum(self, terms: tuple[Node, ...]) -> str:
        out = ""
        for i, term in enumerate(terms):
            minus, inner = ("-", term.operand) if isinstance(term, Negative) else ("+", term)
            out += (minus if minus == "-" else "") if i == 0 else f" {minus} "
            out += self._bound(inner, PRODUCT if minus == "-" or binding(inner) > SUM else POWER)
        return out

    def _call(self, function: str, arguments: list[str]) -> str:
        form = self.language.functions.get(function)
        if form is None:
            message = f"{self.language.name} has no function '{function}'"
            raise SymbpError(message)
        while function == "largest" and len(arguments) > 2:
            arguments = [form.format(*arguments[:2]), *arguments[2:]]
        return form.format(*arguments) if len(arguments) > 1 or function != "largest" else arguments[0]

    def _cases(self, branches: tuple[tuple[Node, Relation | None], ...]) -> tuple[str, int]:
        form = self.language.choice
        numbers = all(isinstance(_unsigned(value), Number) for value, _ in branches)
        level = CHOICE if form.endswith(")") else SUM
        values = [self._bound(value, level) for value, _ in branches]
        values = [self.language.constant.format(value) for value in values] if numbers else values
        out = values[-1]
        for value, (_, when) in reversed(list(zip(values[:-1], branches[:-1], strict=True))):
            assert when is not None
            out = form.format(value, self.write(when), out)
        return out, ATOM if form.endswith(")") else CHOICE


def _unsigned(node: Node) -> Node:
    return node.operand if isinstance(node, Negative) else node
