"""Experiments: one assignment, some of its entries varied, every combination run."""

from symbp.experimenting import page
from symbp.experimenting.cells import CellResult
from symbp.experimenting.grid import Axis, Experiment, experiment

__all__ = ["Axis", "CellResult", "Experiment", "experiment", "page"]
