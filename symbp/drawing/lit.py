"""The network in small, with all paths from a parameter to the loss lit."""

from __future__ import annotations

from symbp.drawing.figure import drawings
from symbp.drawing.network import Edge, Picture, layout, rim_to_rim
from symbp.formula.layout import Layout
from symbp.notation import spell
from symbp.page.model import Figure, Maths
from symbp.page.words import say
from symbp.spec.assignment import Connection, Network

_SCALE = 0.55
_PIXELS = 11.0
"""So many pixels of a drawing's width are one percent of a page's."""


def paths(network: Network, parameter: str) -> tuple[Connection, ...]:
    """The connections over which a parameter reaches the loss: its own and all that lead on from them.

    >>> from symbp.spec import load
    >>> [each.name for each in paths(load("nndl3").network, "w1")]
    ['w1', 'w5', 'w6']
    """
    reached = {link.unit.name for link in network.biases if link.name == parameter}
    out: list[Connection] = []
    for layer in network.layers[:-1]:
        for unit in layer:
            for connection in network.connections:
                if connection.source.name == unit.name and (connection.name == parameter or unit.name in reached):
                    out.append(connection)
                    reached.add(connection.target.name)
    return tuple(out)


def lit_figure(network: Network, parameter: str, name: Layout) -> Figure:
    """The network without its numbers, the paths of a parameter lit.

    Args:
        network: to be drawn; long layers are shortened.
        parameter: name of a weight or bias.
        name: the same as mathematics.

    >>> from symbp.spec import load
    >>> lit_figure(load("nndl3").network, "w1", spell("w1").layout).name
    'paths-w1'
    """
    lit = paths(network, parameter)
    drawn = layout(network, _SCALE)
    edges = tuple(
        Edge(*rim_to_rim(drawn.places[each.source.name], drawn.places[each.target.name]), None, lit=each in lit)
        for each in sorted(network.connections, key=lambda each: each in lit)
        if each.source.name in drawn.places and each.target.name in drawn.places
    )
    picture = Picture(drawn.width, drawn.height, drawn.circles, edges, drawn.texts, dim=True)
    steps = [say("solution.path", start=_unit(each.source.name), end=_unit(each.target.name)) for each in lit]
    caption = say("solution.paths_lit", name=Maths(name), steps=steps)
    width = max(20, min(70, round(drawn.width / _PIXELS)))
    svg, tikz = drawings(picture, caption)
    return Figure(f"paths-{parameter}", svg, (), tikz=tikz, width=width, alt=(caption,))


def _unit(name: str) -> Maths:
    return Maths(spell(name).layout)
