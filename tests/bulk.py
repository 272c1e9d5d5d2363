"""Hostile files that are large, or small and large once they are unpacked: made when a test needs them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_SHEET}.sharedStrings+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    ),
}
ROW = '<row r="1"><c t="inlineStr"><is><t>dw1</t></is></c><c><v>1</v></c></row>'


def book(rows: str, strings: str = "", before: str = "") -> bytes:
    """A spreadsheet of these rows and shared strings."""
    content = io.BytesIO()
    sheet = f'<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'
    shared = f'<sst xmlns="{_MAIN}">{strings}</sst>'
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in (*_PARTS.items(), ("xl/worksheets/sheet1.xml", sheet), ("xl/sharedStrings.xml", shared)):
            made.writestr(name, f'<?xml version="1.0"?>{text}')
    return content.getvalue()


def document(body: str, head: str = "", name: str = "word/document.xml", encoding: str = "utf-8") -> bytes:
    """A document of a word processor with this body."""
    content = io.BytesIO()
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    inner = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    text = f'<?xml version="1.0" encoding="{encoding}"?>{head}{inner}'
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, text.encode(encoding))
    return content.getvalue()


_ENTITIES = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(8)
) + "]>"  # fmt: skip
_PARAGRAPH = "<w:p><w:r><w:t>dw1 = 1</w:t></w:r></w:p>"


def _heads(columns: int) -> str:
    return ",".join(["name", *(f"round {n}" for n in range(1, columns))])


BULK: dict[str, Callable[[], bytes]] = {
    "many-lines.py": lambda: b"d_w1 = 1\n" * 20_000,
    "newlines.txt": lambda: b"\n" * 50_000,
    "many.txt": lambda: b"dw1 = 0.1\n" * 5_000,
    "same-line.txt": lambda: b"dw1 = 1\n" * 5_000,
    "one-line.txt": lambda: b"dw1 = 1; " * 10_000,
    "quotes.txt": lambda: b"d" + b"a'" * 40_000 + b" = 1\n",
    "braces.txt": lambda: b"dw1 = a_{" + b"{}" * 40_000 + b"\n",
    "fractions.txt": lambda: b"dw1 = " + rb"\frac{d " * 10_000 + b"\n",
    "comment.toml": lambda: b"# " + b"x" * 100_000 + b'\n"dw1" = 1\n',
    "short-rows.csv": lambda: _heads(2_000).encode() + b"\n" + b"w1,1\n" * 10_000,
    "empty-rows.csv": lambda: _heads(2_000).encode() + b"\n" + b"w1\n" * 10_000,
    "wide-row.md": lambda: b"|" + b"a|" * 400_000,
    "heads.csv": lambda: b"".join(
        b"round,value," + ",".join(f"q{48 * row + n}x" for n in range(48)).encode() + b"\n" for row in range(2_500)
    ),
    "cells.xlsx": lambda: book(f'<row r="1">{"<c><v>1</v></c>" * 1_150_000}</row>'),
    "rows.xlsx": lambda: book("<row/>" * 3_000_000),
    "strings.xlsx": lambda: book(ROW, "<si><t>a</t></si>" * 1_100_000),
    "runs.xlsx": lambda: book(ROW, f"<si>{'<r><t>a</t></r>' * 1_200_000}</si>"),
    "open.xlsx": lambda: book(f'<row r="1">{"<c>" * 2_000_000}'),
    "junk.xlsx": lambda: book(f"{ROW}</sheetData><x>{'<y/>' * 4_000_000}</x><sheetData>"),
    "dimension.xlsx": lambda: book(ROW, before='<dimension ref="A1:XFD1048576"/>'),
    "last-cell.xlsx": lambda: book('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "paragraphs.docx": lambda: document(_PARAGRAPH * 100_000),
    "bomb.docx": lambda: document(" " * 30_000_000),
    "entities.docx": lambda: document("<w:p><w:r><w:t>dw1 = &i;</w:t></w:r></w:p>", _ENTITIES),
    "entities-16.docx": lambda: document("<w:p><w:r><w:t>dw1 = &i;</w:t></w:r></w:p>", _ENTITIES, encoding="utf-16"),
    "deep.docx": lambda: document("<w:p>" * 20_000),
    "other.docx": lambda: document(_PARAGRAPH, name="../word/document.xml"),
    "elements.html": lambda: b"<b>" * 300_000,
    "lines.html": lambda: b"<p>in<sub>h1</sub> = 0.25</p>\n" * 20_000,
    "comment.html": lambda: b"<!--" * 100_000,
    "tags.html": lambda: b"<a " * 100_000,
    "quotes.html": lambda: b"<a b='>" * 60_000,
    "ends.html": lambda: b"</a " * 100_000,
    "declarations.html": lambda: b"<!a" * 100_000,
    "instructions.html": lambda: b"<?a" * 100_000,
    "sections.html": lambda: b"<![CDATA[" * 50_000,
    "values.html": lambda: b"<a b='" * 60_000,
    "cells.html": lambda: b"<table><tr>" + b"<td>1" * 90_000,
    "macros.tex": lambda: b"\\newcommand{\\a}{x}" * 3_000 + b"$dw1 = " + b"\\a" * 30_000 + b"$",
    "displays.tex": lambda: b"\\[" * 50_000,
    "dollars.md": lambda: b"$" * 200_000,
    "fences.md": lambda: b"```\n" * 30_000,
    "rows.md": lambda: b"| a | b |\n" * 30_000,
    "titles.rst": lambda: b"a\n=\n" * 40_000,
    "cells.ipynb": lambda: b'{"cells": [' + b'{"cell_type": "markdown", "source": "dw1 = 1"},' * 20_000 + b"{}]}",
    "dollars.typ": lambda: b"$" * 200_001,
    "hashes.typ": lambda: b"#a(" * 60_000,
    "comments.typ": lambda: b"/*" * 100_000,
    "escapes.typ": lambda: b"#let x = " + b'\\"' * 60_000,
    "words.typ": lambda: b"#table(" + b"a" * 150_000,
    "spaces.typ": lambda: b"#table(" + b" " * 150_000,
    "rules.typ": lambda: b"#let a = (\n" * 20_000,
    "strokes.typ": lambda: b"$ dw1 = " + b"a/" * 9_000 + b"1 $\n",
    "scripts.typ": lambda: b"$ dw1 = " + b"a_" * 9_000 + b"1 $\n",
}
