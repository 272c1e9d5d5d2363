"""The matrix form of the general formulas: read off the index form, worked out, written."""
