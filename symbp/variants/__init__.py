"""Variants of an assignment: other numbers for each student, vetted, the same for ever.

>>> from symbp.variants import variant
>>> one, again = variant("nndl3", "anna", 7), variant("nndl3", "anna", 7)
>>> one.parameters == again.parameters, one.parameters["w1"].text
(True, '-0.3')
"""

from symbp.variants.drawing import variant
from symbp.variants.sheets import students_of, write_variants

__all__ = ["students_of", "variant", "write_variants"]
