"""HTML: one file, formulas as MathML, the pictures inside, no script and nothing fetched."""

from __future__ import annotations

from collections.abc import Mapping

from symbp.escape import xml
from symbp.formula.layout import Layout
from symbp.formula.scripts import mathml
from symbp.page import programs
from symbp.page.formats.base import Format, Writer, rows
from symbp.page.model import Equations, Figure, Gap, Items, Line, Note, Page, Status, Table
from symbp.page.views import Document
from symbp.page.words import Style

_SIDES = {"l": "left", "r": "right", "c": "center"}


class Html(Writer):
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
        return f'<span class="{status}">{text}</span>'

    def gap(self, gap: Gap) -> str:
        return f'<span class="gap" style="min-width: {gap.width}ch">{gap.number}</span>'

    def heading(self, level: int, text: str, id_: str) -> str:
        return f'<h{level + 1} id="{xml(id_)}">{text}</h{level + 1}>\n'

    def paragraph(self, text: str) -> str:
        return f"<p>{text}</p>\n"

    def equations(self, block: Equations) -> str:
        return mathml.aligned(rows(self.style, block)) + "\n"

    def table(self, table: Table) -> str:
        caption = f"<caption>{self.line(table.caption)}</caption>\n" if table.caption else ""
        marks = table.marks or (None,) * len(table.rows)
        body = "".join(
            f"<tr{f' class={chr(34)}{mark}{chr(34)}' if mark else ''}>{self._cells('td', row, table.aligns)}</tr>\n"
            for row, mark in zip(table.rows, marks, strict=True)
        )
        head = self._cells("th", table.heads, table.aligns)
        return f"<table>\n{caption}<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"

    def _cells(self, kind: str, cells: tuple[Line, ...], aligns: str) -> str:
        scope = ' scope="col"' if kind == "th" else ""
        return "".join(
            f'<{kind}{scope} style="text-align: {_SIDES[align]}">{self.line(cell)}</{kind}>'
            for cell, align in zip(cells, aligns, strict=True)
        )

    def figure(self, figure: Figure) -> str:
        address = programs.data_address("image/svg+xml", figure.svg.encode())
        alt = xml(self.style.text(figure.caption))
        caption = f"<figcaption>{self.line(figure.caption)}</figcaption>"
        return f'<figure><img src="{address}" alt="{alt}" style="width: {figure.width}%" />{caption}</figure>\n'

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


def fragment(page: Page, style: Style) -> str:
    """The page as a part of another one, such as a notebook: with its style, without a head."""
    writer = Html(style)
    title = f"<h1>{writer.line(page.title)}</h1>\n" if page.title else ""
    return style.page("page.html", part=True, title=title, plain="", body=writer.body(page), language=style.language)


def _files(document: Document) -> Mapping[str, bytes]:
    page, style = document.page, document.style
    writer = Html(style)
    text = style.page(
        "page.html",
        part=False,
        title=f"<h1>{writer.line(page.title)}</h1>\n" if page.title else "",
        plain=xml(style.text(page.title) or document.name),
        body=writer.body(page),
        language=style.language,
    )
    return {f"{document.name}.html": text.encode()}


HTML = Format(name="html", title="HTML", files=_files)
