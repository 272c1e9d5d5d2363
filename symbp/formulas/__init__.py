"""Formulas over scalars, vectors and matrices: read, given shapes, written out entry by entry."""
