"""Words of an author: plain text with formulas in it, and what stands below the title of a page."""

from __future__ import annotations

import datetime as dt
import re

from symbp.errors import FormulaError
from symbp.formula import layout
from symbp.page.model import Day, Line, Maths, line

# As in Markdown: no space stands inside of the signs, and no figure behind the second one, as in $5 and $6.
_FORMULA_IN_NOTE = re.compile(r"\$(?! )((?:[^$\\]|\\.){1,400}+)(?<! )\$(?![0-9])")


def with_formulas(text: str) -> Line:
    r"""The parts of an author's text: what stands between dollar signs is a formula in LaTeX, if it is one.

    >>> with_formulas("Use $w_1$ for $5 or $6.")[2]
    Text(text=' for $5 or $6.')
    """
    parts: list[Maths | str] = []
    end = 0
    for match in _FORMULA_IN_NOTE.finditer(text):
        try:
            formula = Maths(layout.read(match.group(1)))
        except FormulaError:
            continue
        parts += [text[end : match.start()], formula]
        end = match.end()
    return line(*parts, text[end:])


def below_title(*said: str | dt.date) -> Line:
    """The course, the author and the date in a line.

    >>> below_title("Machine Learning", "", "May 2026")
    (Text(text='Machine Learning · May 2026'),)
    >>> below_title("Machine Learning", dt.date(2026, 5, 12))[-1]
    Day(date=datetime.date(2026, 5, 12))
    """
    texts = [each for each in said if each and isinstance(each, str)]
    days = [Day(each) for each in said if isinstance(each, dt.date)]
    return line(" · ".join(texts) + " · " * bool(texts and days), *days)
