"""LaTeX without a head: what is pasted into a document that loads amsmath, booktabs and longtable."""

from collections.abc import Mapping

from symbp.page.formats.base import Format
from symbp.page.formats.tex import Latex
from symbp.page.views import Document


def _files(document: Document) -> Mapping[str, bytes]:
    text = Latex(document.style).body(document.page).rstrip()
    return {f"{document.name}-body.tex": f"{text}\n".encode()}


BODY = Format(name="latex", title="LaTeX to be pasted", files=_files)
