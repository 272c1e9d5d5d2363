"""Training runs: rounds of gradient descent, some of them looked at closely."""

from symbp.training import page
from symbp.training.runner import Round
from symbp.training.runs import Run, left_the_range, train

__all__ = ["Round", "Run", "left_the_range", "page", "train"]
