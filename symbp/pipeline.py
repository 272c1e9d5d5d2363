"""The derivation of an assignment: forward lines, then the backward pass; later iterations behind the first."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from symbp import backprop, network
from symbp.errors import SymbpError
from symbp.passes import renamed
from symbp.quantity import updated_name
from symbp.renamed import renamed_arguments
from symbp.spec import ArrayAssignment, Assignment, in_lines
from symbp.spec.numbers import Number
from symbp.steps import CARRIED, TRAINED, Derivation, Kind, Role, Step


@renamed_arguments("rounds")
def derive(assignment: Assignment | ArrayAssignment | str | Path, iterations: int = 1) -> Derivation:
    """All lines of an assignment (or of a bundled one by name, or of a file).

    Args:
        assignment: what is asked.
        iterations: how many iterations of training. The lines of iteration k > 1 are called ``in_h1@k``, and
            begin with the parameters that the iteration before has made.

    Raises:
        SpecError: the assignment cannot be read.
        SymbpError: several iterations of an assignment without a step.

    >>> derive("nndl3").formula("dout_h1/din_h1")
    'out_h1*(1 - out_h1)'
    >>> derive("nndl3", iterations=2).formula("in_h1@2")
    'w1_new*x1 + w3_new*x2'
    """
    with _uncollected():
        return _derived(in_lines(assignment), iterations)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing is looked for that could be thrown away: of the many small objects of a derivation all are kept."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _derived(assignment: Assignment, iterations: int) -> Derivation:
    first = _iteration(assignment)
    if iterations > 1 and assignment.learning_rate is None:
        message = "a second iteration needs training.learning_rate: without it no parameter is updated"
        raise SymbpError(message)
    later = [step for k in range(2, iterations + 1) for step in _later(assignment, k)]
    return first.extended(later) if later else first


def after_update(derivation: Derivation, assignment: Assignment) -> Derivation:
    """The lines of so many updates, and behind them the forward pass of the first samples with the last values.

    >>> from symbp.spec import load
    >>> a = load("nndl3")
    >>> after_update(derive(a), a).formula("in_h1@2")
    'w1_new*x1 + w3_new*x2'
    """
    iterations = iterations_of(derivation)
    names = {step.name: updated_name(step.name, iterations) for step in derivation.givens(*TRAINED)}
    forward = network.forward(assignment)
    names |= {step.name: str(step.quantity.at(iterations + 1)) for step in forward if step.kind is not Kind.GIVEN}
    return derivation.extended(step for step in renamed(forward, names) if step.quantity.iteration > iterations)


def givens(assignment: Assignment, iterations: int = 1) -> dict[str, Fraction]:
    """The exact value of every given of so many iterations."""
    return {name: number.value for name, number in numbers(assignment, iterations).items()}


def numbers(assignment: Assignment, iterations: int = 1) -> dict[str, Number]:
    """Every given of so many iterations, with its text."""
    all_numbers = dict(assignment.numbers)
    for k in range(2, iterations + 1) if assignment.later else ():
        all_numbers |= {f"{name}@{k}": number for name, number in _batch(assignment, k).data.items()}
    return all_numbers


def iterations_of(derivation: Derivation) -> int:
    """How many iterations of training a derivation has.

    >>> iterations_of(derive("nndl3")), iterations_of(derive("nndl3", iterations=3))
    (1, 3)
    """
    return max((step.quantity.iteration for step in derivation), default=1)


def _iteration(assignment: Assignment) -> Derivation:
    return backprop.extend(
        network.forward(assignment), input_gradients=assignment.input_gradients, optimizer=assignment.optimizer.name
    )


def _batch(assignment: Assignment, k: int) -> Assignment:
    return replace(assignment, samples=assignment.batch(k), later=())


def _later(assignment: Assignment, k: int) -> Iterator[Step]:
    """Iteration k: the same lines over the parameters of the iteration before, and its own batch of samples."""
    alone = _iteration(_batch(assignment, k))
    names = {}
    for step in alone:
        if step.why in CARRIED and step.kind is Kind.GIVEN:
            names[step.name] = updated_name(step.name, k - 1)
        elif step.kind is not Kind.GIVEN or (assignment.later and step.why in (Role.INPUT, Role.TARGET)):
            names[step.name] = str(step.quantity.at(k))
    for step in renamed(alone, names):
        if step.kind is not Kind.GIVEN or step.quantity.iteration == k:
            yield step
