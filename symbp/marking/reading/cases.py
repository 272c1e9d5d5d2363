r"""Functions that are given case by case: ``\begin{cases} … \end{cases}``, ``{1 if x > 0; 0 otherwise}``."""

from __future__ import annotations

import re

from symbp.reading.lines import split_rows

LONGEST = 5_000
_BEGIN = re.compile(r"(?:\\left ?)?(?:\\?\{ ?)?\\begin\{(cases|matrix|array)\}(?:\{[lcr|]{1,4}\})?")
_OF_TEST = re.compile(
    r"\\(?:text|mbox|textrm|mathrm|mathit)\s*+\{[^{}]{0,40}\}(?!\s*+[_^])|\\q?quad|\\[,;: ]|\bif\b|\bfor\b|[,;]\s*+$"
)
_SPOKEN = re.compile(
    r"\{(?P<first>[^{};]{1,200}?) if (?P<test>[^{};]{1,200})[;,] (?P<second>[^{};]{1,200}?) (?:otherwise|else)\}"
)
_COMPARED = re.compile(r"[<>≤≥]|\\(?:le|ge|leq|geq|gt|lt)\b")
_COMPARISONS = {"leq": "<=", "geq": ">=", "le": "<=", "ge": ">=", "gt": ">", "lt": "<"}
_COMMAND = re.compile(rf"\\({'|'.join(_COMPARISONS)})(?![A-Za-z])")


def on_one_line(written: str) -> str:
    r"""Cases as ``(a if test else b)``, in as many characters as they took; any other text as it is.

    >>> " ".join(on_one_line(r"\begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}").split())
    '(1 if x > 0 else 0)'
    >>> " ".join(on_one_line("{z if z > 0; 0 otherwise} + 1").split())
    '(z if z > 0 else 0) + 1'
    """
    if len(written) > LONGEST:
        return written
    text = _SPOKEN.sub(lambda m: f"({m['first']} if {m['test']} else {m['second']})".rjust(len(m.group())), written)
    begin = _BEGIN.search(text)
    end = text.find(rf"\end{{{begin.group(1)}}}", begin.end()) if begin is not None else -1
    if begin is None or end < 0:
        return text
    rows = [row.partition("&") for _, row in split_rows(text[begin.end() : end])]
    tests = [_OF_TEST.sub(" ", test).strip() for _, _, test in rows]
    if len(rows) != 2 or _COMPARED.search(tests[0]) is None:
        return text
    test = _COMMAND.sub(lambda m: _COMPARISONS[m.group(1)], tests[0])
    stop = end + len(rf"\end{{{begin.group(1)}}}")
    line = f"({rows[0][0].strip(' ,')} if {test} else {rows[1][0].strip(' ,')})"
    return text[: begin.start()] + line.rjust(stop - begin.start()) + text[stop:].removeprefix(r"\right.")
