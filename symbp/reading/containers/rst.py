"""reStructuredText: mathematics in a role or a directive, and simple or grid tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symbp.reading.containers.base import Container
from symbp.reading.lines import blocks_of_text
from symbp.reading.model import Block

_ROLE = re.compile(r":math:`([^`]{0,2000})`")
_DIRECTIVE = re.compile(r"(\s*+)\.\.\s++math::\s*+(.*)")
_OPTION = re.compile(r"\s*+:(?:label|nowrap|name|class):")
_CODE = re.compile(r"\s*+\.\.\s++(?:code|code-block|sourcecode|literalinclude)::.*")


def _blocks(text: str) -> Iterator[Block]:
    lines, indent = [], -1
    for raw in text.splitlines():
        line = _ROLE.sub(r"$\1$", raw)
        match = _DIRECTIVE.fullmatch(line)
        if match is not None:
            # What follows with a deeper indentation is mathematics.
            indent, line = len(match.group(1)), f"$${match.group(2)}$$" if match.group(2) else ""
        elif indent >= 0 and line.strip():
            if len(line) - len(line.lstrip()) <= indent:
                indent = -1
            else:
                line = "" if _OPTION.match(line) else f"$${line.strip()}$$" if "\\begin" not in line else line
        lines.append("" if _CODE.fullmatch(line) else line)
    yield from blocks_of_text("\n".join(lines))


RST = Container("rst", (".rst", ".rest"), _blocks)
