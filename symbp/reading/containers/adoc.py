"""AsciiDoc: mathematics in macros and blocks, and tables between bars."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symbp.reading.containers.base import Container
from symbp.reading.lines import blocks_of_text
from symbp.reading.model import Block

_MACRO = re.compile(r"(?:latexmath|stem|asciimath):\[((?:[^\]\\:]|:(?!\[)|\\.|\](?=[_^]))*+)\]")
_FENCE = re.compile(r"\+{4,}")
_ATTRIBUTE = re.compile(r"\[(?:latexmath|stem|asciimath|source|cols|%header|options|width|role).{0,200}\]")


def _blocks(text: str) -> Iterator[Block]:
    lines, open_, table = [], False, False
    for raw in text.splitlines():
        line = raw.strip()
        if _FENCE.fullmatch(line):
            open_ = not open_
            line = ""
        elif line == "|===":
            table, line = not table, ""
        elif _ATTRIBUTE.fullmatch(line) or (line.startswith(":") and line[1:].partition(":")[1]):
            line = ""
        elif open_ and line and "\\begin" not in line and "\\end" not in line:
            line = f"$${line}$$"
        elif table and line.startswith("|") and not line.endswith("|"):
            line += " |"
        elif re.fullmatch(r"={1,5} .*", line):
            line = f"{'#' * (len(line) - len(line.lstrip('=')))} {line.lstrip('= ')}"
        else:
            line = _MACRO.sub(lambda m: f"${m.group(1)}$", raw)
        lines.append(line)
    yield from blocks_of_text("\n".join(lines))


ASCIIDOC = Container("adoc", (".adoc", ".asciidoc", ".asc"), _blocks)
