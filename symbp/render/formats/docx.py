"""Word: equations that Word can edit. Its pictures have to be pixels: Typst draws them from the SVG."""

from symbp.render import programs
from symbp.render.document import Document
from symbp.render.formats.base import Format


def _files(document: Document, engine: str) -> dict[str, bytes]:
    png = programs.data_address("image/png", programs.picture(document.svg, "png"))
    return {"solution.docx": programs.pandoc(document.markdown(png), "docx")}


DOCX = Format(name="docx", title="Word", files=_files)
