"""Optimizers, one file each: how a parameter is updated from its gradient.

To add one, add a file that holds one :class:`~symbp.optimizers.base.Optimizer`, named after it; the contract tests
cover it from then on. A package of one's own has an entry point (:mod:`symbp.registry`).
"""

from __future__ import annotations

from symbp.optimizers.base import Optimizer
from symbp.registry import Registry

__all__ = ["Optimizer", "optimizers"]

optimizers = Registry("symbp.optimizers", "optimizer", Optimizer, __name__)
"""All optimizers by name."""
