"""Graphviz: network and computation graph, placed by ``dot``."""

from symbp.exporting.drawing.pictures import drawn
from symbp.exporting.origin import Origin
from symbp.exporting.targets.base import Target


def _files(origin: Origin) -> dict[str, bytes]:
    return drawn(origin, "dot")


DOT = Target(name="dot", title="Graphviz DOT: network and computation graph", files=_files)
