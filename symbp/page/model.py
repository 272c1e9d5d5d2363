"""The document model: a page is a tree of sections; in them stand paragraphs, equations, tables, figures.

What is said in a line is a tuple of parts: plain text, mathematics, code, a sentence of a template.
No part is markup: a format escapes text in its own way, and nothing that a user wrote can be read as
anything else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from symbp.errors import UnknownNameError, did_you_mean
from symbp.formula.layout import Layout
from symbp.renamed import renamed_names

# -- parts of a line ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Maths:
    """A formula in a line."""

    layout: Layout


@dataclass(frozen=True, slots=True)
class Code:
    """Text that is typed or was typed: a command, a name of a line, what a student wrote."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Parts that stand out; ``gently`` as emphasis, else bold."""

    parts: Line
    gently: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Something to be filled in.

    Attributes:
        number: counts through the page, so that a key can name it; 0 where none does.
        width: in characters.
        name: of the line that is asked for, under which a form hands it in; empty for none.
    """

    number: int
    width: int = 10
    name: str = ""


class Status(StrEnum):
    """The kind of a verdict, which a format colours."""

    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Badge:
    """A judgement in a word or two."""

    parts: Line
    status: Status


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that belong to one thing, such as the title of an activation; they are marked as a sentence is.

    :func:`symbp.page.words.phrase` makes one.

    Attributes:
        text: in the language of the package; another language has it in its catalogue. Where there are
            values, ``%(name)s`` is the place of one, and ``%%`` a sign of percent.
        begins: whether it begins a line, and so with a capital letter.
        values: name and value: text, numbers, parts of a line, lists of them.
    """

    text: str
    begins: bool = False
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A block of a template with the values that it is about; :func:`symbp.page.words.say` makes one.

    Attributes:
        at: template and block, ``solution.forward``.
        values: what the block may use: text, numbers, parts of a line, lists of them.
    """

    at: str
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Day:
    """A date, written as the language of the document does."""

    date: dt.date


Part = Text | Maths | Code | Strong | Gap | Badge | Day | Phrase | Sentence
Line = tuple[Part, ...]
Words = Callable[[Line], str]
"""A function that makes plain text of a line; a style has it."""

# -- blocks -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that belong together."""

    parts: Line


@dataclass(frozen=True, slots=True)
class Equation:
    """A row of equations, aligned where its right side begins.

    Attributes:
        left: what is defined, or empty in a row that goes on.
        right: from the sign of equality on.
        text: the same as a line of text that a program can read back; empty where there is none.
        why: the rule by which it follows; it stands behind the row, or below where there is no room.
    """

    left: Layout
    right: Layout
    text: str = ""
    why: Line = ()


@dataclass(frozen=True, slots=True)
class Equations:
    """Equations below one another, aligned; they are not torn apart.

    Attributes:
        rows: of the block.
        number: by which a sentence refers to them; empty for none.
    """

    rows: tuple[Equation, ...]
    number: str = ""


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table.

    Attributes:
        heads: a title a column.
        aligns: l, r or c a column.
        rows: cells, as many a row as there are heads.
        caption: above the table; empty for none.
        marks: a status a row, which colours it; empty for none.
    """

    heads: tuple[Line, ...]
    aligns: str
    rows: tuple[tuple[Line, ...], ...]
    caption: Line = ()
    marks: tuple[Status | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing.

    Attributes:
        name: of its file, without an ending.
        drawing: the SVG, or what draws it when it is asked for, in somebody's words: a chart takes a library, and time.
        caption: what it shows; it stands in place of the drawing where there is none.
        tikz: the same for LaTeX, or what writes it in somebody's words; empty where the SVG has to do.
        width: percent of the text.
        alt: what it shows, for those who cannot see it; the caption where it is empty.
    """

    name: str
    drawing: str | Callable[[Words], str]
    caption: Line
    tikz: str | Callable[[Words], str] = ""
    width: int = 90
    alt: Line = ()

    @property
    def described(self) -> Line:
        """Its description, for those who cannot see it."""
        return self.alt or self.caption

    def svg(self, words: Words) -> str:
        """The drawing, with what stands in it said in these words."""
        return self.drawing if isinstance(self.drawing, str) else self.drawing(words)

    def in_tikz(self, words: Words) -> str:
        """The same for LaTeX; empty where there is none."""
        return self.tikz if isinstance(self.tikz, str) else self.tikz(words)


@dataclass(frozen=True, slots=True)
class Items:
    """A list; an item may have items of its own."""

    items: tuple[Line, ...]
    below: tuple[tuple[Line, ...], ...] = ()


class Tone(StrEnum):
    """How a note is meant."""

    REMARK = "remark"
    AUTHOR = "author"
    MISTAKE = "mistake"
    HABIT = "habit"


@dataclass(frozen=True, slots=True)
class Note:
    """Something set apart: a remark, an author's own words, a mistake with its explanation."""

    lines: tuple[Line, ...]
    tone: Tone = Tone.REMARK
    heading: Line = ()


@dataclass(frozen=True, slots=True)
class Preformatted:
    """Lines that keep their spaces: a program, a place in what a student wrote."""

    text: str


@dataclass(frozen=True, slots=True)
class AnswerSpace:
    """Room to write in by hand, as high as that many centimetres."""

    centimetres: float


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it. The level is the depth in the tree, so none can be skipped.

    Attributes:
        id: by which it is chosen or replaced; unique in a page.
        heading: of the section.
        body: blocks, then or among them sections.
        points: how many points a question is worth; empty for what is none.
        code: a Python program that checks the section, which a notebook runs; empty for none.
    """

    id: str
    heading: Line
    body: tuple[Block, ...]
    points: str = ""
    code: str = ""


Block = Paragraph | Equations | TableBlock | Figure | Items | Note | Preformatted | AnswerSpace | Section


@dataclass(frozen=True, slots=True)
class Page:
    """A document.

    Attributes:
        title: above it; empty for what needs none.
        body: its blocks and sections.
        command: what makes it.
        kind: the template that has its words, and its order of sections where it has one order alone.
        numbered: whether its sections are numbered; not where they have numbers of their own.
        about: below the title: the course, the author, the date; empty for none.
        author: of the document; empty for none.
        exam: whether its sections are questions to be answered, but the first one.
    """

    title: Line
    body: tuple[Block, ...]
    command: str = ""
    kind: str = ""
    numbered: bool = True
    about: Line = ()
    author: str = ""
    exam: bool = False

    def __post_init__(self) -> None:
        """No two sections of a page have one id, and every table is as wide as its heads."""
        ids = [section.id for section in self.sections()]
        assert len(ids) == len(set(ids)), ids
        for table in self.tables():
            assert all(len(row) == len(table.heads) == len(table.aligns) for row in table.rows), table.heads

    def sections(self) -> Iterator[Section]:
        """All sections, in the order in which they are read."""
        return (block for block in self.blocks() if isinstance(block, Section))

    def blocks(self) -> Iterator[Block]:
        """All blocks, those in sections behind the section."""
        waiting: list[Block] = list(reversed(self.body))
        while waiting:
            block = waiting.pop()
            yield block
            if isinstance(block, Section):
                waiting += reversed(block.body)

    def tables(self) -> Iterator[TableBlock]:
        """All tables."""
        return (block for block in self.blocks() if isinstance(block, TableBlock))

    def figures(self) -> Iterator[Figure]:
        """All drawings."""
        return (block for block in self.blocks() if isinstance(block, Figure))

    def __getitem__(self, id_: str) -> Section:
        """The section of that id.

        Raises:
            UnknownNameError: there is none.
        """
        known = {section.id: section for section in self.sections()}
        if id_ not in known:
            message = f"no section '{id_}'. {did_you_mean(id_, known)}"
            raise UnknownNameError(message)
        return known[id_]

    def arranged(self, ids: Sequence[str]) -> Page:
        """The page with these of its sections, in this order; blocks outside of sections stay in front.

        A section that this page does not have is passed over: not every network has biases.
        """
        outermost = {block.id: block for block in self.body if isinstance(block, Section)}
        loose = tuple(block for block in self.body if not isinstance(block, Section))
        return replace(self, body=(*loose, *(outermost[id_] for id_ in ids if id_ in outermost)))

    def replaced(self, section: Section) -> Page:
        """The page with a section in place of the one of the same id."""
        self[section.id]

        def with_section(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
            """The blocks with the section in the place of its namesake, however deep it lies."""
            return tuple(
                block
                if not isinstance(block, Section)
                else section
                if block.id == section.id
                else replace(block, body=with_section(block.body))
                for block in blocks
            )

        return replace(self, body=with_section(self.body))


def line(*parts: Part | str) -> Line:
    """Parts of a line; a string is plain text, and an empty one is left out.

    >>> line("the weight ", Code("w1"))
    (Text(text='the weight '), Code(text='w1'))
    """
    return tuple(Text(part) if isinstance(part, str) else part for part in parts if part != "")


def joined(*sentences: Part, between: str = " ") -> Line:
    """Sentences in a line.

    >>> joined(Text("One."), Text("Two."))
    (Text(text='One.'), Text(text=' '), Text(text='Two.'))
    """
    return tuple(part for i, each in enumerate(sentences) for part in (*line(between if i else ""), each))


if not TYPE_CHECKING:
    __getattr__ = renamed_names(__name__)
