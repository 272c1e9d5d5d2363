"""Courses' own ways of writing the quantities of a network, one file each; the lines keep their plain names.

To add one, add a file that holds one :class:`~symbp.notation.courses.base.Notation`, named after it.
A package of one's own has an entry point (:mod:`symbp.registry`).
"""

from __future__ import annotations

from symbp.notation.courses.base import Indexing, LayerLetters, Notation
from symbp.registry import Registry

__all__ = ["Indexing", "LayerLetters", "Notation", "notations"]

notations = Registry("symbp.notations", "notation", Notation, __name__)
"""All notations by name."""
