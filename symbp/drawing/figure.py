"""The drawn network as a figure of a page."""

from __future__ import annotations

from collections.abc import Callable

from symbp.drawing.network import RADIUS, Picture, picture
from symbp.drawing.wide import dense_picture
from symbp.formula.layout import Operator, row
from symbp.formula.typeset import number
from symbp.notation import Spelling, spell
from symbp.page.model import Figure, Line, Maths, Part, Words
from symbp.page.words import say
from symbp.spec.assignment import Assignment
from symbp.spec.dense import ArrayAssignment
from symbp.templating import fill

_PIXELS = 8.25
"""So many pixels of a drawing's width are one percent of a page's, so that its labels can be read."""


def figure(assignment: Assignment | ArrayAssignment, name: Callable[[str], Spelling] = spell) -> Figure:
    """The network, drawn with its numbers; a wide one shortened, without them.

    ``name`` gives the parts of the names of parameters and targets.

    >>> from symbp.spec import load
    >>> figure(load("nndl3")).name
    'network'
    """
    alt: Line = ()
    if isinstance(assignment, ArrayAssignment):
        drawn, caption = dense_picture(assignment), say("solution.network_shortened")
    else:
        drawn, caption = picture(assignment, name), say("solution.network")
        alt = _description(assignment, drawn, name)
    width = max(45, min(100, round(drawn.width / _PIXELS)))
    svg, tikz = drawings(drawn, caption)
    return Figure("network", svg, (caption,), tikz=tikz, width=width, alt=alt)


def _description(assignment: Assignment, drawn: Picture, name: Callable[[str], Spelling]) -> Line:
    """The numbers of the drawing, for those who cannot see it; those that it leaves out stand in tables."""
    if not all(edge.label for edge in drawn.edges) or len(assignment.samples) != 1:
        return ()
    numbers = assignment.numbers

    def equation(line: str) -> Maths:
        """The name of a line, = and its number."""
        return Maths(row(name(line).layout, Operator("=", apart=True), number(numbers[line].text)))

    data = [equation(given) for given in assignment.data if given in numbers]
    weights = [
        say("solution.weight_told", weight=equation(c.name), start=_unit(c.source.name), end=_unit(c.target.name))
        for c in assignment.network.connections
    ]
    biases = [
        say("solution.bias_told", bias=equation(link.name), unit=_unit(link.unit.name))
        for link in assignment.network.biases
    ]
    return (say("solution.network_told", numbers=[*data, *weights, *biases]),)


def _unit(name: str) -> Maths:
    return Maths(spell(name).layout)


def drawings(drawn: Picture, title: Part) -> tuple[Callable[[Words], str], Callable[[Words], str]]:
    """A network in SVG and in TikZ, in the words of a language."""

    def svg(words: Words) -> str:
        """The drawing as SVG, with its words in a language."""
        return fill("network.svg", p=drawn.localized(words), radius=RADIUS, title=words((title,)))

    return svg, lambda words: fill("network.tikz", p=drawn.localized(words))
