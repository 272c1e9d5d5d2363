"""NumPy in matrices: for wide networks and any batch."""

from symbp.exporting.targets.base import matrix_target

NUMPY_MATRIX = matrix_target("numpy-matrix", "NumPy in matrices", "numpy", "{}_matrices.py")
