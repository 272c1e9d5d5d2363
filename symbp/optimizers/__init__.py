"""Optimizers, one file each: how a parameter is updated from its gradient.

To add one, add a file that holds one :class:`~symbp.optimizers.base.Optimizer`; it is found by its
``name``, and the contract tests cover it from then on.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from symbp import discover
from symbp.optimizers.base import Optimizer

__all__ = ["Optimizer", "optimizers"]


@cache
def optimizers() -> Mapping[str, Optimizer]:
    """All optimizers by name.

    >>> sorted(optimizers())[:2]
    ['adam', 'momentum']
    """
    return discover.registry("symbp.optimizers", Optimizer)
