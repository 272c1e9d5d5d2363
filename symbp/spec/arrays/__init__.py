"""Numbers that come as arrays: from files, or drawn from a seed."""

from __future__ import annotations

from symbp.spec.arrays.files import read_file
from symbp.spec.arrays.recipes import Recipe, recipe
from symbp.spec.arrays.sources import ArraySource, is_source, outside_data, resolve

__all__ = ["ArraySource", "Recipe", "is_source", "outside_data", "read_file", "recipe", "resolve"]
