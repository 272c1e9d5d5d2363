"""Plain lines: ``dL/dw1 = -0.0084``, ``out_h1: 0.5622``; ``#`` begins a remark.

A line "round 2" or "sample 3" holds for what is below it.
"""

import re
from collections.abc import Iterator

from symbp.marking.names import Names
from symbp.marking.readers.base import Entry, Reader, heading

_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{[a-z*]+\}(?:\{[^}]*\})?|\\[\[\]()]|\$")


def _entries(text: str, _names: Names) -> Iterator[Entry]:
    under = {"round": 0, "sample": 0}
    for number, raw in enumerate(text.splitlines(), start=1):
        found = heading(raw)
        if found is not None:
            under[found[0]] = found[1]
            continue
        line = _ENVIRONMENT.sub(" ", raw.partition("#")[0]).replace("&", " ").strip()
        line = line.removesuffix(r"\\").strip().rstrip(";,")
        if not line:
            continue
        mark = next((mark for mark in ("=", "≈", ":") if mark in line), "=")
        name, value = line.partition(mark)[::2]
        yield Entry(name.strip(), value.strip(), number, under["round"], under["sample"])


PLAIN = Reader("plain", (".txt", ".tex", ""), _entries)
