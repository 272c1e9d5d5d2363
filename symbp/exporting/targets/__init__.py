"""What derivations are exported to, one file each.

To add one, add a file that holds one :class:`~symbp.exporting.targets.base.Target`, and its template.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from symbp import discover
from symbp.exporting.targets.base import Target

__all__ = ["Target", "targets"]


@cache
def targets() -> Mapping[str, Target]:
    """All targets by name.

    >>> "python" in targets(), "c" in targets()
    (True, True)
    """
    return discover.registry("symbp.exporting.targets", Target)
