r"""LaTeX: a whole article or a part of one; macros of one expression are put in where they are used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symbp.errors import at_most
from symbp.limits import LONGEST_EXPANDED, MOST_MACRO_USES, MOST_MACROS
from symbp.reading.containers.base import Container
from symbp.reading.lines import blocks_of_text
from symbp.reading.model import Block

_COMMENT = re.compile(r"(?<!\\)%.*")
_TITLE = re.compile(
    r"\\(?:part|chapter|section|subsection|subsubsection|paragraph|subparagraph)\*?+\s*+\{([^{}]{0,200})\}"
)
_AROUND = re.compile(
    r"\\(?:begin|end)\{(?:quote|quotation|center|itemize|enumerate|description|flushleft|figure|table)\*?\}"
)
_USE = re.compile(r"\\([A-Za-z]++)")
_SIMPLE = re.compile(r"\\ensuremath\{([^{}]{0,80})\}")
_LARGE = re.compile(r"^[ \t]*+\\(?:huge|Huge|LARGE|Large)\b(?:\\bfseries\b)?", re.MULTILINE)
_FONT = re.compile(r"\\(?:textbf|textit|emph|underline|textrm|text|mbox)\s*+\{([^{}]{0,200})\}")
_SWITCH = re.compile(
    r"\\(?:(?:tt|rm|sf|bf|md|it|sl|sc|up)(?:family|series|shape)|normalfont|tiny|scriptsize|footnotesize|small"
    r"|normalsize|large|centering|raggedright)(?![A-Za-z])[ \t]*+"
)
_SIGNS_OF_TEXT = {"~": " ", r"\_": "_", r"\textbar{}": "|", r"\textasciicircum{}": "^", r"\textasciitilde{}": "~"}
_MACRO = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|DeclareMathOperator)\*?\s*+\{?\s*+\\([A-Za-z]++)\s*+\}?\s*+(?:\[(\d)\])?\s*+(?=\{)"
    r"|\\def\s*+\\([A-Za-z]++)((?:#\d)*+)\s*+(?=\{)"
)


def _blocks(text: str) -> Iterator[Block]:
    text = _COMMENT.sub("", text)
    head, begin, body = text.partition(r"\begin{document}")
    macros = _macros(text)
    if begin:
        # The lines of the head go on being counted.
        text = "\n" * head.count("\n") + body.partition(r"\end{document}")[0]
    text = _expanded(_without_definitions(text), macros)
    text = _AROUND.sub("\n", _SIMPLE.sub(r"\1", text))
    text = _SWITCH.sub("", _LARGE.sub("# ", _TITLE.sub(r"# \1", text)))
    for command, sign in _SIGNS_OF_TEXT.items():
        text = text.replace(command, sign)
    yield from blocks_of_text(text)


def _macros(text: str) -> dict[str, tuple[int, str]]:
    """The macros that a text defines: how many arguments each has, and its body."""
    macros: dict[str, tuple[int, str]] = {}
    for match in _MACRO.finditer(text):
        body, _ = group_at(text, match.end())
        name = match.group(1) or match.group(3)
        count = int(match.group(2) or (match.group(4) or "").count("#"))
        if len(macros) < MOST_MACROS and len(body) <= 200 and f"\\{name}" not in body:
            macros[name] = (count, body)
    return macros


def _without_definitions(text: str) -> str:
    pieces, start = [], 0
    for match in _MACRO.finditer(text):
        if match.start() < start:
            continue
        pieces.append(text[start : match.start()])
        start = group_at(text, match.end())[1]
    return "".join(pieces) + text[start:]


def group_at(text: str, place: int) -> tuple[str, int]:
    """The text in the braces that begin at a place, and where they end."""
    depth = 0
    for end in range(place, min(len(text), place + 2_000)):
        depth += (text[end] == "{") - (text[end] == "}")
        if depth == 0:
            return text[place + 1 : end], end + 1
    return "", place


def _expanded(text: str, macros: dict[str, tuple[int, str]]) -> str:
    if not macros:
        return text
    for _ in range(4):
        pieces, start, used = [], 0, 0
        for match in _USE.finditer(text):
            if match.group(1) not in macros or match.start() < start or used > MOST_MACRO_USES:
                continue
            used += 1
            count, body = macros[match.group(1)]
            end = match.end()
            for n in range(1, count + 1):
                while text[end : end + 1].isspace():
                    end += 1
                argument, after = group_at(text, end) if text[end : end + 1] == "{" else (text[end : end + 1], end + 1)
                body, end = body.replace(f"#{n}", argument), after
            pieces += [text[start : match.start()], body]
            start = end
        if not used:
            break
        text = "".join(pieces) + text[start:]
        at_most(len(text), LONGEST_EXPANDED, "its macros make more than {} characters of it", ValueError)
    return text


TEX = Container("tex", (".tex", ".latex", ".ltx"), _blocks)
