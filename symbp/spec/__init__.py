"""Everything that a user writes is read and checked here, and nowhere else.

``load`` gives an :class:`~symbp.spec.assignment.Assignment` in which every number is exact, every
name exists once and every size fits, or raises a :class:`~symbp.errors.SpecError` that names the
place, what was expected and the nearest right word.
"""

from typing import TYPE_CHECKING

from symbp.renamed import renamed_names
from symbp.spec.assignment import Assignment, Rounding
from symbp.spec.dense import ArrayAssignment
from symbp.spec.reader import bundled, in_lines, is_bundled, load, parse
from symbp.spec.variation import varied

__all__ = [
    "ArrayAssignment",
    "Assignment",
    "Rounding",
    "bundled",
    "in_lines",
    "is_bundled",
    "load",
    "parse",
    "varied",
]


if not TYPE_CHECKING:
    __getattr__ = renamed_names(__name__)
