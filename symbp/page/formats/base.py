"""Formats: the record of each, and the walk over a page that formats of text share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from symbp.formula.layout import Layout, Operator, Space, TextRun, row, width
from symbp.page.equations import EQUATION_WIDTH
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
)
from symbp.page.views import Document
from symbp.page.words import Style
from symbp.renamed import renamed_names


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write any page.

    Attributes:
        name: key, as written after ``--to`` or ``--format``.
        title: how a sentence calls it.
        files: document -> contents by file name; the document itself comes first.
        text: whether that is text, and not bytes for a program.
    """

    name: str
    title: str
    files: Callable[[Document], Mapping[str, bytes]]
    text: bool = True


_PARAGRAPH = 0.85  # centimetres from paragraph to paragraph


def rows(style: Style, block: Equations) -> list[tuple[Layout, Layout]]:
    """The two sides of each row; a rule stands behind its row in brackets, or in a row below where there is no room."""
    out: list[tuple[Layout, Layout]] = []
    for equation in block.rows:
        out.append((style.formula(equation.left), style.formula(equation.right)))
        if not equation.why:
            continue
        why = row(Operator("("), *map(_as_formula, style.line(equation.why)), Operator(")"))
        if width(equation.left) + width(equation.right) + width(why) < EQUATION_WIDTH:
            out[-1] = (out[-1][0], row(out[-1][1], Space(36), why))
        else:
            out.append((row(), row(Space(36), why)))
    return out


def _as_formula(part: Part) -> Layout:
    """A part of a line within a formula."""
    return part.layout if isinstance(part, Maths) else TextRun(getattr(part, "text", ""))


class PageWriter(ABC):
    """Writes the parts and blocks of a page as text; a subclass says how each is marked."""

    def __init__(self, style: Style) -> None:
        self.style = style

    # -- a line ------------------------------------------------------------------------------

    def line(self, parts: Line) -> str:
        """The parts of a line."""
        return "".join(map(self._part, self.style.line(parts)))

    def _part(self, part: Part) -> str:
        match part:
            case Text(text):
                return self.text(text)
            case Maths(layout):
                return self.maths(layout)
            case Code(text):
                return self.code(text)
            case Strong(parts, gently):
                return self.strong("".join(map(self._part, parts)), gently=gently)
            case Badge(parts, status):
                return self.verdict("".join(map(self._part, parts)), status)
            case Gap():
                return self.gap(part)
        message = f"{type(part).__name__} is no part of a line"
        raise TypeError(message)

    # -- blocks ------------------------------------------------------------------------------

    def body(self, page: Page) -> str:
        """All blocks of a page."""
        return self.blocks(page.body, 1)

    def blocks(self, blocks: Sequence[Block], level: int) -> str:
        """Blocks below one another; ``level`` is that of the sections among them."""
        return "".join(self.block(block, level) for block in blocks)

    def block(self, block: Block, level: int) -> str:
        """One block, with what separates it from the next."""
        match block:
            case Paragraph(parts):
                text = self.line(parts)
                return self.paragraph(text) if text else ""
            case Equations():
                return self.equations(block)
            case TableBlock():
                return self.table(block) if block.rows else ""
            case Figure():
                return self.figure(block)
            case Items():
                return self.items(block)
            case Note():
                return self.note(block)
            case Preformatted(text):
                return self.listing(text)
            case AnswerSpace(centimetres):
                return self.space(centimetres)
            case Section(id_, heading, body):
                return self.heading(level, self.line(heading), id_) + self.blocks(body, level + 1)

    @abstractmethod
    def text(self, text: str) -> str:
        """Plain text."""

    @abstractmethod
    def maths(self, layout: Layout) -> str:
        """A formula in a line."""

    @abstractmethod
    def code(self, text: str) -> str:
        """Text as it is typed."""

    @abstractmethod
    def strong(self, text: str, *, gently: bool) -> str:
        """Emphasized text."""

    def verdict(self, text: str, status: Status) -> str:  # noqa: ARG002 - not every format has colours
        """A judgement."""
        return text

    def gap(self, gap: Gap) -> str:
        """Something to be filled in."""
        mark = f"({gap.number}) " if gap.number else ""
        return self.text(mark + "_" * gap.width)

    @abstractmethod
    def heading(self, level: int, text: str, id_: str) -> str:
        """The heading of a section; level 1 is outermost."""

    @abstractmethod
    def paragraph(self, text: str) -> str:
        """A paragraph."""

    @abstractmethod
    def equations(self, block: Equations) -> str:
        """Aligned equations."""

    @abstractmethod
    def table(self, table: TableBlock) -> str:
        """A table with at least one row."""

    @abstractmethod
    def figure(self, figure: Figure) -> str:
        """A drawing."""

    @abstractmethod
    def items(self, items: Items) -> str:
        """A list."""

    @abstractmethod
    def note(self, note: Note) -> str:
        """Something set apart."""

    @abstractmethod
    def listing(self, text: str) -> str:
        """Lines that keep their spaces."""

    def space(self, centimetres: float) -> str:
        """Room to write in by hand: empty paragraphs, where a format has no better way."""
        return self.paragraph(self.text("\N{NO-BREAK SPACE}")) * max(1, round(centimetres / _PARAGRAPH))


if not TYPE_CHECKING:
    __getattr__ = renamed_names(__name__)
