"""Forms in which answers are handed in, one file each.

To add one, add a file that holds one :class:`~symbp.marking.readers.base.Reader`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from symbp import discover
from symbp.marking.readers.base import Entry, Reader

__all__ = ["Entry", "Reader", "readers"]


@cache
def readers() -> Mapping[str, Reader]:
    """All readers by name.

    >>> list(readers())
    ['csv', 'json', 'md', 'plain', 'py', 'toml', 'xlsx']
    """
    return discover.registry("symbp.marking.readers", Reader)
