"""Training runs: rounds of gradient descent, some of them looked at closely."""

from symbp.training.runs import Round, Run, train

__all__ = ["Round", "Run", "train"]
