"""The rules, one file each.

To add one, add a file that holds one :class:`~symbp.observing.base.Rule`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from symbp import discover
from symbp.observing.base import Rule


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by name.

    >>> list(rules())[:3]
    ['dead-unit', 'divergence', 'hidden-by-rounding']
    """
    return discover.registry("symbp.observing.rules", Rule)
