"""Formulas for other documents: the lines of a derivation in sections, in LaTeX and in Unicode."""
