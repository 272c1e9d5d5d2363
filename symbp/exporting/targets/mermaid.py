"""Mermaid: network and computation graph, as GitHub and many wikis draw them."""

from symbp.exporting.drawing.pictures import drawing_files
from symbp.exporting.origin import ExportContext
from symbp.exporting.targets.base import Target


def _files(origin: ExportContext) -> dict[str, bytes]:
    return drawing_files(origin, "mmd")


MERMAID = Target(name="mermaid", title="Mermaid: network and computation graph", files=_files)
