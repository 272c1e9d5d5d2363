"""The general formulas: the lines of "layer l, unit j" derived once, for networks of any width.

``general`` derives them, ``instantiate`` gives any line of a concrete derivation, ``matrix`` reads
the matrix form off the index form.
"""

from __future__ import annotations

from symbp.general.architectures import Architecture, architecture, architecture_of
from symbp.general.derivation import General, derive_general, general

__all__ = ["Architecture", "General", "architecture", "architecture_of", "derive_general", "general"]
