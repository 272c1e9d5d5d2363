"""The drawn network as a figure of a page."""

from __future__ import annotations

from collections.abc import Callable

from symbp.drawing.network import RADIUS, Picture, picture
from symbp.drawing.wide import dense_picture
from symbp.notation import Spelling, spell
from symbp.page.model import Figure, Part, Words
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
    if isinstance(assignment, ArrayAssignment):
        drawn, caption = dense_picture(assignment), say("solution.network_shortened")
    else:
        drawn, caption = picture(assignment, name), say("solution.network")
    width = max(45, min(100, round(drawn.width / _PIXELS)))
    svg, tikz = drawings(drawn, caption)
    return Figure("network", svg, (caption,), tikz=tikz, width=width)


def drawings(drawn: Picture, title: Part) -> tuple[Callable[[Words], str], Callable[[Words], str]]:
    """A network in SVG and in TikZ, in the words of a language."""

    def svg(words: Words) -> str:
        return fill("network.svg", p=drawn.told(words), radius=RADIUS, title=words((title,)))

    return svg, lambda words: fill("network.tikz", p=drawn.told(words))
