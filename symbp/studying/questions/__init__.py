"""The questions, one file each.

To add one, add a file that holds one :class:`~symbp.studying.base.Question`.
"""

from __future__ import annotations

from functools import cache

from symbp import discover
from symbp.studying.base import Question


@cache
def questions() -> tuple[Question, ...]:
    """All questions in their order.

    >>> [question.number for question in questions()]
    [1, 2, 3, 4, 5, 6, 7, 8, 9]
    """
    return tuple(sorted(discover.registry("symbp.studying.questions", Question).values(), key=lambda q: q.number))
