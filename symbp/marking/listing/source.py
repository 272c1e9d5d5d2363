"""The Python in what was handed in: a script, a notebook, Python 2."""

from __future__ import annotations

import json
import re

_MAGIC = re.compile(r"[ \t]*[%!?]")
_PRINT = re.compile(r"([ \t]*)print(?=[ \t]+[^\s=(.,\[])")


def python_of(text: str) -> str:
    r"""The Python of a listing: of a notebook its code cells in order, without magics and shell lines.

    Lines keep their places in a script. Python 2's print is passed over.

    >>> python_of('{"cells": [{"cell_type": "code", "source": ["%matplotlib inline\\n", "a = 1"]}]}')
    '\na = 1'
    >>> python_of("print 'a', b\nc = 1")
    'pass\nc = 1'
    """
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    if text.lstrip()[:1] == "{" and '"cells"' in text:
        text = _of_notebook(text)
    return "\n".join(_line(line) for line in text.split("\n")) if _has_others(text) else text


def _has_others(text: str) -> bool:
    return any(_MAGIC.match(line) or _PRINT.match(line) for line in text.split("\n"))


def _line(line: str) -> str:
    if _MAGIC.match(line):
        return ""
    match = _PRINT.match(line)
    return line if match is None else f"{match.group(1)}pass"


def _of_notebook(text: str) -> str:
    try:
        cells = json.loads(text)["cells"]
        sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
        return "\n".join("".join(source) if isinstance(source, list) else str(source) for source in sources)
    except (ValueError, KeyError, TypeError, RecursionError):
        return text
