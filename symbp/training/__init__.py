"""Training runs: iterations of gradient descent, some of them looked at closely."""

from typing import TYPE_CHECKING

from symbp.renamed import renamed_names
from symbp.training import page
from symbp.training.runner import Iteration
from symbp.training.runs import Run, left_the_range, train

__all__ = ["Iteration", "Run", "left_the_range", "page", "train"]


if not TYPE_CHECKING:
    __getattr__ = renamed_names(__name__)
