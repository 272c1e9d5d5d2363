"""Results that are kept for arguments which can be compared and not hashed, as an assignment is."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def remembered(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A function that looks through its latest results for equal arguments.

    Args:
        most: how many results are kept.

    >>> @remembered(2)
    ... def doubled(numbers):
    ...     print("worked out")
    ...     return [2 * number for number in numbers]
    >>> doubled([1]), doubled([1])
    worked out
    ([2], [2])
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        """The function with a memory of its own."""
        kept: list[tuple[object, R]] = []

        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            """The remembered result for equal arguments, else a new one."""
            asked = (args, kwargs)
            for known, result in reversed(kept):
                if known == asked:
                    return result
            result = function(*args, **kwargs)
            if len(kept) == most:
                del kept[0]
            kept.append((asked, result))
            return result

        return wrapper

    return decorate
