"""HTML: one file, formulas as MathML, the picture inside, no script and nothing fetched."""

from symbp.render import programs
from symbp.render.document import Document
from symbp.render.formats.base import Format


def _files(document: Document, engine: str) -> dict[str, bytes]:
    page = programs.pandoc(
        document.markdown(programs.data_address("image/svg+xml", document.svg.encode())),
        "html5",
        "--mathml",
        "--template",
        programs.template("solution.html"),
    )
    return {"solution.html": page}


HTML = Format(name="html", title="HTML", files=_files)
