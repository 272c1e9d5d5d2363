"""PDF: by pandoc and Typst, which come as Python wheels, or by a TeX that is installed."""

from symbp.errors import OutputError, did_you_mean as nearest
from symbp.render import programs
from symbp.render.document import Document
from symbp.render.formats.base import Format


def _files(document: Document, engine: str) -> dict[str, bytes]:
    if engine == "typst":
        source = programs.pandoc(document.markdown(), "typst", "--template", programs.template("solution.typ"))
        pdf = programs.typst(source.decode(), {"network.svg": document.svg})
    elif engine in programs.TEX_ENGINES:
        pdf = programs.latexmk(document.latex, engine)
    else:
        message = f"unknown engine '{engine}'. {nearest(engine, ['typst', *programs.TEX_ENGINES])}"
        raise OutputError(message)
    return {"solution.pdf": pdf}


PDF = Format(name="pdf", title="PDF", files=_files)
