"""What people believe about backpropagation that is not so, one file each.

To add one, add a file that holds one :class:`~symbp.misconceptions.base.Misconception`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from symbp import discover
from symbp.misconceptions.base import Example, Lesson, Misconception, Variant

__all__ = ["Example", "Lesson", "Misconception", "Variant", "misconceptions"]


@cache
def misconceptions() -> Mapping[str, Misconception]:
    """All misconceptions by name, the likeliest first.

    >>> "gradient-for-weight" in misconceptions()
    True
    """
    found = discover.registry("symbp.misconceptions", Misconception)
    return dict(sorted(found.items(), key=lambda pair: (pair[1].rank, pair[0])))
