"""A document of a word processor: its paragraphs, tables and equations."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from symbp.limits import DEEPEST_WORD, LARGEST_UNPACKED, MOST_WORD_ELEMENTS
from symbp.reading.containers.base import Container
from symbp.reading.lines import split_rows
from symbp.reading.markup import Element, latex
from symbp.reading.model import Block, Display, Grid, Prose, Title

_PART = "word/document.xml"


def _blocks(content: bytes) -> Iterator[Block]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if parts.getinfo(_PART).file_size > LARGEST_UNPACKED:
                message = f"a document of more than {LARGEST_UNPACKED // 1_000_000} MB unpacked"
                raise ValueError(message)
            text = parts.read(_PART).decode("utf-8")
    except (
        zipfile.BadZipFile,
        KeyError,
        zlib.error,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        UnicodeError,
    ):
        message = "not a document: a docx file was expected"
        raise ValueError(message) from None
    if "<!DOCTYPE" in text or "<!ENTITY" in text or text.count("<") > 2 * MOST_WORD_ELEMENTS:
        message = "a document with entities of its own, or of too many elements"
        raise ValueError(message)
    try:
        root = _element(ET.fromstring(text), 0)  # noqa: S314 - no entities, and of bounded size
    except (ET.ParseError, RecursionError, ValueError):
        message = "not a document: its XML is broken"
        raise ValueError(message) from None
    yield from _body(root.first("body"), 0)


def _element(node: ET.Element, depth: int) -> Element:
    if depth > DEEPEST_WORD:
        return Element("deep")
    inner: list[Element | str] = [node.text] if node.text else []
    for each in node:
        inner.append(_element(each, depth + 1))
        if each.tail:
            inner.append(each.tail)
    attributes = {name.rpartition("}")[2]: value for name, value in node.attrib.items()}
    return Element(str(node.tag).rpartition("}")[2], attributes, inner)


def _body(body: Element, depth: int) -> Iterator[Block]:
    for each in body.elements if depth < DEEPEST_WORD else ():
        if each.tag == "p":
            yield from _paragraph(each)
        elif each.tag == "tbl":
            rows = [row for row in each.elements if row.tag == "tr"]
            cells = (
                tuple(" ".join(_text(cell).replace("$", "").split()) for cell in row.elements if cell.tag == "tc")
                for row in rows
            )
            yield Grid(tuple(cells), (0,) * len(rows))
        else:
            yield from _body(each, depth + 1)


def _paragraph(paragraph: Element) -> Iterator[Block]:
    style = paragraph.first("pPr").first("pStyle").attributes.get("val", "")
    displays = [each for each in paragraph.walk() if each.tag == "oMathPara"]
    lines = [" ".join(line.split()) for line in _text(paragraph).split("\n")]
    text = " ".join(filter(None, lines))
    if displays:
        for display in displays:
            yield from (Display(" ".join(row.split())) for _, row in split_rows(latex(display)))
    elif text and style.lower().startswith(("heading", "title", "berschrift")):
        yield Title(text)
    else:
        yield from (Prose(line) for line in lines if line)


def _text(element: Element, depth: int = 0) -> str:
    """The text of a paragraph or a cell, with equations between dollar signs."""
    if depth > DEEPEST_WORD:
        return ""
    if element.tag == "oMath":
        return f"${latex(element)}$"
    if element.tag in ("t", "delText"):
        return element.text() if element.tag == "t" else ""
    if element.tag in ("br", "cr"):
        return "\n"
    if element.tag == "tab":
        return " "
    inner = "".join(_text(each, depth + 1) for each in element.elements)
    if element.tag == "r":
        raised = element.first("rPr").first("vertAlign").attributes.get("val", "")
        mark = {"subscript": "_", "superscript": "^"}.get(raised)
        return f"{mark}{{{inner}}}" if mark and inner.strip() else inner
    return f"{inner} " if element.tag == "p" else inner


DOCX = Container("docx", (".docx",), _blocks, binary=True)
