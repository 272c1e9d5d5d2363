"""Experiments: one assignment, some of its entries varied, every combination run."""

from symbp.experimenting import page
from symbp.experimenting.cells import Result
from symbp.experimenting.grid import Axis, Experiment, experiment

__all__ = ["Axis", "Experiment", "Result", "experiment", "page"]
