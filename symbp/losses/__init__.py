"""Losses, one file each.

To add one, add a file that holds one :class:`~symbp.losses.base.Loss`, named after it; the contract tests
cover it from then on. A package of one's own has an entry point (:mod:`symbp.registry`).
"""

from __future__ import annotations

from symbp.losses.base import Loss
from symbp.registry import Registry

__all__ = ["Loss", "losses"]

losses = Registry("symbp.losses", "loss", Loss, __name__)
"""All losses by name."""
