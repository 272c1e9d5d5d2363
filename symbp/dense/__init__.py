"""Networks too wide to write out: worked out in matrices, shown by shapes, norms and single entries."""

from __future__ import annotations

from symbp.dense.entries import GradientEntry, entry
from symbp.dense.proof import verify_dense
from symbp.dense.table import DenseTable, MatrixRow, dense_table

__all__ = ["DenseTable", "GradientEntry", "MatrixRow", "dense_table", "entry", "verify_dense"]
