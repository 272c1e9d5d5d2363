"""Losses, one file each.

To add one, add a file that holds one :class:`~symbp.losses.base.Loss`; it is found by its
``name``, and the contract tests cover it from then on.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from symbp import discover
from symbp.losses.base import Loss

__all__ = ["Loss", "losses"]


@cache
def losses() -> Mapping[str, Loss]:
    """All losses by name.

    >>> "squared-error" in losses()
    True
    """
    return discover.registry("symbp.losses", Loss)
