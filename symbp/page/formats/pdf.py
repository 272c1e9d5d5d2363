"""PDF: by Typst, which comes as a Python wheel, or by a TeX that is installed."""

from collections.abc import Mapping

from symbp import escape
from symbp.errors import OutputError, did_you_mean
from symbp.page import programs
from symbp.page.formats import md, tex, typ
from symbp.page.formats.base import Format
from symbp.page.views import Document
from symbp.page.words import say

_ATTACHED = """
#pdf.attach("{name}", relationship: "alternative", mime-type: "text/markdown", description: "{said}")
"""
"""The text of the document goes with it, for those who read a PDF by ear or by program."""


def _files(document: Document) -> Mapping[str, bytes]:
    page, style, engine = document.page, document.style, document.engine
    if engine == "typst":
        text = f"{document.name}.md"
        pdf = programs.typst(
            typ.source(page, style, document.name)
            + _ATTACHED.format(
                name=escape.typst_string(text), said=escape.typst_string(style.text((say("common.attached"),)))
            ),
            {
                **programs.pictures_of(style.folders),
                **typ.pictures(page, style),
                text: md.MARKDOWN.files(document)[text],
            },
            foreign=bool(style.folders),
        )
    elif engine in programs.TEX_ENGINES:
        drawn = {f"{f.name}.pdf": programs.picture(f.svg(style.text), "pdf") for f in page.figures() if not f.tikz}
        pdf = programs.latexmk(tex.source(page, style), engine, {**programs.pictures_of(style.folders), **drawn})
    else:
        message = f"unknown engine '{engine}'. {did_you_mean(engine, ['typst', *programs.TEX_ENGINES])}"
        raise OutputError(message)
    return {f"{document.name}.pdf": pdf}


PDF = Format(name="pdf", title="PDF", files=_files, text=False)
