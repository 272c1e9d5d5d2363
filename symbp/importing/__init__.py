"""Trained networks of other programs become assignments."""

from __future__ import annotations

from symbp.importing.model import Layer, Model
from symbp.importing.readers.pytorch import from_sequential
from symbp.importing.reading import import_model, read_model
from symbp.importing.writing import assignment_files

__all__ = ["Layer", "Model", "assignment_files", "from_sequential", "import_model", "read_model"]
