"""Word: equations that Word can edit, made by pandoc. Pictures have to be pixels: Typst draws them from the SVG."""

from collections.abc import Mapping

from symbp.page import programs
from symbp.page.formats.base import Format, PageWriter
from symbp.page.formats.md import Markdown
from symbp.page.model import Figure
from symbp.page.views import Document


def _files(document: Document) -> Mapping[str, bytes]:
    page, writer = document.page, _Word(document.style)
    return {f"{document.name}.docx": programs.pandoc(writer.whole(page), "docx", writer.style.language)}


class _Word(Markdown):
    """Markdown with what pandoc understands beyond it."""

    def figure(self, figure: Figure) -> str:
        """A drawing as a PNG inside the document, as wide as it says."""
        png = programs.data_address("image/png", programs.picture(figure.svg(self.style.text), "png"))
        return f"![{self.line(figure.caption or figure.alt)}]({png}){{width={figure.width}%}}\n\n"

    def space(self, centimetres: float) -> str:
        """Empty paragraphs, and no raw break as in Markdown, which would have to be allowed in all of the text."""
        # Not as Markdown has it: a raw break would have to be allowed in all of the text.
        return PageWriter.space(self, centimetres)


DOCX = Format(name="docx", title="Word", files=_files, text=False)
