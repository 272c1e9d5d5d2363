"""Text for the terminal: in its width and its colours, where there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Columns
from rich.text import Text as Styled

from symbp.formula.scripts import unicode
from symbp.page.formats.base import Format
from symbp.page.model import (
    AnswerSpace,
    Badge,
    Block,
    Code,
    Equations,
    Figure,
    Gap,
    Items,
    Line,
    Maths,
    Note,
    Page,
    Paragraph,
    Part,
    Preformatted,
    Section,
    Status,
    Strong,
    TableBlock,
    Text,
    Tone,
)
from symbp.page.views import Document
from symbp.page.words import Style
from symbp.templating import LANGUAGE
from symbp.terminal import console_text

_COLOURS = {Status.GOOD: "green", Status.FAIR: "yellow", Status.BAD: "bold red", Status.OPEN: "dim"}
_SIDES = {"l": "left", "r": "right", "c": "center"}
# Above, right, below, left: a sentence of several lines stays indented.
_INDENT = (0, 0, 0, 2)


class _Printer:
    """Prints the blocks of a page on a console."""

    def __init__(self, console: Console, style: Style) -> None:
        self.console, self.style, self.depth = console, style, 0

    def line(self, parts: Line, look: str = "") -> Styled:
        """The parts of a line."""
        out = Styled(style=look)
        for part in self.style.line(parts):
            self._add(out, part)
        return out

    def _add(self, out: Styled, part: Part) -> None:
        match part:
            case Text(text) | Code(text):
                out.append(text)
            case Maths(layout):
                out.append(unicode.write(layout))
            case Strong(inner, gently):
                out.append_text(self.line(inner, "italic" if gently else "bold"))
            case Badge(inner, status):
                out.append_text(self.line(inner, _COLOURS[status]))
            case Gap(number, width):
                out.append((f"({number})" if number else "").ljust(width, "_"))

    def page(self, page: Page) -> None:
        """The whole page; a title stands over sections, and not over a lone table."""
        if page.title and any(isinstance(block, Section) for block in page.body):
            self.console.print(self.line(page.title, "bold"))
            if page.about:
                self.console.print(self.line(page.about))
            self.console.print()
        self.blocks(page.body)

    def blocks(self, blocks: Sequence[Block]) -> None:
        """Print blocks below one another, an empty line between those that are not of one kind."""
        before: Block | None = None
        for block in blocks:
            if isinstance(block, Paragraph) and not self.line(block.parts).plain:
                continue
            if isinstance(block, Figure) and callable(block.drawing) and not block.tikz:
                # It is drawn for those who can see it, and says nothing that is not in the text.
                continue
            together = isinstance(block, Paragraph | Equations) and isinstance(before, type(block))
            if before is not None and not together:
                self.console.print()
            self._block(block)
            before = block

    def _block(self, block: Block) -> None:
        show = self.console.print
        match block:
            case Paragraph(parts):
                show(self.line(parts))
            case Equations():
                self._equations(block)
            case TableBlock():
                self._table(block)
            case Figure():
                show(Styled("[").append_text(self.line(block.described)).append("]"))
            case Items(items, below):
                for i, item in enumerate(items):
                    show(Padding(Styled("- ").append_text(self.line(item)), (0, 0, 0, 0)))
                    for each in below[i] if below else ():
                        show(Padding(self.line(each), (0, 0, 0, 4)))
            case Note(lines, tone, heading):
                if heading:
                    show(self.line(heading, "bold" if tone in (Tone.MISTAKE, Tone.HABIT) else ""))
                for each in lines:
                    show(Padding(self.line(each), _INDENT if heading else (0, 0, 0, 0)))
            case Preformatted(text):
                show(Padding(Styled(text), (0, 0, 0, 4)))
            case AnswerSpace(centimetres):
                show("\n" * round(2 * centimetres))
            case Section(_, heading, body):
                show(self.line(heading, "bold"))
                self.depth += 1
                self.blocks(body)
                self.depth -= 1

    def _equations(self, block: Equations) -> None:
        write = self.style.formula
        sides = [(unicode.write(write(row.left)), unicode.write(write(row.right))) for row in block.rows]
        width = max((len(left) for left, _ in sides), default=0)
        for row, (left, right) in zip(block.rows, sides, strict=True):
            text = row.text if row.text and self.style.language == LANGUAGE else f"{left.rjust(width)} {right}"
            why = self.style.text(row.why)
            text += f"   ({why})" if why else ""
            self.console.print(Padding(Styled(text), _INDENT if self.depth else 0))
        if block.number:
            self.console.print(Padding(Styled(f"({block.number})", style="dim"), _INDENT if self.depth else 0))

    def _cell(self, parts: Line) -> Styled:
        """A cell; room within a formula is no wider than a space, for wider ones stand between columns."""
        cell = self.line(parts)
        return Styled(" ".join(cell.plain.split())) if "  " in cell.plain else cell

    def _table(self, table: TableBlock) -> None:
        columns = Columns(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for head, align in zip(table.heads, table.aligns, strict=True):
            columns.add_column(self.line(head), justify=_SIDES[align], overflow="fold", no_wrap=align == "r")  # type: ignore[arg-type]
        for row in table.rows:
            columns.add_row(*map(self._cell, row))
        if table.caption:
            self.console.print(self.line(table.caption))
        if table.rows:
            self.console.print(columns)


def _files(document: Document) -> Mapping[str, bytes]:
    text = console_text(
        lambda console: _Printer(console, document.style).page(document.page),
        narrowest=120,
        terminal=document.terminal,
    )
    return {f"{document.name}.txt": text.encode()}


TEXT = Format(name="text", title="text for the terminal", files=_files)
