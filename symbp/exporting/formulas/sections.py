"""The lines of a derivation under headings, as a course writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from symbp.code.names import identifier
from symbp.exporting.origin import ExportContext
from symbp.formula import plain
from symbp.formula.scripts import latex
from symbp.formula.tree import Numeral
from symbp.formula.typeset import partial
from symbp.notation import notations
from symbp.page.equations import Halves, equation
from symbp.page.words import Style, say
from symbp.steps import Derivation, Kind, Step

HEADINGS: Mapping[str, tuple[Kind, ...]] = {
    "formulas.given": (Kind.GIVEN,),
    "formulas.forward": (Kind.PRE, Kind.ACT),
    "formulas.loss": (Kind.LOSS,),
    "formulas.slopes": (Kind.SLOPE,),
    "formulas.adjoints": (Kind.ADJOINT,),
    "formulas.gradients": (Kind.GRADIENT,),
    "formulas.update": (Kind.UPDATE,),
}
"""Which lines stand under which heading."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A line: its name, and ``name = formula`` in aligned rows."""

    name: str
    rows: tuple[Halves, ...]
    why: str


@dataclass(frozen=True, slots=True)
class FormulaSection:
    """Some lines under a heading, a sentence of a template."""

    at: str
    formulas: tuple[Formula, ...]

    @property
    def rows(self) -> list[Halves]:
        """The rows of all formulas."""
        return [row for formula in self.formulas for row in formula.rows]

    @property
    def heading(self) -> str:
        """The heading in words."""
        return Style().text((say(self.at),))


def grouped(derivation: Derivation) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """The headings, each with its lines; none without lines."""
    for heading, kinds in HEADINGS.items():
        steps = derivation.of_kind(*kinds)
        if steps:
            yield heading, steps


def sections(origin: ExportContext) -> list[FormulaSection]:
    """All lines."""
    derivation, numbers = origin.derivation, origin.assignment.numbers
    names = notations.pick(origin.assignment.notation).layouts(derivation)

    def formula_of(step: Step) -> Formula:
        """A line as an equation: its number if it is given, otherwise what it is made of."""
        side = Numeral(numbers[step.name].text) if step.expr is None else derivation.arranged(step.expr)
        return Formula(step.name, tuple(equation(names[step.name], [side], names.__getitem__)), step.why)

    return [FormulaSection(heading, tuple(map(formula_of, steps))) for heading, steps in grouped(derivation)]


def macros(origin: ExportContext) -> dict[str, tuple[str, str]]:
    r"""A macro for each name: its command, and what it stands for, in commands before it.

    >>> from symbp.spec import load
    >>> commands = macros(ExportContext(load("nndl3")))
    >>> commands["w1"], commands["dL/dw1"]
    (('\\qwOne', 'w_1'), ('\\qdLdwOne', '\\frac{\\partial \\qL}{\\partial \\qwOne}'))
    """
    derivation = origin.derivation
    layouts = notations.pick(origin.assignment.notation).layouts(derivation)
    commands: dict[str, tuple[str, str]] = {}
    # Commands of LaTeX that begin like ours.
    taken = {r"\quad", r"\qquad", r"\qbezier", r"\qbeziermax"}
    for step in derivation:
        command = _command(step.name)
        while command in taken:
            command += "x"
        taken.add(command)
        layout, of, wrt = layouts[step.name], str(step.of), str(step.wrt)
        parts = {}
        if of in commands and wrt in commands and layout == partial(layouts[of], layouts[wrt]):
            parts = {layouts[name]: commands[name][0] for name in (of, wrt)}
        commands[step.name] = command, latex.write(layout, parts)
    return commands


_FIGURES = dict(
    zip("0123456789", ["Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"], strict=True)
)


def _command(name: str) -> str:
    r"""A command has letters alone: ``\q``, which begins none of LaTeX's own that anybody uses, then the name."""
    return "\\q" + "".join(_FIGURES.get(sign, sign) for sign in identifier(name) if sign != "_")


def unicode_text(derivation: Derivation, name: str, names: Mapping[str, str]) -> str:
    """The right-hand side of a line in Unicode.

    >>> from symbp import derive
    >>> d = derive("nndl3")
    >>> unicode_text(d, "L", notations.pick("in-out").unicode(d))
    '1/2·((outₒ₁ − y₁)² + (outₒ₂ − y₂)²)'
    """
    expr = derivation[name].expr
    return "" if expr is None else plain.write(derivation.arranged(expr), names.__getitem__, plain.UNICODE)
