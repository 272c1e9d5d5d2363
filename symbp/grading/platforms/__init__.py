"""Learning platforms whose archives are read, one file each.

To add one, add a file that holds one :class:`~symbp.grading.platforms.base.Platform`, named after it. A package of
one's own has an entry point (:mod:`symbp.registry`).
"""

from __future__ import annotations

from symbp.grading.platforms.base import Owner, Platform
from symbp.registry import Registry

__all__ = ["Owner", "Platform", "platforms"]

platforms = Registry("symbp.platforms", "platform", Platform, __name__)
"""All platforms by name."""
