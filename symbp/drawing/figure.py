"""The drawn network as a figure of a page."""

from __future__ import annotations

from collections.abc import Callable

from symbp.drawing.network import RADIUS, picture
from symbp.drawing.wide import dense_picture
from symbp.notation import Spelling, spell
from symbp.page.model import Figure
from symbp.page.words import say
from symbp.spec.assignment import Assignment
from symbp.spec.dense import Dense
from symbp.templating import fill

_PIXELS = 8.25
"""So many pixels of a drawing's width are one percent of a page's, so that its labels can be read."""


def figure(assignment: Assignment | Dense, name: Callable[[str], Spelling] = spell) -> Figure:
    """The network, drawn with its numbers; a wide one shortened, without them.

    ``name`` gives the parts of the names of parameters and targets.

    >>> from symbp.spec import load
    >>> figure(load("nndl3")).name
    'network'
    """
    if isinstance(assignment, Dense):
        drawn, caption = dense_picture(assignment), say("solution.network_shortened")
    else:
        drawn, caption = picture(assignment, name), say("solution.network")
    width = max(80, min(100, round(drawn.width / _PIXELS)))
    svg = fill("network.svg", p=drawn, radius=RADIUS)
    return Figure("network", svg, (caption,), tikz=fill("network.tikz", p=drawn), width=width)
