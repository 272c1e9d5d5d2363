"""Typst: the source of the PDF, one file with its pictures beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from symbp import escape
from symbp.formula.layout import Layout
from symbp.formula.scripts import speech, typst
from symbp.page import programs
from symbp.page.formats.base import Format, PageWriter, rows
from symbp.page.model import (
    Block,
    Equations,
    Figure,
    Gap,
    Items,
    Line,
    Maths,
    Note,
    Page,
    Paragraph,
    Preformatted,
    Status,
    TableBlock,
)
from symbp.page.views import Document
from symbp.page.words import Style

_SERIF = "Libertinus Serif"
_MOST_TOGETHER = 8
"""How many rows of equations stay on one page."""
_FEW = 4
"""Up to how many rows of equations stay with those that follow: more are the beginning of a long calculation."""
_APART = Equations | Figure | Items | Preformatted | TableBlock
"""What stands apart from words, and not without the paragraph that leads to it."""
_ALIGNS = {"l": "left", "r": "right", "c": "center"}


class Typst(PageWriter):
    """Writes the body of a Typst document; its functions are in the template of the page.

    With every formula goes the text in which it is read aloud. A semicolon ends what is called within a line,
    whatever follows.
    """

    def __init__(self, style: Style) -> None:
        super().__init__(style)
        self.voice = speech.Voice(style.translated)

    def text(self, text: str) -> str:
        return escape.typst(text)

    def maths(self, layout: Layout) -> str:
        """A formula in a line, with the words that a screen reader says for it."""
        return f"#{_spoken(self.voice.formula(layout), f'${typst.write(layout)}$')};"

    def code(self, text: str) -> str:
        return f'#raw("{escape.typst_string(text)}");'

    def strong(self, text: str, *, gently: bool) -> str:
        return f"#emph[{text}];" if gently else f"#strong[{text}];"

    def verdict(self, text: str, status: Status) -> str:
        return f'#verdict("{status}")[{text}];'

    def gap(self, gap: Gap) -> str:
        return f'#gap("{gap.number or ""}", {gap.width});'

    def heading(self, level: int, text: str, id_: str) -> str:  # noqa: ARG002 - nothing refers to it
        return f"{'=' * level} {text}\n\n"

    def paragraph(self, text: str) -> str:
        return f"{text}\n\n"

    def blocks(self, blocks: Sequence[Block], level: int) -> str:
        """A paragraph that leads to what stands apart from words stays on its page, and a figure with its equations."""
        out = []
        for block, following in zip_longest(blocks, blocks[1:]):
            text = self.block(block, level)
            short = isinstance(block, Figure) or (isinstance(block, Equations) and len(block.rows) <= _FEW)
            leads = (isinstance(block, Paragraph) and isinstance(following, _APART)) or (
                short and isinstance(following, Equations | TableBlock)
            )
            out.append(f"#lead[{text.strip()}]\n\n" if leads and text else text)
        return "".join(out)

    def equations(self, block: Equations) -> str:
        """Aligned equations; many of them may be broken over two pages, if they have no number."""
        halves = rows(self.style, block)
        aligned = [f"{typst.write(left)} &{typst.write(right)}".lstrip() for left, right in halves]
        formula = _spoken(self.voice.rows(halves), "$ " + " \\\n  ".join(aligned) + " $")
        if block.number:
            return f'#numbered("{block.number}", {formula})\n\n'
        return f"#long({formula})\n\n" if len(aligned) > _MOST_TOGETHER else f"#{formula}\n\n"

    def table(self, table: TableBlock) -> str:
        """A table; one with several gaps in a cell may go on on the next page."""
        aligns = ", ".join(_ALIGNS[align] for align in table.aligns)
        heads = ", ".join(f"[{self.line(head)}]" for head in table.heads)
        rows = "".join(f"  {', '.join(f'[{self.line(cell)}]' for cell in row)},\n" for row in table.rows)
        caption = f"[{self.line(table.caption)}]" if table.caption else "none"
        # Gaps beside one another are broken into lines: such a table may go on on the next page.
        tall = any(sum(isinstance(part, Gap) for part in cell) > 1 for row in table.rows for cell in row)
        loose = "loose: true, " if tall else ""
        return f"#grid-of({loose}caption: {caption}, align: ({aligns},), head: ({heads},),\n{rows})\n\n"

    def figure(self, figure: Figure) -> str:
        caption = f"[{self.line(figure.caption)}]" if figure.caption else "none"
        alt = escape.typst_string(self._aloud(figure.described))
        return f'#drawing("{figure.name}.svg", width: {figure.width}%, alt: "{alt}", {caption})\n\n'

    def _aloud(self, parts: Line) -> str:
        return "".join(
            self.voice.formula(part.layout) if isinstance(part, Maths) else self.style.text((part,))
            for part in self.style.line(parts)
        )

    def items(self, items: Items) -> str:
        out = []
        for i, item in enumerate(items.items):
            out.append(f"- {self.line(item)}")
            out += [f"  - {self.line(each)}" for each in (items.below[i] if items.below else ())]
        return "\n".join(out) + "\n\n"

    def note(self, note: Note) -> str:
        lead = f"#strong[{self.line(note.heading)}] " if note.heading else ""
        body = "\n\n".join(map(self.line, note.lines))
        return f'#note("{note.tone}")[{lead}{body}]\n\n'

    def listing(self, text: str) -> str:
        return f'#raw(block: true, "{escape.typst_string(text)}")\n\n'.replace("\n#", "\n#")

    def space(self, centimetres: float) -> str:
        return f"#block(height: {centimetres:g}cm, width: 100%)[]\n\n"


def _spoken(words: str, formula: str) -> str:
    """A formula and the words in which it is read aloud."""
    return f'spoken("{escape.typst_string(words)}", {formula})'


def source(page: Page, style: Style, name: str) -> str:
    """The whole document."""
    writer = Typst(style)
    return style.page(
        "page.typ",
        title=writer.line(page.title),
        about=writer.line(page.about),
        author=page.author,
        plain=style.text(page.title) or name,
        body=writer.body(page),
        command=escape.typst(page.command),
        language=style.language,
        fonts=(_SERIF, *(programs.CHINESE_FONTS if style.language == "zh" else ())),
        numbered=page.numbered,
    )


def pictures(page: Page, style: Style) -> dict[str, bytes]:
    """The drawings of a page by file name."""
    return {f"{figure.name}.svg": figure.svg(style.text).encode() for figure in page.figures()}


def _files(document: Document) -> Mapping[str, bytes]:
    page = document.page
    return {
        f"{document.name}.typ": source(page, document.style, document.name).encode(),
        **pictures(page, document.style),
    }


TYPST = Format(name="typ", title="Typst", files=_files)
