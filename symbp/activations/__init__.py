"""Activation functions, one file each.

To add one, add a file that holds one :class:`~symbp.activations.base.Activation`, named after it; the contract tests
cover it from then on. A package of one's own has an entry point (:mod:`symbp.registry`).
"""

from __future__ import annotations

from symbp.activations.base import Activation
from symbp.registry import Registry

__all__ = ["Activation", "activations"]

activations = Registry("symbp.activations", "activation", Activation, __name__)
"""All activations by name."""
