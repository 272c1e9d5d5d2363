"""Headings that name an update of the weights or a sample, for all that stands below them."""

from __future__ import annotations

import re

from symbp.reading.languages import words

_LONGEST = 80


_ITERATION, _SAMPLE = (
    "|".join(map(re.escape, sorted(words(of), key=lambda word: (-len(word), word)))) for of in ("iteration", "sample")
)
_COUNTED = re.compile(
    rf"[\W_]*+(?:(?P<iteration>{_ITERATION})|(?P<sample>{_SAMPLE}))\s*+"
    r"(?:no\.?|nr\.?|number|nummer|ke-?|#)?\s*+(?P<number>\d{1,3})"
    rf"\s*+(?:{_ITERATION}|次|{_SAMPLE})?(?:\s*+(?:[:;,–—-]\s|[：；，])[^\d=]*+|[\W_]*+)"
    rf"|[\W_]*+(?P<number_>\d{{1,3}})(?:st|nd|rd|th|\.)?\s*+(?:(?P<iteration_>{_ITERATION})|(?P<sample_>{_SAMPLE}))[\W_]*+",
    re.IGNORECASE,
)


def heading(line: str) -> tuple[str, int] | None:
    """The "iteration" or the "sample" that a heading names for the lines below it, and which; words may follow.

    >>> heading("## Round 2:"), heading("sample 3"), heading("第2轮"), heading("Round 2: go"), heading("round it")
    (('iteration', 2), ('sample', 3), ('iteration', 2), ('iteration', 2), None)
    """
    if len(line) > _LONGEST or not any(letter.isdigit() for letter in line):
        return None
    match = _COUNTED.fullmatch(line.strip())
    if match is None:
        return None
    number = match.group("number") or match.group("number_")
    return ("iteration" if match.group("iteration") or match.group("iteration_") else "sample"), int(number)


def counted(written: object) -> int:
    """The number of an iteration or a sample; 0 for anything else.

    >>> counted("2"), counted("two"), counted(None)
    (2, 0, 0)
    """
    text = str(written)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
