"""A web page: paragraphs, lists, tables; mathematics as MathML, MathJax, KaTeX or with raised and lowered letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

from symbp.errors import at_most
from symbp.limits import DEEPEST_HTML, MOST_HTML_ELEMENTS
from symbp.reading.containers.base import Container
from symbp.reading.lines import blocks_of_text
from symbp.reading.markup import Element, latex, rows
from symbp.reading.model import Block, Display, Grid, Listing, Prose as Line, Title

_VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "col", "area", "base", "embed", "source", "wbr", "track", "none"}
)
_HIDDEN = frozenset({"head", "style", "noscript", "svg", "template", "button", "nav", "title", "iframe", "object"})
_LINES = frozenset(
    {"p", "div", "li", "section", "article", "main", "body", "html", "ul", "ol", "dl", "dt", "dd", "blockquote",
     "figure", "figcaption", "center", "header", "footer", "aside", "address", "form", "fieldset", "details", "summary"}
)  # fmt: skip
_CLOSES = {
    "p": {"p"},
    "li": {"li"},
    "tr": {"tr", "td", "th"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "dd": {"dd", "dt"},
    "dt": {"dd", "dt"},
}
_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_OF_TEX = re.compile(r"math/tex")


class _Tree(HTMLParser):
    """The elements of a page; what is opened and never closed ends with its parent."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root")
        self.open = [self.root]
        self.count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, and close those that it ends, such as one cell another.

        Raises:
            ValueError: the page has more elements than are read.
        """
        self.count += 1
        at_most(self.count, MOST_HTML_ELEMENTS, "a page of more than {} elements", ValueError)
        if tag in _CLOSES and self.open[-1].tag in _CLOSES[tag]:
            self.open.pop()
            if tag == "tr" and self.open[-1].tag == "tr":
                self.open.pop()
        element = Element(
            tag.rpartition(":")[2], {name: value or "" for name, value in attrs} | {"line": str(self.getpos()[0])}
        )
        self.open[-1].inner.append(element)
        if tag not in _VOID and len(self.open) < DEEPEST_HTML:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add an element that is closed at once."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID and len(self.open) > 1:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost open element of that name, with all in it, if it is among the last twelve."""
        tag = tag.rpartition(":")[2]
        for place in range(len(self.open) - 1, max(0, len(self.open) - 12), -1):
            if self.open[place].tag == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        """Add text to the innermost open element."""
        self.open[-1].inner.append(data)


def without_comments(text: str) -> str:
    """A page without its comments, the lines of which go on being counted.

    >>> without_comments("a<!-- b -->c<!-- d")
    'ac'
    """
    pieces, start = [], 0
    while (begin := text.find("<!--", start)) >= 0:
        end = text.find("-->", begin + 4)
        pieces += [text[start:begin], "\n" * text.count("\n", begin, end if end >= 0 else len(text))]
        start = end + 3 if end >= 0 else len(text)
    return "".join(pieces) + text[start:]


def only_whole_tags(text: str) -> str:
    """A page in which each < that no > follows before the next < is a letter: the parser looks for an end of each tag.

    >>> only_whole_tags("<p>1 < 2 <b>")
    '<p>1 &lt; 2 <b>'
    """
    first, *rest = text.split("<")
    return first + "".join(f"<{part}" if ">" in part else f"&lt;{part}" for part in rest)


def _blocks(text: str) -> Iterator[Block]:
    tree = _Tree()
    tree.feed(only_whole_tags(without_comments(text)))
    tree.close()
    yield from _Page().blocks(tree.root)


class _Page:
    """Gathers the text of a page line by line."""

    def __init__(self) -> None:
        self.parts: list[Block] = []
        self.line: list[str] = []
        self.at = 0

    def blocks(self, root: Element) -> list[Block]:
        """All blocks of a page."""
        self._inside(root, 0)
        self._end()
        return self.parts

    def _end(self) -> None:
        text = " ".join("".join(self.line).split())
        self.line = []
        if text:
            self.parts.append(Line(text, self.at))

    def _inside(self, element: Element, depth: int) -> None:
        for each in element.inner:
            if isinstance(each, str):
                self.line.append(each)
            else:
                self._element(each, depth + 1)

    def _element(self, element: Element, depth: int) -> None:
        tag = element.tag
        if tag in _HIDDEN or depth > DEEPEST_HTML:
            return
        if tag in _TITLES:
            self._end()
            title = " ".join(inline(element).split())
            self.parts += [Title(title, _at(element))] if title else []
        elif tag == "table":
            self._end()
            self._table(element)
        elif tag == "pre":
            self._end()
            self._preformatted(element)
        elif tag in ("br", "hr") or tag in _LINES:
            self._end()
            self.at = _at(element)
            self._inside(element, depth)
            if tag in _LINES:
                self._end()
        elif tag == "math" and element.attributes.get("display") == "block":
            self._end()
            self.parts += _display(element)
        elif _is_plain(element):
            self._inside(element, depth)
        else:
            self.line.append(inline(element))

    def _table(self, element: Element) -> None:
        cells_of, places = [], []
        for row in (each for each in element.walk() if each.tag == "tr"):
            cells = tuple(
                " ".join(inline(cell).replace("$", "").split()) for cell in row.elements if cell.tag in ("td", "th")
            )
            if cells:
                cells_of.append(cells)
                places.append(_at(row))
        if cells_of:
            self.parts.append(Grid(tuple(cells_of), tuple(places)))

    def _preformatted(self, element: Element) -> None:
        text = inline(element)
        code = " ".join(each.attributes.get("class", "") for each in (element, *element.elements))
        if "python" in code:
            self.parts.append(Listing(text, _at(element)))
        else:
            self.parts += blocks_of_text(text)


def _display(element: Element) -> Iterator[Block]:
    source = _source(element)
    if source is None:
        yield from (Display(row, _at(element)) for row in rows(element))
        return
    for block in blocks_of_text(f"$${source}$$"):
        yield replace(block, at=_at(element)) if isinstance(block, Display) else block


def _source(element: Element) -> str | None:
    """The LaTeX that a formula of MathML was made from, where it is kept."""
    return next(
        (
            each.text().strip()
            for each in element.walk()
            if each.tag == "annotation" and "tex" in each.attributes.get("encoding", "")
        ),
        None,
    )


def _at(element: Element) -> int:
    return int(element.attributes.get("line", "0"))


def _is_plain(element: Element) -> bool:
    """Whether an element is nothing but a span around other text."""
    return element.tag in (
        "span",
        "a",
        "b",
        "i",
        "em",
        "strong",
        "font",
        "u",
        "small",
        "label",
        "tbody",
    ) and not _is_maths(element)


def _is_maths(element: Element) -> bool:
    names = element.attributes.get("class", "").split()
    return "katex" in names or "katex-display" in names or "MathJax" in names or "MathJax_Display" in names


def inline(element: Element, depth: int = 0) -> str:
    """The text of an element, raised and lowered letters with their marks, mathematics between dollar signs."""
    if depth > DEEPEST_HTML:
        return ""
    tag = element.tag
    if tag == "math":
        return f"${(_source(element) or latex(element)).strip()}$"
    if tag == "script":
        return f"${element.text().strip()}$" if _OF_TEX.match(element.attributes.get("type", "")) else ""
    if tag in _HIDDEN:
        return ""
    if tag == "input":
        return element.attributes.get("value", "")
    if _is_maths(element):
        formula = next((each for each in element.walk() if each.tag == "math"), None)
        return inline(formula, depth + 1) if formula is not None else ""
    text = "".join(each if isinstance(each, str) else inline(each, depth + 1) for each in element.inner)
    if tag in ("sub", "sup"):
        return f"{'_' if tag == 'sub' else '^'}{{{text.strip()}}}" if text.strip() else ""
    return text + "\n" if tag == "br" else f" {text} " if tag in _LINES else text


HTML = Container("html", (".html", ".htm", ".xhtml", ".mhtml"), _blocks)
