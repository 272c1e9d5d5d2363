"""PyTorch in matrices: for wide networks and any batch."""

from symbp.exporting.targets.base import matrix_target

TORCH_MATRIX = matrix_target("torch-matrix", "PyTorch in matrices", "torch", "{}_torch_matrices.py")
