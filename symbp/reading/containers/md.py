"""Markdown: lines and formulas as in a plain text, tables, fences, and mathematics between dollar signs."""

import re
from collections.abc import Iterator

from symbp.reading.containers.base import Container
from symbp.reading.lines import blocks_of_text
from symbp.reading.model import Block

# An escaped bracket stands behind a letter or a digit; elsewhere it may begin mathematics. \\ and \! are of TeX.
_ESCAPED = re.compile(r"(?<!\\)\\([*_#~^'+.])|(?<=\w)\\\[(\w{1,9})\\\]")
_LABEL = re.compile(r"^(\s{0,3}(?:[>*+-]\s){0,3}+)\*\*([^*\n]{1,80}[.:)])\*\*(?=\s)", re.MULTILINE)


def blocks_of_markdown(text: str) -> Iterator[Block]:
    r"""The blocks of a text in Markdown: escaped signs are these signs, and a label before a line has no emphasis.

    >>> list(blocks_of_markdown(r"**Result.** w\_1\[2\] = 0.5 \* 3"))
    [Prose(text='Result. w_1[2] = 0.5 * 3', at=1)]
    """
    text = _ESCAPED.sub(lambda match: match[1] or f"[{match[2]}]", text)
    yield from blocks_of_text(_LABEL.sub(r"\1\2", text))


MARKDOWN = Container("md", (".md", ".markdown", ".mkd", ".qmd", ".rmd"), blocks_of_markdown)
