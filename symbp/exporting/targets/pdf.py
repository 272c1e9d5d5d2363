"""PDF: the drawings of the network and of the computation graph, cut to their size."""

from symbp.exporting.drawing.pictures import graph_svg, network_svg
from symbp.exporting.origin import Origin
from symbp.exporting.targets.base import Target
from symbp.page import programs


def _files(origin: Origin) -> dict[str, bytes]:
    return {
        f"{origin.word}_network.pdf": programs.picture(network_svg(origin), "pdf"),
        f"{origin.word}_graph.pdf": programs.picture(graph_svg(origin), "pdf"),
    }


PDF = Target(name="pdf", title="PDF: network and computation graph", files=_files)
