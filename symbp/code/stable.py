"""Formulas that stay in the range of binary numbers, and shared values computed once.

A softmax takes its largest exponent out of all of them, which changes nothing but the range; its
exponentials and their sum are lines of their own, computed once for all outputs; the logarithm of
one of its outputs is taken before the division. ln(1 + exp(z)) is a function of its own, and the logarithms of
a sigmoid s and of 1 - s are -softplus(-z) and -softplus(z). Derivatives stay as they were derived: that of
a cross-entropy of probabilities divides by them, and has no value where one is 0 to the last bit.

The names of helper lines have brackets in them, which no name of an assignment has.

Source: Goodfellow, Bengio & Courville, Deep Learning (2016), section 4.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from symbp.code.line import Line, parts, rewritten
from symbp.formula.tree import Call, Leaf, Negative, Node, Number, Quotient, Sum


@dataclass(frozen=True, slots=True)
class _Softmax:
    """The helper lines of the softmax over some exponents; their names have brackets, as no name of an assignment."""

    exponents: tuple[str, ...]

    @property
    def largest(self) -> str:
        return f"largest[{self.exponents[0]}]"

    @property
    def total(self) -> str:
        return f"sum_exp[{self.exponents[0]}]"

    @property
    def logarithm(self) -> str:
        return f"log_sum_exp[{self.exponents[0]}]"

    def log_line(self) -> Line:
        return Line(self.logarithm, Call("log", (Leaf(self.total),)), "shared", f"log({self.total})")

    def lines(self) -> Iterator[Line]:
        names = ", ".join(self.exponents)
        largest = Call("largest", tuple(Leaf(name) for name in self.exponents))
        yield Line(self.largest, largest, "taken out of all exponents", f"max({names})")
        for name in self.exponents:
            text = f"exp({name} - {self.largest})"
            yield Line(f"exp[{name}]", Call("exp", (Sum((Leaf(name), Negative(Leaf(self.largest)))),)), "shared", text)
        total = Sum(tuple(Leaf(f"exp[{name}]") for name in self.exponents))
        yield Line(self.total, total, "shared", " + ".join(f"exp[{name}]" for name in self.exponents))


def in_range(lines: list[Line]) -> Iterator[Line]:
    """The lines, with softmax, softplus and the logarithms of probabilities so that no exponent leaves the range.

    >>> z, other = Leaf("z1"), Leaf("z2")
    >>> powers = Call("exp", (z,)), Call("exp", (other,))
    >>> softmax = Line("a1", Quotient(powers[0], Sum(powers)), "softmax", "")
    >>> [line.name for line in in_range([softmax])]
    ['largest[z1]', 'exp[z1]', 'exp[z2]', 'sum_exp[z1]', 'a1']
    """
    known = _Known({}, {})
    written: set[str] = set()
    for line in lines:
        found = _softmax(line.formula)
        helpers = list(found[1].lines()) if found else [each.log_line() for each in known.logarithms_of(line)]
        for helper in helpers:
            if helper.name not in written:
                written.add(helper.name)
                yield helper
        if found:
            own, softmax = known.softmax[line.name] = found
            yield replace(line, formula=Quotient(Leaf(f"exp[{own}]"), Leaf(softmax.total)))
            continue
        exponent = _sigmoid(line.formula)
        if exponent is not None:
            known.sigmoid[line.name] = exponent
        yield replace(line, formula=rewritten(line.formula, known.stable))


@dataclass(frozen=True, slots=True)
class _Known:
    """Which lines are probabilities: an exponent and its softmax, or the exponent of a sigmoid, by name."""

    softmax: dict[str, tuple[str, _Softmax]]
    sigmoid: dict[str, Node]

    def logarithms_of(self, line: Line) -> Iterator[_Softmax]:
        """The softmax functions of whose outputs a line takes the logarithm."""
        for node in parts(line.formula):
            match node:
                case Call("log", (Leaf(name),)) if name in self.softmax:
                    yield self.softmax[name][1]

    def stable(self, node: Any) -> Any:
        """A logarithm in a form that stays in range; anything else as it is."""
        match node:
            case Call("log", (Leaf(name),)) if name in self.softmax:
                own, softmax = self.softmax[name]
                return Sum((Leaf(own), Negative(Leaf(softmax.largest)), Negative(Leaf(softmax.logarithm))))
            case Call("log", (Leaf(name),)) if name in self.sigmoid:
                return Negative(Call("softplus", (Negative(self.sigmoid[name]),)))
            case Call("log", (Sum((Number("1"), Negative(Leaf(name)))),)) if name in self.sigmoid:
                return Negative(Call("softplus", (self.sigmoid[name],)))
            case Call("log", (Sum((Number("1"), Call("exp", (argument,)))),)):
                return Call("softplus", (argument,))
        return node


def _sigmoid(node: Node) -> Node | None:
    """The exponent z of 1/(1 + exp(-z)), if the formula is that."""
    match node:
        case Quotient(Number("1"), Sum((Number("1"), Call("exp", (Negative(Leaf() as exponent),))))):
            return exponent
    return None


def _softmax(node: Node) -> tuple[str, _Softmax] | None:
    """The exponent of the numerator and the softmax, if the formula is one."""
    match node:
        case Quotient(Call("exp", (Leaf(own),)), Sum(terms)):
            exponents = [_exponent(term) for term in terms]
            if own in exponents and None not in exponents:
                return own, _Softmax(tuple(str(name) for name in exponents))
    return None


def _exponent(node: Node) -> str | None:
    match node:
        case Call("exp", (Leaf(name),)):
            return name
    return None
