"""The languages in which programs are written, one file each.

To add one, add a file that holds one :class:`~symbp.code.language.Language`, and its template; it is found by its
``name``, and is a target of exports from then on.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from symbp import discover
from symbp.code.language import Language

__all__ = ["languages"]


@cache
def languages() -> Mapping[str, Language]:
    """All languages by name.

    >>> languages()["c"].spoken, languages()["torch"].spoken
    ('C', 'PyTorch')
    """
    return discover.registry("symbp.code.languages", Language)
