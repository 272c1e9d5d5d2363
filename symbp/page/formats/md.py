"""Markdown with LaTeX mathematics, as GitHub, Jupyter and pandoc read it; pictures beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from symbp.escape import markdown
from symbp.formula.layout import Layout
from symbp.formula.scripts import latex
from symbp.page.formats.base import Format, PageWriter, rows
from symbp.page.model import Equations, Figure, Items, Line, Note, Page, Section, TableBlock, Tone, line
from symbp.page.views import Document
from symbp.page.words import Style

_LINES_A_CENTIMETRE = 1.6
_MARKS = {"l": ":--", "r": "--:", "c": ":-:"}


class Markdown(PageWriter):
    """Writes Markdown.

    Args:
        style: whose words.
        address: a figure -> where its picture is found.
    """

    def __init__(self, style: Style, address: Callable[[Figure], str] = lambda figure: f"{figure.name}.svg") -> None:
        super().__init__(style)
        self.address = address

    def text(self, text: str) -> str:
        return markdown(text)

    def maths(self, layout: Layout) -> str:
        return f"${latex.write(layout)}$"

    def code(self, text: str) -> str:
        """Text as it is typed, in more backticks than follow one another in it."""
        runs = "".join(sign if sign == "`" else " " for sign in text).split()
        fence = "`" * (max(map(len, runs), default=0) + 1)
        inside = f" {text} " if text.startswith("`") or text.endswith("`") else text
        return f"{fence}{inside}{fence}" if text.strip() else ""

    def strong(self, text: str, *, gently: bool) -> str:
        return f"*{text}*" if gently else f"**{text}**"

    def heading(self, level: int, text: str, id_: str) -> str:  # noqa: ARG002 - Markdown has no ids
        return f"{'#' * (level + 1)} {text}\n\n"

    def paragraph(self, text: str) -> str:
        return f"{text}\n\n"

    def equations(self, block: Equations) -> str:
        aligned = latex.aligned(rows(self.style, block))
        tag = rf" \tag{{{block.number}}}" if block.number else ""
        return "$$\\begin{aligned}\n" + " \\\\\n".join(aligned) + f"\n\\end{{aligned}}{tag}$$\n\n"

    def table(self, table: TableBlock) -> str:
        lines = [f"{self.strong(self.line(table.caption), gently=False)}\n"] if table.caption else []
        lines += [self._row(table.heads), f"|{'|'.join(_MARKS[align] for align in table.aligns)}|"]
        return "\n".join([*lines, *map(self._row, table.rows)]) + "\n\n"

    def _row(self, cells: Sequence[Line]) -> str:
        return f"| {' | '.join(_in_cell(self.line(cell)) for cell in cells)} |"

    def figure(self, figure: Figure) -> str:
        """A drawing by the address of its file."""
        return f"![{self.line(figure.described)}]({self.address(figure)})\n\n"

    def items(self, items: Items) -> str:
        out = []
        for i, item in enumerate(items.items):
            out.append(f"- {self.line(item)}")
            out += [f"  - {self.line(each)}" for each in (items.below[i] if items.below else ())]
        return "\n".join(out) + "\n\n"

    def note(self, note: Note) -> str:
        """A note; remarks and words of the author are quoted."""
        lines = [self.line(each) for each in note.lines]
        if note.heading:
            apart = [part for i, each in enumerate(note.lines) for part in (*line(" " if i else ""), *each)]
            lines = [f"**{self.line(note.heading)}** {self.line(tuple(apart))}"]
        quoted = note.tone in (Tone.AUTHOR, Tone.REMARK)
        return "".join(f"{'> ' * quoted}{each}\n" for each in lines) + "\n"

    def listing(self, text: str) -> str:
        fence = "```" if "```" not in text else "~~~~~~"
        return f"{fence}\n{text}\n{fence}\n\n"

    def space(self, centimetres: float) -> str:
        return "<br>\n" * max(1, round(_LINES_A_CENTIMETRE * centimetres)) + "\n"

    def whole(self, page: Page) -> str:
        """A title and what stands below it."""
        return f"{self._head(page)}{self.body(page)}".rstrip() + "\n"

    def _head(self, page: Page) -> str:
        title, about = self.line(page.title), self.line(page.about)
        return (f"# {title}\n\n" if title else "") + (f"{about}\n\n" if about else "")

    def cells(self, page: Page) -> list[tuple[str, str]]:
        """The same in pieces, one an outermost section, each with the program that checks it."""
        loose = [block for block in page.body if not isinstance(block, Section)]
        sections = [block for block in page.body if isinstance(block, Section)]
        pieces = [(f"{self._head(page)}{self.blocks(loose, 1)}", "")]
        pieces += [(self.block(section, 1), section.code) for section in sections]
        return [(f"{piece.rstrip()}\n", code) for piece, code in pieces if piece.strip()]


def _in_cell(text: str) -> str:
    """A line with no bar in it that would end its cell: text has its bars escaped, code and mathematics do not.

    An escaped bar is a norm in mathematics, so that a magnitude is written with its commands.
    """
    text = text.replace(r"\left|", r"\left\lvert").replace(r"\right|", r"\right\rvert")
    return text.replace(r"\|", "|").replace("|", r"\|")


def _files(document: Document) -> Mapping[str, bytes]:
    page, writer = document.page, Markdown(document.style)
    head = f"<!-- {page.command} --to md -->\n" if page.command else ""
    text = head + writer.whole(page)
    pictures = {f"{figure.name}.svg": figure.svg(document.style.text).encode() for figure in page.figures()}
    return {f"{document.name}.md": text.encode(), **pictures}


MARKDOWN = Format(name="md", title="Markdown", files=_files)
