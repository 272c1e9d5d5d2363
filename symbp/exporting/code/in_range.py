"""Formulas that stay in the range of binary numbers, and shared values computed once.

A softmax takes its largest exponent out of all of them, which changes nothing but the range; its
exponentials and their sum are lines of their own, computed once for all outputs; the logarithm of
one of its outputs is taken before the division. ln(1 + exp(z)) is a function of its own.

Source: Goodfellow, Bengio & Courville, Deep Learning (2016), section 4.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from symbp.exporting.code.line import Line, parts, rewritten
from symbp.formula.tree import Call, Leaf, Negative, Node, Number, Quotient, Sum


@dataclass(frozen=True, slots=True)
class _Softmax:
    """The helper lines of the softmax over some exponents."""

    exponents: tuple[str, ...]

    @property
    def largest(self) -> str:
        return f"largest_{self.exponents[0]}"

    @property
    def total(self) -> str:
        return f"sum_exp_{self.exponents[0]}"

    @property
    def logarithm(self) -> str:
        return f"log_sum_exp_{self.exponents[0]}"

    def shifted(self, name: str) -> Node:
        return Sum((Leaf(name), Negative(Leaf(self.largest))))

    def lines(self) -> Iterator[Line]:
        names = ", ".join(self.exponents)
        largest = Call("largest", tuple(Leaf(name) for name in self.exponents))
        yield Line(self.largest, largest, "taken out of all exponents", f"max({names})")
        for name in self.exponents:
            text = f"exp({name} - {self.largest})"
            yield Line(f"exp_{name}", Call("exp", (self.shifted(name),)), "shared", text)
        total = Sum(tuple(Leaf(f"exp_{name}") for name in self.exponents))
        yield Line(self.total, total, "shared", " + ".join(f"exp_{name}" for name in self.exponents))


def in_range(lines: list[Line]) -> Iterator[Line]:
    """The lines, with softmax and softplus written so that no exponent leaves the range.

    >>> z, other = Leaf("z1"), Leaf("z2")
    >>> powers = Call("exp", (z,)), Call("exp", (other,))
    >>> softmax = Line("a1", Quotient(powers[0], Sum(powers)), "softmax", "")
    >>> [line.name for line in in_range([softmax])]
    ['largest_z1', 'exp_z1', 'exp_z2', 'sum_exp_z1', 'a1']
    """
    written: set[_Softmax] = set()
    logarithms: set[_Softmax] = set()
    outputs: dict[str, tuple[str, _Softmax]] = {}
    for line in lines:
        found = _softmax(line.formula)
        if found is not None:
            own, softmax = found
            if softmax not in written:
                yield from softmax.lines()
                written.add(softmax)
            outputs[line.name] = found
            yield replace(line, formula=Quotient(Leaf(f"exp_{own}"), Leaf(softmax.total)))
        else:
            for softmax in _logarithms_of(line, outputs):
                if softmax not in logarithms:
                    logarithms.add(softmax)
                    text = f"log({softmax.total})"
                    yield Line(softmax.logarithm, Call("log", (Leaf(softmax.total),)), "shared", text)
            yield replace(line, formula=rewritten(line.formula, lambda node: _stable(node, outputs)))


def _logarithms_of(line: Line, outputs: Mapping[str, tuple[str, _Softmax]]) -> Iterator[_Softmax]:
    """The softmax functions of whose outputs a line takes the logarithm."""
    for node in parts(line.formula):
        match node:
            case Call("log", (Leaf(name),)) if name in outputs:
                yield outputs[name][1]


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


def _stable(node: Any, outputs: Mapping[str, tuple[str, _Softmax]]) -> Any:
    match node:
        case Call("log", (Leaf(name),)) if name in outputs:
            own, softmax = outputs[name]
            return Sum((Leaf(own), Negative(Leaf(softmax.largest)), Negative(Leaf(softmax.logarithm))))
        case Call("log", (Sum((Number("1"), Call("exp", (argument,)))),)):
            return Call("softplus", (argument,))
    return node
