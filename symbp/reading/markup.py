r"""Mathematics in XML, that of web pages (MathML) and that of word processors (OMML), as LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from symbp.limits import DEEPEST_MARKUP

_ROW = r" \\ "
_OPENERS = {"(": ")", "[": "]", "{": "}", "|": "|"}


@dataclass(slots=True)
class Element:
    """An element of a document: its tag without a prefix, its attributes, and what is in it."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    inner: list[Element | str] = field(default_factory=list)

    @property
    def elements(self) -> list[Element]:
        """The elements in it."""
        return [each for each in self.inner if isinstance(each, Element)]

    def first(self, tag: str) -> Element:
        """The first element in it with a tag; an empty one where there is none."""
        return next((each for each in self.elements if each.tag == tag), Element(tag))

    def text(self, depth: int = 0) -> str:
        """All text in it."""
        if depth > DEEPEST_MARKUP:
            return ""
        return "".join(each if isinstance(each, str) else each.text(depth + 1) for each in self.inner)

    def walk(self, depth: int = 0) -> Iterator[Element]:
        """All elements in it, the outer ones first."""
        for each in self.elements if depth < 2 * DEEPEST_MARKUP else ():
            yield each
            yield from each.walk(depth + 1)


def _joined(element: Element, depth: int) -> str:
    pieces = (
        latex(each, depth + 1) if isinstance(each, Element) else _signs(each) for each in _words_whole(element.inner)
    )
    return " ".join(filter(None, pieces))


def _words_whole(inner: Sequence[Element | str]) -> Iterator[Element | str]:
    """The parts of an element, runs of letters side by side as one: a word of a formula has a run for each letter."""
    for of_letters, several in groupby(inner, _is_run_of_letters):
        if not of_letters:
            yield from _cases_whole(list(several))
        else:
            word = "".join(each.text() for each in several if isinstance(each, Element))
            yield Element("mi", {}, [word])


def _cases_whole(parts: Sequence[Element | str]) -> Iterator[Element | str]:
    """The same with a brace and the table behind it as one, which is a function that is given case by case."""
    for one, other in zip(parts, [*parts[1:], ""], strict=True):
        if isinstance(one, Element) and one.tag == "mtable" and len(parts) > 1:
            opened = parts[max(0, parts.index(one) - 1)]
            yield Element("cases", {}, one.inner) if _is_brace(opened) else one
        elif not (_is_brace(one) and isinstance(other, Element) and other.tag == "mtable"):
            yield one


def _is_brace(part: Element | str) -> bool:
    return isinstance(part, Element) and part.tag == "mo" and part.text().strip() == "{"


def _is_run_of_letters(part: Element | str) -> bool:
    return isinstance(part, Element) and part.tag == "r" and part.text().isalpha()


_FUNCTIONS = frozenset({"ln", "log", "exp", "max", "min", "erf", "tanh", "sin", "cos", "sinh", "cosh"})
_SUMS = {"∑": r"\sum", "∏": r"\prod"}
_SPELLED = {
    "−": "-",
    "⋅": r"\cdot ",
    "·": r"\cdot ",
    "×": r"\times ",
    "∂": r"\partial ",
    "\u2062": " ",
    "\u2061": " ",
    "⊤": r"\top ",
}


def _signs(text: str) -> str:
    return "".join(_SPELLED.get(letter, letter) for letter in text.strip())


def _parts(element: Element, depth: int) -> list[str]:
    return [latex(each, depth + 1) for each in element.elements]


def _fraction(element: Element, depth: int) -> str:
    above, below = [*_parts(element, depth), "", ""][:2]
    return rf"\frac{{{above}}}{{{below}}}"


def _scripts(*marks: str) -> Callable[[Element, int], str]:
    def with_scripts(element: Element, depth: int) -> str:
        """A base and its scripts in MathML."""
        base, *scripts = _parts(element, depth) or [""]
        base = base if len(base) < 2 or base.isalnum() or base.startswith("\\") else f"{{{base}}}"
        return base + _marked(marks, scripts)

    return with_scripts


def _marked(marks: Sequence[str], scripts: Sequence[str]) -> str:
    """Low and high letters behind a base; the number of a layer stands before that of a unit, as people write it."""
    pairs = [(mark, script) for mark, script in zip(marks, scripts, strict=False) if script]
    pairs.sort(key=lambda pair: not (pair[0] == "^" and pair[1].startswith(("(", "["))))
    return "".join(f"{mark}{{{script.replace(' ', '') if mark == '^' else script}}}" for mark, script in pairs)


def _accented(element: Element, depth: int) -> str:
    base, over = [*_parts(element, depth), "", ""][:2]
    return rf"\hat{{{base}}}" if over.strip() in ("^", "ˆ", "̂", r"\hat") else base


def _root(element: Element, depth: int) -> str:
    return rf"\sqrt{{{_joined(element, depth)}}}"


def _fenced(element: Element, depth: int) -> str:
    opened = element.attributes.get("open", "(")
    return f"{opened}{', '.join(_parts(element, depth))}{element.attributes.get('close', _OPENERS.get(opened, ')'))}"


def _matrix(element: Element, depth: int) -> str:
    rows = (" & ".join(_parts(row, depth)) for row in element.elements)
    return rf"\begin{{matrix}}{_ROW.join(rows)}\end{{matrix}}"


def _word(element: Element, depth: int) -> str:  # noqa: ARG001 - all have the same arguments
    text = element.text().strip()
    if text in _FUNCTIONS:
        return rf"\{text} "
    return _signs(text) if len(text) < 2 or not text.isalpha() else rf"\mathit{{{text}}}"


def _number(element: Element, depth: int) -> str:  # noqa: ARG001
    return element.text().replace(" ", "").replace("\N{NO-BREAK SPACE}", "").strip()


def _nothing(element: Element, depth: int) -> str:  # noqa: ARG001
    return ""


def _gap(element: Element, depth: int) -> str:  # noqa: ARG001
    width = element.attributes.get("width", "").removesuffix("em").strip()
    return r"\quad " if width.replace(".", "", 1).isdigit() and len(width) < 9 and float(width) >= 1 else " "


def _text(element: Element, depth: int) -> str:  # noqa: ARG001
    return rf"\text{{{element.text().strip()}}}" if element.text().strip() else " "


# Parts of OMML have tags of their own.


def _of(*tags: str) -> Callable[[Element, int], list[str]]:
    return lambda element, depth: [_joined(element.first(tag), depth) for tag in tags]


def _word_fraction(element: Element, depth: int) -> str:
    above, below = _of("num", "den")(element, depth)
    return rf"\frac{{{above}}}{{{below}}}"


def _word_scripts(*tags: str) -> Callable[[Element, int], str]:
    def with_scripts(element: Element, depth: int) -> str:
        """A base and its scripts in Office MathML."""
        base, *scripts = _of("e", *tags)(element, depth)
        return base + _marked(["_" if tag == "sub" else "^" for tag in tags], scripts)

    return with_scripts


def _word_brackets(element: Element, depth: int) -> str:
    marks = {each.tag: each.attributes.get("val", "") for each in element.first("dPr").elements}
    opened, closed = marks.get("begChr", "("), marks.get("endChr", ")")
    inner = [_joined(each, depth) for each in element.elements if each.tag == "e"]
    if opened == "{" and not closed:
        return _as_cases(" ".join(inner))
    return f"{opened}{', '.join(inner)}{closed}"


def _as_cases(matrix: str) -> str:
    inner = matrix.replace(r"\begin{matrix}", "").replace(r"\end{matrix}", "")
    return rf"\begin{{cases}}{inner}\end{{cases}}"


def _word_accent(element: Element, depth: int) -> str:
    mark = element.first("accPr").first("chr").attributes.get("val", "̂")
    inner = _joined(element.first("e"), depth)
    return rf"\hat{{{inner}}}" if mark in ("̂", "^") else inner


def _word_sum(element: Element, depth: int) -> str:
    sign = element.first("naryPr").first("chr").attributes.get("val", "∫")
    low, high, inner = _of("sub", "sup", "e")(element, depth)
    return f"{_SUMS.get(sign, sign)}{_marked('_^', (low, high))} {inner}"


def _word_matrix(element: Element, depth: int) -> str:
    rows = (
        " & ".join(_joined(cell, depth) for cell in row.elements if cell.tag == "e")
        for row in element.elements
        if row.tag == "mr"
    )
    return rf"\begin{{matrix}}{_ROW.join(rows)}\end{{matrix}}"


def _word_rows(element: Element, depth: int) -> str:
    return _ROW.join(_joined(row, depth) for row in element.elements if row.tag == "e")


def _word_function(element: Element, depth: int) -> str:
    name, argument = _of("fName", "e")(element, depth)
    return f"{name} {argument}"


def _word_run(element: Element, depth: int) -> str:  # noqa: ARG001
    text = "".join(each.text() for each in element.elements if each.tag == "t")
    plain = (
        element.first("rPr").first("sty").attributes.get("val") == "p" or element.first("rPr").first("nor").attributes
    )
    return rf"\mathrm{{{text.strip()}}}" if plain and text.strip().isalpha() and len(text.strip()) > 1 else _signs(text)


_WRITERS: Mapping[str, Callable[[Element, int], str]] = {
    "mfrac": _fraction, "msub": _scripts("_"), "msup": _scripts("^"), "msubsup": _scripts("_", "^"),
    "munder": _scripts("_"), "munderover": _scripts("_", "^"), "mover": _accented, "msqrt": _root,
    "mfenced": _fenced, "cases": lambda e, n: _as_cases(_matrix(e, n)),
    "mtable": _matrix, "mi": _word, "mn": _number, "mtext": _text, "mspace": _gap,
    "annotation": _nothing, "annotation-xml": _nothing, "mphantom": _nothing,
    "f": _word_fraction, "sSub": _word_scripts("sub"), "sSup": _word_scripts("sup"),
    "sSubSup": _word_scripts("sub", "sup"), "d": _word_brackets, "acc": _word_accent,
    "rad": lambda e, n: rf"\sqrt{{{_joined(e.first('e'), n)}}}",
    "nary": _word_sum, "m": _word_matrix, "eqArr": _word_rows, "func": _word_function, "r": _word_run,
    "ctrlPr": _nothing, "dPr": _nothing, "fPr": _nothing,
}  # fmt: skip


def rows(element: Element) -> list[str]:
    """The rows of a displayed formula as LaTeX: those of a table that stands alone, or the formula itself."""
    inner = element
    while len(inner.elements) == 1 and inner.elements[0].tag in ("mrow", "mstyle", "semantics", "mtable", "mpadded"):
        inner = inner.elements[0]
    if inner.tag != "mtable":
        return [" ".join(latex(element).split())]
    lines = (" ".join(map(latex, row.elements)) for row in inner.elements if row.tag in ("mtr", "mlabeledtr"))
    return [" ".join(line.split()) for line in lines]


def latex(element: Element, depth: int = 0) -> str:
    r"""A formula as LaTeX.

    >>> one, name = Element("mn", {}, ["1"]), Element("mi", {}, ["w"])
    >>> latex(Element("mfrac", {}, [Element("mi", {}, ["a"]), Element("msub", {}, [name, one])]))
    '\\frac{a}{w_{1}}'
    """
    if depth > DEEPEST_MARKUP:
        return ""
    return _WRITERS.get(element.tag, _joined)(element, depth)
