"""SVG: the network with its numbers, and the computation graph with values and gradients."""

from symbp.exporting.drawing.pictures import graph_svg, network_svg
from symbp.exporting.origin import Origin
from symbp.exporting.targets.base import Target


def _files(origin: Origin) -> dict[str, bytes]:
    return {
        f"{origin.word}_network.svg": network_svg(origin).encode(),
        f"{origin.word}_graph.svg": graph_svg(origin).encode(),
    }


SVG = Target(name="svg", title="SVG: network and computation graph", files=_files)
