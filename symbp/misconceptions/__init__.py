"""Beliefs about backpropagation that are not so, one file each.

To add one, add a file that holds one :class:`~symbp.misconceptions.base.Misconception`, named after it; the contract tests
cover it from then on. A package of one's own has an entry point (:mod:`symbp.registry`).
"""

from __future__ import annotations

from symbp.misconceptions.base import Example, Misconception, RewriteContext, Variant
from symbp.registry import Registry

__all__ = ["Example", "Misconception", "RewriteContext", "Variant", "misconceptions"]

misconceptions = Registry(
    "symbp.misconceptions", "misconception", Misconception, __name__, order=lambda record: (record.rank, record.name)
)
"""All misconceptions by name, the likeliest first."""
