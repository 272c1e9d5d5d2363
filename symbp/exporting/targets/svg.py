"""SVG: the network with its numbers, and the computation graph with values and gradients."""

from symbp.exporting.drawing.pictures import svgs
from symbp.exporting.origin import ExportContext
from symbp.exporting.targets.base import Target


def _files(origin: ExportContext) -> dict[str, bytes]:
    return {f"{origin.word}_{name}.svg": text.encode() for name, text in svgs(origin).items()}


SVG = Target(name="svg", title="SVG: network and computation graph", files=_files)
