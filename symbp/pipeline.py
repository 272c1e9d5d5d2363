"""The derivation of an assignment: forward lines, then the backward pass."""

from __future__ import annotations

from pathlib import Path

from symbp import backprop, network
from symbp.spec import Assignment, load
from symbp.steps import Derivation


def derive(assignment: Assignment | str | Path) -> Derivation:
    """All lines of an assignment (or of a bundled one by name, or of a file).

    Raises:
        SpecError: the assignment cannot be read.

    >>> derive("nndl3").formula("dout_h1/din_h1")
    'out_h1*(1 - out_h1)'
    """
    if not isinstance(assignment, Assignment):
        assignment = load(assignment)
    forward = network.forward(assignment)
    return backprop.extend(forward, input_gradients=assignment.input_gradients)
