"""The lines of a program in their numerically stable forms (:mod:`symbp.stable`), and shared values computed once.

The exponentials of a softmax and their sum are lines of their own, computed once for all outputs, and so is the largest
of some exponents. Other lines stay as they were derived: the derivative of a cross-entropy of probabilities divides by
them, and has no value where one is 0 to the last bit.

The names of helper lines have brackets in them, which no name of an assignment has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from symbp.activations import activations
from symbp.activations.base import LayerSum
from symbp.code.line import ProgramLine, rewritten
from symbp.formula import plain
from symbp.formula.tree import Call, Leaf, Negative, Node, Numeral, Quotient, Sum
from symbp.stable import STABLE, StableForm, softmax, stable
from symbp.steps import Derivation, Kind, Step, symbol


@dataclass(frozen=True, slots=True)
class _Softmax:
    """The helper lines of the softmax over some exponents."""

    exponents: tuple[str, ...]

    @property
    def largest(self) -> str:
        """The name of the largest exponent."""
        return f"largest[{self.exponents[0]}]"

    @property
    def total(self) -> str:
        """The name of the sum of exp(exponent - largest) over the exponents."""
        return f"sum_exp[{self.exponents[0]}]"

    @property
    def logarithm(self) -> str:
        """The name of the logarithm of that sum."""
        return f"log_sum_exp[{self.exponents[0]}]"

    def value(self, own: str) -> Node:
        """The output of an exponent."""
        return Quotient(Leaf(f"exp[{own}]"), Leaf(self.total))

    def log(self, own: str) -> Node:
        """The logarithm of the output of an exponent."""
        return Sum((Leaf(own), Negative(Leaf(self.largest)), Negative(Leaf(self.logarithm))))

    def log_line(self) -> ProgramLine:
        """The line that calculates the logarithm of the sum."""
        return ProgramLine(self.logarithm, Call("log", (Leaf(self.total),)), "shared", f"log({self.total})")

    def lines(self) -> Iterator[ProgramLine]:
        """The lines that all outputs share: the largest exponent, the exponentials below it, and their sum."""
        names = ", ".join(self.exponents)
        largest = Call("largest", tuple(Leaf(name) for name in self.exponents))
        yield ProgramLine(self.largest, largest, "taken out of all exponents", f"max({names})")
        for name in self.exponents:
            text = f"exp({name} - {self.largest})"
            yield ProgramLine(
                f"exp[{name}]", Call("exp", (Sum((Leaf(name), Negative(Leaf(self.largest)))),)), "shared", text
            )
        total = Sum(tuple(Leaf(f"exp[{name}]") for name in self.exponents))
        yield ProgramLine(self.total, total, "shared", " + ".join(f"exp[{name}]" for name in self.exponents))


def stable_lines(derivation: Derivation, names: Iterable[str]) -> Iterator[ProgramLine]:
    """Lines of a derivation in their stable forms, each behind the helper lines that it needs.

    Args:
        derivation: the lines as they were derived.
        names: which of them, in order.

    >>> z1, z2 = symbol("z1"), symbol("z2")
    >>> lines = (Step("z1", None, Kind.GIVEN), Step("z2", None, Kind.GIVEN))
    >>> ratio = Step("a1", sp.exp(z1) / (sp.exp(z1) + sp.exp(z2)), Kind.ACT)
    >>> for line in stable_lines(Derivation((*lines, ratio)), ["a1"]):
    ...     print(line.name, "=", plain.write(line.formula))
    largest[a1] = max(z1, z2)
    a1 = exp(z1 - largest[a1])/(exp(z1 - largest[a1]) + exp(z2 - largest[a1]))
    """
    program = _Stable(derivation)
    seen: set[str] = set()
    for name in names:
        line = program.line(derivation[name])
        for each in (*program.helpers, line):
            if each.name not in seen:
                seen.add(each.name)
                yield each


class _Stable:
    """The knowledge that grows while the lines are written, one after the other."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.forms: dict[object, tuple[StableForm, object]] = {}
        self.softmax: dict[str, _Softmax] = {}
        self.largest: dict[Node, str] = {}
        self.counts: Counter[str] = Counter()
        self.helpers: list[ProgramLine] = []
        """The helper lines of the line that is being written."""

    def line(self, step: Step) -> ProgramLine:
        """A line in its stable form."""
        assert step.expr is not None
        self.helpers = []
        expr = stable(step.expr, self.forms.get)
        named = self._named(step)
        if named is not None:
            form, own = self.forms[symbol(step.name)] = named
            expr = step.expr if form.value is None else form.value(own)
        derived = self.derivation.arranged(step.expr)
        formula = derived if expr == step.expr else self._formula(expr, step.name)
        return ProgramLine(step.name, formula, step.why, plain.write(derived))

    def _named(self, step: Step) -> tuple[StableForm, object] | None:
        """The form that the activation of a line names, and its argument; None where the line is not just that."""
        record = activations.get(step.why) if step.kind in (Kind.ACT, Kind.LOSS) else None
        form = STABLE[record.stable] if record is not None and record.stable else None
        layer = sorted(step.uses, key=self.derivation.position)
        own = [symbol(name) for name in layer if self.derivation[name].place.unit == step.place.unit]
        # A line with a mistake in it may be something else.
        if form is None or len(own) != 1 or step.expr != form.written(own[0], _over(layer)):
            return None
        if form.value is softmax:
            self.softmax |= dict.fromkeys(layer, _Softmax(tuple(layer)))
        return form, own[0]

    def _formula(self, expr: Any, name: str) -> Node:
        """The formula of an expression; its stable functions as calls, or as what helper lines have."""
        nodes: dict[str, Node] = {}
        places: dict[object, str] = {}

        def arranged(part: Any) -> Node:
            """A part of a formula as a tree, with the functions that stay in range in their places."""
            return rewritten(self.derivation.arranged(part), lambda node: _substituted(node, nodes))

        def held(call: Any) -> sp.Symbol:
            """The symbol that stands for a call until its own node is put in."""
            if call not in places:
                places[call] = f"[{len(places)}]"
                nodes[places[call]] = self._call(call.func.__name__, tuple(map(arranged, call.args)), name)
            return symbol(places[call])

        return arranged(expr.replace(lambda part: isinstance(part, AppliedUndef), held))

    def _call(self, function: str, arguments: tuple[Node, ...], name: str) -> Node:
        match function, arguments:
            case "softmax", (Leaf(own),):
                self.helpers += self.softmax[own].lines()
                return self.softmax[own].value(own)
            case "log_softmax", (Leaf(own),):
                self.helpers.append(self.softmax[own].log_line())
                return self.softmax[own].log(own)
            case "largest", _:
                return Leaf(self._largest(arguments, name))
        return Call(function, arguments)

    def _largest(self, exponents: tuple[Node, ...], name: str) -> str:
        """The name of the helper line with the largest of some exponents."""
        above = tuple(node for node in exponents if node != Numeral("0"))
        node: Node = Call("largest", above) if len(above) > 1 else above[0]
        if len(above) < len(exponents):
            node = Call("max", (Numeral("0"), node))
        if node not in self.largest:
            self.counts[name] += 1
            count = self.counts[name]
            self.largest[node] = f"largest[{name}]" if count == 1 else f"largest[{name},{count}]"
            text = f"max({', '.join(map(plain.write, exponents))})"
            self.helpers.append(ProgramLine(self.largest[node], node, "taken out of all exponents", text))
        return self.largest[node]


def _over(names: list[str]) -> LayerSum:
    """A function that adds a term up over these names."""
    return lambda term: sp.Add(*(term(symbol(name)) for name in names))


def _substituted(node: object, nodes: dict[str, Node]) -> object:
    return nodes.get(node.name, node) if isinstance(node, Leaf) else node
