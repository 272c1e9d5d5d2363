"""HTML: one file, formulas as MathML, the pictures inside, nothing fetched, and no script.

A page with gaps to be filled in is a form, whose one script saves what was filled in as a file.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from symbp.escape import xml
from symbp.formula.layout import Layout, Operator, parts_of, row, width
from symbp.formula.scripts import mathml
from symbp.page import programs
from symbp.page.formats.base import Format, PageWriter, rows
from symbp.page.model import Equations, Figure, Gap, Items, Line, Maths, Note, Page, Status, TableBlock, line
from symbp.page.views import Document
from symbp.page.words import Style, say

_SIDES = {"l": "left", "r": "right", "c": "center"}


class Html(PageWriter):
    """Writes the body of an HTML page."""

    def text(self, text: str) -> str:
        return xml(text)

    def maths(self, layout: Layout) -> str:
        return mathml.write(layout)

    def code(self, text: str) -> str:
        return f"<code>{xml(text)}</code>" if text else ""

    def strong(self, text: str, *, gently: bool) -> str:
        return f"<em>{text}</em>" if gently else f"<strong>{text}</strong>"

    def verdict(self, text: str, status: Status) -> str:
        """A judgement, of the class of its status."""
        return f'<span class="{status}">{text}</span>'

    def gap(self, gap: Gap) -> str:
        """A field of a form where the gap has a name; otherwise a box as wide as it says."""
        if not gap.name:
            return f'<span class="gap" style="min-width: {gap.width}ch">{gap.number or ""}</span>'
        number = f'placeholder="{gap.number}" ' if gap.number else ""
        label = f"{gap.number} {gap.name}".removeprefix("0 ")
        said = f'name="{xml(gap.name)}" aria-label="{xml(label)}"'
        return f'<input class="gap" {said} {number}style="width: {gap.width}ch" autocomplete="off" />'

    def heading(self, level: int, text: str, id_: str) -> str:
        return f'<h{level + 1} id="{xml(id_)}">{text}</h{level + 1}>\n'

    def paragraph(self, text: str) -> str:
        return f"<p>{text}</p>\n"

    def equations(self, block: Equations) -> str:
        """Aligned equations, which scroll where they are wider than a telephone."""
        halves = rows(self.style, block)
        number = f'<span class="number">({block.number})</span>' if block.number else ""
        wide = max(width(left) + width(right) for left, right in halves) > _TELEPHONE
        return f"{_scrolled(f'{mathml.aligned(halves)}{number}', wide=wide)}\n"

    def table(self, table: TableBlock) -> str:
        """A table; rows that are marked have their mark for a class."""
        caption = f"<caption>{self.line(table.caption)}</caption>\n" if table.caption else ""
        marks = table.marks or (None,) * len(table.rows)
        body = "".join(
            f"<tr{f' class={chr(34)}{mark}{chr(34)}' if mark else ''}>{self._cells('td', row, table.aligns)}</tr>\n"
            for row, mark in zip(table.rows, marks, strict=True)
        )
        head = self._cells("th", table.heads, table.aligns)
        rows = f"<table>\n{caption}<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"
        return f"{_scrolled(rows, wide=len(table.heads) > 1)}\n"

    def _cells(self, kind: str, cells: tuple[Line, ...], aligns: str) -> str:
        scope = ' scope="col"' if kind == "th" else ""
        return "".join(
            f'<{kind}{scope} style="text-align: {_SIDES[align]}">{self.line(_breakable(cell))}</{kind}>'
            for cell, align in zip(cells, aligns, strict=True)
        )

    def figure(self, figure: Figure) -> str:
        """A drawing in the address of an image, with its description for those who do not see it."""
        address = programs.data_address("image/svg+xml", figure.svg(self.style.text).encode())
        alt = xml(self.style.text(figure.described))
        caption = f"<figcaption>{self.line(figure.caption)}</figcaption>" if figure.caption else ""
        drawing = _scrolled(f'<img src="{address}" alt="{alt}" style="width: {figure.width}%" />', wide=True)
        return f"<figure>{drawing}{caption}</figure>\n"

    def head(self, page: Page) -> str:
        """The title, and what stands below it."""
        title = f"<h1>{self.line(page.title)}</h1>\n" if page.title else ""
        return title + (f'<p class="about">{self.line(page.about)}</p>\n' if page.about else "")

    def items(self, items: Items) -> str:
        out = []
        for i, item in enumerate(items.items):
            below = "".join(f"<li>{self.line(each)}</li>" for each in (items.below[i] if items.below else ()))
            out.append(f"<li>{self.line(item)}{f'<ul>{below}</ul>' if below else ''}</li>")
        return "<ul>\n" + "\n".join(out) + "\n</ul>\n"

    def note(self, note: Note) -> str:
        lead = f"<p><strong>{self.line(note.heading)}</strong></p>" if note.heading else ""
        body = "".join(f"<p>{self.line(each)}</p>" for each in note.lines)
        return f'<div class="note {note.tone}">{lead}{body}</div>\n'

    def listing(self, text: str) -> str:
        return f"<pre>{xml(text)}</pre>\n"

    def space(self, centimetres: float) -> str:
        return f'<div style="height: {centimetres:g}cm"></div>\n'


def _scrolled(inner: str, *, wide: bool) -> str:
    """A thing that can be scrolled to the side on a narrow screen; with keys, too, if it is wide enough for that."""
    reached = ' tabindex="0"' if wide else ""
    return f'<div class="wide"{reached}>{inner}</div>'


_TELEPHONE = 24
"""About how many characters of a formula fit on a line of the narrowest screen."""
_LONG = 24
"""From how many characters on a formula in a cell may be broken."""


def _breakable(cell: Line) -> Line:
    """A cell whose long formulas may be broken before the signs that stand apart; MathML is never broken by itself."""
    return tuple(piece for part in cell for piece in (_pieces(part) if isinstance(part, Maths) else (part,)))


def _pieces(formula: Maths) -> Line:
    parts = parts_of(formula.layout)
    if width(formula.layout) < _LONG:
        return (formula,)
    pieces: list[list[Layout]] = [[]]
    for part in parts:
        if isinstance(part, Operator) and part.apart and pieces[-1]:
            pieces.append([part])
        else:
            pieces[-1].append(part)
    return tuple(piece for i, each in enumerate(pieces) for piece in line("\u200b" if i else "", Maths(row(*each))))


def fragment(page: Page, style: Style) -> str:
    """The page as a part of another one, such as a notebook: with its style, without a head."""
    writer = Html(style)
    return style.page(
        "page.html",
        part=True,
        title=writer.head(page),
        plain="",
        author="",
        script="",
        body=writer.body(page),
        language=style.language,
    )


def _files(document: Document) -> Mapping[str, bytes]:
    page, style = document.page, document.style
    writer = Html(style)
    body = writer.body(page)
    script = style.page("form.js", name=document.name) if '<input class="gap"' in body else ""
    text = style.page(
        "page.html",
        part=False,
        title=writer.head(page),
        author=xml(page.author),
        plain=xml(style.text(page.title) or document.name),
        body=body,
        language=style.language,
        script=script,
        digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        save=xml(style.text((say("common.save"),))) if script else "",
    )
    return {f"{document.name}.html": text.encode()}


HTML = Format(name="html", title="HTML", files=_files)
