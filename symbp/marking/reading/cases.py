r"""Functions that are given case by case: ``\begin{cases} … \end{cases}``, ``{1 if x > 0; 0 otherwise}``."""

from __future__ import annotations

import re

from symbp.reading.lines import split_rows

LONGEST_CASES = 5_000
MOST_CASES = 40
_BEGIN = re.compile(r"(?:\\left ?)?(?:\\?\{ ?)?\\begin\{(cases|matrix|array)\}(?:\{[lcr|]{1,4}\})?")
_OF_TEST = re.compile(
    r"\\(?:text|mbox|textrm|mathrm|mathit)\s*+\{[^{}]{0,40}\}(?!\s*+[_^])|\\q?quad|\\[,;: ]|\bif\b|\bfor\b|[,;]\s*+$"
)
_SPOKEN = re.compile(r"\{(?P<branches>[^{}]{1,1000}?)[;,] (?P<last>[^{};,]{1,200}) (?:otherwise|else)\}")
_COMPARED = re.compile(r"[<>≤≥]|\\(?:le|ge|leq|geq|gt|lt)\b")
_COMPARISONS = {"leq": "<=", "geq": ">=", "le": "<=", "ge": ">=", "gt": ">", "lt": "<"}
_COMMAND = re.compile(rf"\\({'|'.join(_COMPARISONS)})(?![A-Za-z])")


def on_one_line(written: str) -> str:
    r"""Cases as ``(a if test else b)``, in as many characters as they took; any other text as it is.

    >>> " ".join(on_one_line(r"\begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}").split())
    '(1 if x > 0 else 0)'
    >>> " ".join(on_one_line("{z if z > 0; 0 otherwise} + 1").split())
    '(z if z > 0 else 0) + 1'
    >>> two = r"\begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{else} \end{cases}"
    >>> " ".join(on_one_line(f"{two} + {two.replace('x >', 'y >')}").split())
    '(1 if x > 0 else 0) + (1 if y > 0 else 0)'
    >>> " ".join(on_one_line("{0 if a >= b; 1 if b >= max(c, d); 0 otherwise}").split())
    '(0 if a >= b else 1 if b >= max(c, d) else 0)'
    """
    if len(written) > LONGEST_CASES:
        return written
    text = _SPOKEN.sub(_spoken, written)
    # From the right: what stands within others comes before them, and the places to the left stay.
    for begin in reversed(list(_BEGIN.finditer(text))[:MOST_CASES]):
        text = _cases(text, begin)
    return text


def _cases(text: str, begin: re.Match[str]) -> str:
    close = rf"\end{{{begin.group(1)}}}"
    end = text.find(close, begin.end())
    if end < 0:
        return text
    rows = [row.partition("&") for _, row in split_rows(text[begin.end() : end])]
    tests = [_OF_TEST.sub(" ", test).strip() for _, _, test in rows]
    if len(rows) < 2 or any(_COMPARED.search(test) is None for test in tests[:-1]):
        return text
    tests = [_COMMAND.sub(lambda m: _COMPARISONS[m.group(1)], test) for test in tests[:-1]]
    stop = end + len(close)
    values = [value.strip(" ,") for value, _, _ in rows]
    branches = "".join(f"{value} if {test} else " for value, test in zip(values, tests, strict=False))
    line = f"({branches}{values[-1]})"
    return text[: begin.start()] + line.rjust(stop - begin.start()) + text[stop:].removeprefix(r"\right.")


def _spoken(match: re.Match[str]) -> str:
    branches = [branch.strip() for branch in match["branches"].split(";")]
    if any(" if " not in branch for branch in branches):
        return match.group()
    return f"({' else '.join(branches)} else {match['last']})".rjust(len(match.group()))
