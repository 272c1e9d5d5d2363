"""The drawings as texts."""

from __future__ import annotations

from symbp.code.heading import heading
from symbp.drawing.figure import drawings
from symbp.drawing.graph import Graph, graph, svg
from symbp.drawing.network import UNIT_COLOURS, Picture, picture
from symbp.exporting.drawing.wires import spelling, units, wires
from symbp.exporting.origin import ExportContext
from symbp.page.words import Style, say
from symbp.templating import fill


def network_picture(origin: ExportContext) -> Picture:
    """The network with its numbers, in the assignment's notation."""
    return picture(origin.assignment, lambda name: spelling(origin, name))


def network_svg(origin: ExportContext) -> str:
    """The network as SVG."""
    return drawings(network_picture(origin), say("solution.network"))[0](Style().text)


def svgs(origin: ExportContext) -> dict[str, str]:
    """The drawings as SVG, by what they show; formulas have no network."""
    network = {"network": network_svg(origin)} if origin.assignment.formulas is None else {}
    return {**network, "graph": graph_svg(origin)}


def graph_svg(origin: ExportContext) -> str:
    """The computation graph as SVG."""
    return svg(computed(origin))


def computed(origin: ExportContext) -> Graph:
    """The computation graph."""
    return graph(origin.assignment, origin.derivation, origin.hand)


def drawing_files(origin: ExportContext, ending: str) -> dict[str, bytes]:
    """Both drawings for a program that places boxes itself; the templates are named after the ending."""
    head = heading(origin.assignment)
    files: dict[str, bytes] = {}
    if origin.assignment.formulas is None:
        parts = {"layers": units(origin), "edges": wires(origin), "colours": UNIT_COLOURS.items()}
        files[f"{origin.word}_network.{ending}"] = fill(f"export/network.{ending}", head=head, **parts).encode()
    drawing = computed(origin)
    colours = sorted({(box.word, box.colour) for box in drawing.boxes})
    boxes = fill(f"export/graph.{ending}", head=head, g=drawing, colours=colours)
    return {**files, f"{origin.word}_graph.{ending}": boxes.encode()}
