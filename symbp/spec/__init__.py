"""Everything that a user writes is read and checked here, and nowhere else.

``load`` gives an :class:`~symbp.spec.assignment.Assignment` in which every number is exact, every
name exists once and every size fits, or raises a :class:`~symbp.errors.SpecError` that names the
place, what was expected and the nearest right word.
"""

from symbp.spec.assignment import Assignment, Rounding
from symbp.spec.dense import Dense
from symbp.spec.reader import bundled, load, load_any, load_dense, parse
from symbp.spec.variation import varied

__all__ = ["Assignment", "Dense", "Rounding", "bundled", "load", "load_any", "load_dense", "parse", "varied"]
