"""Descent by code that is made from the derivation and compiled once."""

from __future__ import annotations

from symbp.errors import SymbpError
from symbp.spec import ArrayAssignment, Assignment
from symbp.training.compiled import Descent
from symbp.training.lines import in_lines
from symbp.training.matrices import in_matrices
from symbp.training.precision import Precision


def descent(
    assignment: Assignment | ArrayAssignment, precision: Precision, mistake: str | None = None, seed: int | None = None
) -> Descent:
    """Compile the iterations of an assignment.

    Args:
        assignment: what is trained; it has a step.
        precision: the numbers that are worked with.
        mistake: a misconception that is put into its lines.
        seed: of the order of the samples, which is as given without one.

    >>> from symbp.spec import load
    >>> from symbp.training.precision import PRECISIONS
    >>> made = descent(load("nndl3"), PRECISIONS["double"])
    >>> losses = []
    >>> after = made.descend(made.start, made.order.batches, 0, 1000, 1.0, losses)
    >>> round(losses[0], 10), len(losses)
    (0.2097097937, 1000)
    """
    if isinstance(assignment, ArrayAssignment):
        if mistake is not None:
            message = f"{assignment.name} is trained in matrices, and mistakes are put into single lines"
            raise SymbpError(message)
        return in_matrices(assignment, precision, seed)
    return in_lines(assignment, precision, mistake, seed)
