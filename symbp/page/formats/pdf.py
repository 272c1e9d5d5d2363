"""PDF: by Typst, which comes as a Python wheel, or by a TeX that is installed."""

from collections.abc import Mapping

from symbp.errors import OutputError, did_you_mean
from symbp.page import programs
from symbp.page.formats import tex, typ
from symbp.page.formats.base import Format
from symbp.page.views import Document


def _files(document: Document) -> Mapping[str, bytes]:
    page, style, engine = document.page, document.style, document.engine
    if engine == "typst":
        pdf = programs.typst(typ.source(page, style), {**programs.pictures_of(style.folders), **typ.pictures(page)})
    elif engine in programs.TEX_ENGINES:
        drawn = {f"{f.name}.pdf": programs.picture(f.svg, "pdf") for f in page.figures() if not f.tikz}
        pdf = programs.latexmk(tex.source(page, style), engine, {**programs.pictures_of(style.folders), **drawn})
    else:
        message = f"unknown engine '{engine}'. {did_you_mean(engine, ['typst', *programs.TEX_ENGINES])}"
        raise OutputError(message)
    return {f"{document.name}.pdf": pdf}


PDF = Format(name="pdf", title="PDF", files=_files, text=False)
