"""PDF: the drawings of the network and of the computation graph, cut to their size."""

from symbp.exporting.drawing.pictures import svgs
from symbp.exporting.origin import ExportContext
from symbp.exporting.targets.base import Target
from symbp.page import programs


def _files(origin: ExportContext) -> dict[str, bytes]:
    return {f"{origin.word}_{name}.pdf": programs.picture(text, "pdf") for name, text in svgs(origin).items()}


PDF = Target(name="pdf", title="PDF: network and computation graph", files=_files)
