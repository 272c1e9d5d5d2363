"""How a language writes formulas, and the formula of a line in it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from symbp.errors import SymbpError
from symbp.formula.tree import Leaf, Negative, Node, Numeral
from symbp.formula.writer import ATOM, CHOICE, POWER, PRODUCT, SUM, Branches, LineWriter


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
class Running:
    """How programs of a language are run.

    Attributes:
        commands: the words of each command, ``{python}``, ``{file}``, ``{word}`` and ``{WORD}`` for the interpreter of
            symbp, the file, and its name without ending. The last one prints the numbers.
        needs: the program, or Python's package, without which none runs.
        install: how that is installed.
        driver: name and text of a program that runs several files one after the other, each behind a line
            ``== FILE``; its lines with ``{file}``, ``{word}`` or ``{i}`` stand in it once a file.
    """

    commands: tuple[tuple[str, ...], ...]
    needs: str = ""
    install: str = ""
    driver: tuple[str, str] | None = None


@dataclass(frozen=True)
class Language:
    """How a language writes what occurs in lines.

    Attributes:
        name: key, as written after ``--to``.
        spoken: as a sentence calls it.
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
        title: how a list calls its programs.
        template: the layout of its programs: a name among the templates, or the path of a file.
        file: name of a program's file, ``{}`` for the assignment.
        running: how its programs are run; None where they are not.
    """

    name: str
    spoken: str
    comment: str
    functions: Mapping[str, str]
    power: str
    choice: str
    relations: Mapping[str, str] = field(default_factory=dict)
    constant: str = "{0}"
    whole: bool = False
    reserved: frozenset[str] = field(default_factory=frozenset)
    case: bool = True
    title: str = ""
    template: str = ""
    file: str = "{}"
    running: Running | None = None

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
        return _Code(name, self).write(node)


@dataclass(frozen=True)
class _Code(LineWriter):
    """Formulas as expressions of a language."""

    language: Language

    def number(self, node: Numeral) -> tuple[str, int]:
        return self.language.number(node.value)

    def power(self, base: Node, exponent: Node) -> tuple[str, int]:
        """A power; the square of a name is a product, which every language has and calculates fast."""
        if isinstance(base, Leaf) and exponent == Numeral("2"):
            return f"{self.name(base.name)}*{self.name(base.name)}", PRODUCT
        level = ATOM if self.language.power.startswith("{0}") else CHOICE
        return self.language.power.format(self.bound(base, level), self.bound(exponent, level)), POWER

    def relation(self, operator: str) -> str:
        return self.language.relations.get(operator, operator)

    def call(self, function: str, arguments: tuple[Node, ...]) -> tuple[str, int]:
        """A function as the language calls it; the largest of several by twos, one inside the other.

        Raises:
            SymbpError: the language has none of that name.
        """
        form = self.language.functions.get(function, repr(math.pi) if function == "pi" else None)
        if form is None:
            message = f"{self.language.spoken} has no function '{function}'"
            raise SymbpError(message)
        operands = [self.bound(argument, SUM) for argument in arguments]
        # The largest of any number of arguments is written with two of them, one inside the other.
        while function == "largest" and len(operands) > 2:
            operands = [form.format(*operands[:2]), *operands[2:]]
        return (form.format(*operands) if len(operands) > 1 or function != "largest" else operands[0]), ATOM

    def cases(self, branches: Branches) -> tuple[str, int]:
        """A choice in the language's conditional expression, the last branch innermost and without its condition."""
        form = self.language.choice
        numbers = all(isinstance(_unsigned(value), Numeral) for value, _ in branches)
        closed = form.endswith(")")
        values = [self.bound(value, CHOICE if closed else SUM) for value, _ in branches]
        values = [self.language.constant.format(value) for value in values] if numbers else values
        out = values[-1]
        for value, (_, when) in reversed(list(zip(values[:-1], branches[:-1], strict=True))):
            assert when is not None
            out = form.format(value, self.write(when), out)
        return out, ATOM if closed else CHOICE

    def other(self, node: Node) -> tuple[str, int]:
        """None of the nodes that only formulas on a page hold can be written in a program.

        Raises:
            SymbpError: always.
        """
        message = f"{self.language.spoken} has no way to write {type(node).__name__}"
        raise SymbpError(message)


def _unsigned(node: Node) -> Node:
    return node.operand if isinstance(node, Negative) else node
