"""TikZ: the drawings of the network and of the computation graph, each a document that can be set or included."""

from symbp.code.heading import heading
from symbp.exporting.drawing.pictures import computed, network_picture
from symbp.exporting.origin import ExportContext
from symbp.exporting.targets.base import Target
from symbp.templating import fill


def _files(origin: ExportContext) -> dict[str, bytes]:
    drawn = {"graph": fill("export/graph.tikz", g=computed(origin))}
    if origin.assignment.formulas is None:
        drawn = {"network": fill("network.tikz", p=network_picture(origin), loose=True), **drawn}
    head = heading(origin.assignment)
    return {
        f"{origin.word}_{name}.tex": fill("export/standalone.tex", head=head, body=body).encode()
        for name, body in drawn.items()
    }


TIKZ = Target(name="tikz", title="TikZ: network and computation graph", files=_files)
