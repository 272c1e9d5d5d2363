"""Plain lines: ``dL/dw1 = -0.0084``, ``out_h1: 0.5622``; ``#`` begins a remark.

A line "round 2" or "sample 3" holds for what is below it.
"""

import re
from collections.abc import Iterator

from symbp.marking.key import AnswerKey
from symbp.marking.readers.base import Entry, Reader, heading

_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{[a-z*]+\}(?:\{[^}]*\})?|\\[\[\]()]|\$")
_BULLET = re.compile(r"^(?:[-*+•]\s+|\d{1,2}[.)]\s+)")
_SEVERAL = re.compile(r"\\q?quad|;\s")
_HEADING = re.compile(r"(?:\\[a-zA-Z]+\*?(?:\[[^\]]*\])?(?:\{[^=]*\})*|[^=\d]*:?|[-_*=]{3,})\s*")


def _entries(text: str, _key: AnswerKey) -> Iterator[Entry]:
    under = {"round": 0, "sample": 0}
    last = ""
    for number, raw in enumerate(text.splitlines(), start=1):
        found = heading(raw)
        if found is not None:
            # A new round begins with no sample yet.
            under = {**under, found[0]: found[1]} if found[0] == "sample" else {"round": found[1], "sample": 0}
            continue
        plain = _ENVIRONMENT.sub(" ", raw.partition("#")[0]).replace("&", " ").replace("{,}", ",")
        for part in _SEVERAL.split(plain):
            line = _BULLET.sub("", part.strip()).removesuffix("\\").strip().rstrip(";,")
            # A heading, a rule or a command of LaTeX has no number and no formula.
            if not line or _HEADING.fullmatch(line):
                continue
            mark = next((mark for mark in ("=", "≈", "~", ":") if mark in line), "=")
            name, value = line.partition(mark)[::2]
            # A line that begins with the sign goes on with the quantity of the line before.
            last = name.strip() or last
            yield Entry(last, value.strip(), number, under["round"], under["sample"])


PLAIN = Reader("plain", (".txt", ".tex", ""), _entries)
