"""Slips of the pen, one file each: the calculation is right, the number that was written is not.

To add one, add a file that holds one :class:`~symbp.marking.slips.base.Slip`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from symbp import discover
from symbp.marking.slips.base import Slip, Written

__all__ = ["Slip", "Written", "slips"]


@cache
def slips() -> Mapping[str, Slip]:
    """All slips of the pen by name, the likeliest first.

    >>> "sign-lost" in slips()
    True
    """
    found = discover.registry("symbp.marking.slips", Slip)
    return dict(sorted(found.items(), key=lambda pair: (pair[1].rank, pair[0])))
