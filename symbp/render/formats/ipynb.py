"""A Jupyter notebook: the solution as cells of text and formulas."""

from symbp.render import programs
from symbp.render.document import Document
from symbp.render.formats.base import Format


def _files(document: Document, engine: str) -> dict[str, bytes]:
    svg = programs.data_address("image/svg+xml", document.svg.encode())
    return {"solution.ipynb": programs.pandoc(document.markdown(svg), "ipynb")}


NOTEBOOK = Format(name="ipynb", title="Jupyter notebook", files=_files)
