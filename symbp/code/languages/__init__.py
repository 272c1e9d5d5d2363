"""The languages in which programs are written, one file each, with a template.

Each is a target of exports.

To add one, add a template, and a file that holds one :class:`~symbp.code.languages.base.Language`,
named after it; the contract tests cover it from then on. A package of one's own has an entry point
(:mod:`symbp.registry`).
"""

from __future__ import annotations

from symbp.code.languages.base import Language
from symbp.registry import Registry

__all__ = ["Language", "languages"]

languages = Registry("symbp.languages", "language", Language, __name__)
"""All languages by name."""
