"""Activation functions, one file each.

To add one, add a file that holds one :class:`~symbp.activations.base.Activation`; it is found by
its ``name``, and the contract tests cover it from then on.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from symbp import discover
from symbp.activations.base import Activation

__all__ = ["Activation", "activations"]


@cache
def activations() -> Mapping[str, Activation]:
    """All activations by name.

    >>> 'sigmoid' in activations()
    True
    """
    return discover.registry("symbp.activations", Activation)
