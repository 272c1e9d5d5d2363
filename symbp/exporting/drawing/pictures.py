"""The drawings as texts."""

from __future__ import annotations

from symbp.code.heading import heading
from symbp.drawing.network import RADIUS, UNIT_COLOURS, Picture, picture
from symbp.exporting.drawing.graph import HEIGHT, graph
from symbp.exporting.drawing.wires import spelling, units, wires
from symbp.exporting.origin import Origin
from symbp.templating import fill


def network_picture(origin: Origin) -> Picture:
    """The network with its numbers, in the assignment's notation."""
    return picture(origin.assignment, lambda name: spelling(origin, name))


def network_svg(origin: Origin) -> str:
    """The network as SVG."""
    return fill("network.svg", p=network_picture(origin), radius=RADIUS)


def graph_svg(origin: Origin) -> str:
    """The computation graph as SVG."""
    return fill("export/graph.svg", g=graph(origin), height=HEIGHT)


def drawn(origin: Origin, ending: str) -> dict[str, bytes]:
    """Both drawings for a program that places boxes itself; the templates are named after the ending."""
    head = heading(origin.assignment)
    network = fill(
        f"export/network.{ending}", head=head, layers=units(origin), edges=wires(origin), colours=UNIT_COLOURS.items()
    )
    computed = graph(origin)
    colours = sorted({(box.word, box.colour) for box in computed.boxes})
    boxes = fill(f"export/graph.{ending}", head=head, g=computed, colours=colours)
    return {f"{origin.word}_network.{ending}": network.encode(), f"{origin.word}_graph.{ending}": boxes.encode()}
