"""The general derivation in indices: every line with its steps and the rule of each step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from symbp.formula import plain, typeset
from symbp.formula.layout import Layout, Operator, row
from symbp.formula.scripts import latex
from symbp.formula.tree import Node, indexed_name
from symbp.general.derivation import General
from symbp.general.layer import GeneralLayer
from symbp.general.letters import Letters
from symbp.general.lines import GeneralLine, Stage
from symbp.general.symbols import J
from symbp.notation import Notation
from symbp.page.model import Equation, Line, Sentence, line as line_of
from symbp.page.words import Key, say
from symbp.solving.general.rules import rule


@dataclass(frozen=True)
class ShownStage:
    """A step: its formula and its rule; ``label`` stands in place of a rule's name."""

    node: Node
    stage: Stage
    line: GeneralLine
    letters: Letters
    label: str = ""

    @property
    def layout(self) -> Layout:
        """The formula on a page."""
        return typeset.write(self.node, self.letters.layout)

    @property
    def latex(self) -> str:
        """The formula in LaTeX."""
        return latex.write(self.layout)

    @property
    def text(self) -> str:
        """The formula in text."""
        return plain.write(self.node, self.letters.text)

    @property
    def why(self) -> Line:
        """The rule; empty for a definition."""
        return line_of(self.label) if self.label else rule(self.stage.rule, self.line, self.letters)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line: what it gives, and its steps."""

    key: str
    left: Layout
    left_text: str
    stages: tuple[ShownStage, ...]

    def equations(self) -> Iterator[Equation]:
        """The steps below one another, each with its rule."""
        for i, stage in enumerate(self.stages):
            lead = self.left_text if i == 0 else " " * len(self.left_text)
            left = self.left if i == 0 else row()
            yield Equation(left, row(Operator("=", apart=True), stage.layout), f"{lead} = {stage.text}", stage.why)


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Lines that belong together.

    Attributes:
        id: what they are and of which layer: ``forward-2``, ``loss``.
        heading: a run of layers is named in it.
        lines: in the order in which they are read.
    """

    id: str
    heading: Sentence
    lines: tuple[ShownLine, ...]


def groups(general: General, notation: Notation) -> Iterator[LineGroup]:
    """The whole general derivation, in the order in which it is read.

    >>> from symbp.general import architecture, general
    >>> from symbp.notation import notations
    >>> found = groups(general(architecture("tanh", "squared-error")), notations["z-a"])
    >>> [group.id for group in found]
    ['forward-1', 'forward-2', 'loss', 'backward-2', 'backward-1']
    """
    view = _View(general, notation)
    runs = general.architecture.runs
    for first, last in runs:
        yield view.forward(first, last)
    yield view.loss()
    for first, last in reversed(runs):
        yield view.backward(first, last)


class _View:
    def __init__(self, general: General, notation: Notation) -> None:
        self.general = general
        self.notation = notation
        self.depth = general.architecture.depth

    def _letters(self, first: int, last: int) -> Letters:
        return Letters(self.notation, self.general.architecture, first, last)

    def _heading(self, at: str, first: int, last: int) -> Sentence:
        layer = "output" if last == self.depth else "hidden" if self.depth == 2 and first == last else ""
        return say(at, layer=Key(layer), first=first, last=last)

    def forward(self, first: int, last: int) -> LineGroup:
        """The net input and the activation of unit j."""
        layer, letters = self.general.layer(first), self._letters(first, last)
        lines = (pre(layer.pre, letters), *_each(layer, layer.acts, letters))
        return LineGroup(f"forward-{last}", self._heading("general.forward", first, last), lines)

    def loss(self) -> LineGroup:
        """The loss of a sample and of the batch, after their helper lines."""
        o, letters = self.general.objective, self._letters(self.depth, self.depth)
        lines = [line for line in (o.part, o.loss, o.total) if line]
        return LineGroup("loss", say("general.loss"), tuple(line_equation(line, letters) for line in lines))

    def backward(self, first: int, last: int) -> LineGroup:
        """From ∂L/∂a to the updates; for the last layer from the loss."""
        layer, letters, o = self.general.layer(first), self._letters(first, last), self.general.objective
        at_end = last == self.depth
        before = [o.by_sample, o.part_slope, o.by_output] if at_end else []
        behind = [layer.delta, o.combined if at_end else layer.recursion, layer.weight, layer.bias]
        # What the inputs contribute is the same formula; nobody asks for it.
        behind += [layer.before] if last > 1 else []
        return LineGroup(
            f"backward-{last}",
            self._heading("general.backward", first, last),
            (
                *(line_equation(line, letters) for line in before if line),
                *_each(layer, layer.slopes, letters),
                *(line_equation(line, letters) for line in (*behind, *layer.updates) if line),
            ),
        )


def _each(layer: GeneralLayer, lines: tuple[GeneralLine, ...], letters: Letters) -> Iterator[ShownLine]:
    """The lines of the activations of a layer, each with the activation's name where there are several."""
    for function, line in zip(layer.kind.functions, lines, strict=True):
        shown_line = line_equation(line, letters)
        if len(lines) > 1:
            first = replace(shown_line.stages[0], label=function.name)
            shown_line = replace(shown_line, stages=(first, *shown_line.stages[1:]))
        yield shown_line


def pre(line: GeneralLine, letters: Letters) -> ShownLine:
    """The pre-activation; a course that keeps thresholds apart has the sum alone."""
    if letters.own is None:
        return line_equation(line, letters)
    total = sp.Add(*(term for term in sp.Add.make_args(line.result) if term.has(sp.Sum)))
    return line_equation(replace(line, stages=(Stage(total, "affine"),)), letters, "z_alone")


_DELTAS = ("dL/dz", "combined", "recursion")


def line_equation(line: GeneralLine, letters: Letters, name: str = "") -> ShownLine:
    """A line in letters; ``name`` stands in place of the base of its left side."""
    letters = replace(letters, inner=_inner(line, letters))
    left = indexed_name(line.left) if isinstance(line.left, sp.Indexed) else str(line.left)
    negative = letters.own is not None and line.key in _DELTAS
    left = left.replace("dL/dz", "minus_delta") if negative else left
    if name:
        left = name + left[left.index("[") :]
    layout, text = letters.layout(left), letters.text(left)
    if line.key == "dL/dz":
        by = indexed_name(line.left).replace("dL/dz", "z" if letters.own is None else "z_alone")
        minus = [Operator("−")] * negative
        partial = typeset.partial(letters.layout("L"), letters.layout(by))
        layout = row(layout, Operator("=", apart=True), *minus, partial)
        text = f"{text} = {'-' if negative else ''}d{letters.text('L')}/d{letters.text(by)}"
    return ShownLine(line.key, layout, text, tuple(_stages(line, letters, negative=negative)))


def _inner(line: GeneralLine, letters: Letters) -> str:
    """The letter of what is summed over: that of the layer's own units, unless the line is about one of them."""
    layers = letters.notation.layers
    if not layers:
        return ""
    if line.key == "recursion":
        return layers[letters.first].unit
    return "" if any(J in part.free_symbols for part in (line.left, line.result)) else layers[letters.first - 1].unit


def _turned(expr: sp.Expr) -> sp.Expr:
    """The error y - a in place of -(a - y), and the sign within the cases in place of before them."""
    if isinstance(expr, sp.Mul) and any(isinstance(factor, sp.Piecewise) for factor in expr.args):
        sign, rest = expr.as_coeff_Mul()
        if sign == -1 and isinstance(rest, sp.Piecewise):
            branches: Any = rest.args
            return sp.Piecewise(*((-value, condition) for value, condition in branches))
    factors = list(sp.Mul.make_args(expr))
    for i, factor in enumerate(factors):
        terms = sp.Add.make_args(factor)
        targets = [term for term in terms if any(str(part.base) == "y" for part in term.atoms(sp.Indexed))]
        if len(factors) > 1 and len(terms) == 2 and len(targets) == 1 and targets[0].as_coeff_Mul()[0] < 0:
            return sp.Mul(-1, *factors[:i], sp.expand(-factor), *factors[i + 1 :])
    return expr


def _stages(line: GeneralLine, letters: Letters, *, negative: bool) -> Iterator[ShownStage]:
    for stage in line.stages:
        expr = _turned(-stage.expr) if negative else stage.expr
        yield ShownStage(letters.arranged(expr), stage, line, letters)
