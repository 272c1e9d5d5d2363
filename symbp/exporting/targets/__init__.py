"""The targets of exports: programs in every language (:mod:`symbp.code.languages`), and else one file each.

To add one, add a file that holds one :class:`~symbp.exporting.targets.base.Target`, named after it; the contract tests
cover it from then on. A package of one's own has an entry point (:mod:`symbp.registry`).
"""

from __future__ import annotations

from symbp.code.languages import languages
from symbp.exporting.targets.base import Target, program_target
from symbp.registry import Registry

__all__ = ["Target", "targets"]

targets = Registry("symbp.targets", "target", Target, __name__, below=(languages, program_target))
"""All targets by name."""
