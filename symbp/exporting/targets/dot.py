"""Graphviz: network and computation graph, placed by ``dot``."""

from symbp.exporting.drawing.pictures import drawing_files
from symbp.exporting.origin import ExportContext
from symbp.exporting.targets.base import Target


def _files(origin: ExportContext) -> dict[str, bytes]:
    return drawing_files(origin, "dot")


DOT = Target(name="dot", title="Graphviz DOT: network and computation graph", files=_files)
