"""Network files, one kind a file.

To add one, add a file that holds one :class:`~symbp.importing.readers.base.ModelReader`,
named after it; the contract tests cover it from then on. A package of one's own has an entry point
(:mod:`symbp.registry`).
"""

from __future__ import annotations

from symbp.importing.readers.base import ModelReader
from symbp.registry import Registry

__all__ = ["ModelReader", "readers"]

readers = Registry("symbp.networks", "kind of network files", ModelReader, __name__)
"""All readers of network files by name."""
