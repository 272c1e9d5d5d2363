"""The program of an assignment: what is computed for one sample, and how samples make a batch.

The lines are those of the derivation of a single sample. A batch is a weighted sum of samples, and
so are its gradients; the weight is the derivative of the batch's loss by the loss of a sample.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import sympy as sp

from symbp.code.line import ProgramLine
from symbp.code.stable import stable_lines
from symbp.errors import SymbpError
from symbp.limits import MOST_WRITTEN_OUT
from symbp.network import forward
from symbp.pipeline import derive
from symbp.quantity import gradient_of, updated_name
from symbp.spec.assignment import Assignment
from symbp.spec.numbers import Number
from symbp.steps import TRAINED, Derivation, Kind, Role, symbol


@dataclass(frozen=True)
class Program:
    """A program, as every code target prints it.

    Attributes:
        assignment: what it was made from.
        trained, fixed: names of the parameters that have a gradient, and of the fixed biases.
        inputs, targets: names of the numbers of a sample.
        lines: of one sample, in order, forward and backward.
        gradients: the name of ∂L/∂parameter, by parameter.
        by_inputs: the name of ∂L/∂input, by input; empty where the assignment does not ask for them.
        state: training state, name -> name of its updated value: the trained
            parameters first, then the states of the optimizer.
        settings: options of the optimizer, by name.
        updates: the lines of the optimizer.
        mean: whether the loss of a batch is the mean over its samples, and not their sum.
    """

    assignment: Assignment
    trained: tuple[str, ...]
    fixed: tuple[str, ...]
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    lines: tuple[ProgramLine, ...]
    gradients: dict[str, str]
    by_inputs: dict[str, str]
    state: dict[str, str]
    settings: dict[str, Number]
    updates: tuple[ProgramLine, ...]
    mean: bool

    @property
    def functions(self) -> frozenset[str]:
        """The functions that the lines call; ``choose`` where one is a choice by cases."""
        return frozenset().union(*(line.functions for line in (*self.lines, *self.updates)))


def program(
    assignment: Assignment,
    change: Callable[[Assignment, Derivation], Derivation] | None = None,
    shown: Iterable[str] = (),
) -> Program:
    """The program of an assignment.

    Args:
        assignment: what is computed.
        change: what is to be changed in the lines of a sample, as a misconception does.
        shown: lines that are worked out even if nothing uses them.

    Raises:
        SymbpError: it has more lines than anybody would compile.

    >>> from symbp.spec import load
    >>> made = program(load("nndl3"))
    >>> made.lines[-1].text, made.mean, sorted(made.functions)
    ('dL/din_h2*x2', True, ['exp'])
    """
    step = assignment.learning_rate or Number("1", Fraction(1))
    one = replace(assignment, samples=assignment.samples[:1], later=(), learning_rate=step)
    derivation = derive(one) if change is None else change(one, derive(one))
    if len(derivation) > MOST_WRITTEN_OUT:
        message = f"{assignment.name}: {len(derivation)} lines are too many for a program line by line; "
        raise SymbpError(message + f"at most {MOST_WRITTEN_OUT} (see the targets numpy-matrix and torch-matrix)")
    trained = [step.name for step in derivation.givens(*TRAINED)]
    if not trained:
        message = f"{assignment.name} has nothing that is trained: what a program has derivatives of are the parameters"
        raise SymbpError(message)
    return Program(
        assignment=assignment,
        trained=tuple(trained),
        fixed=tuple(step.name for step in derivation.givens(Role.FIXED)),
        inputs=tuple(step.name for step in derivation.givens(Role.INPUT)),
        targets=tuple(step.name for step in derivation.givens(Role.TARGET)),
        lines=tuple(stable_lines(derivation, _needed(derivation, shown))),
        gradients={name: gradient_of(name) for name in trained},
        by_inputs={
            step.name: gradient_of(step.name) for step in derivation.givens(Role.INPUT) if assignment.input_gradients
        },
        state={
            step.name: updated_name(step.name, 1)
            for step in (*derivation.givens(*TRAINED), *derivation.givens(Role.STATE))
        },
        settings=dict(assignment.optimizer.options),
        updates=tuple(ProgramLine.of(derivation, step.name) for step in derivation.of_kind(Kind.UPDATE)),
        mean=_weight(assignment) != 1,
    )


def _needed(derivation: Derivation, outputs: Iterable[str]) -> Iterator[str]:
    """The lines that the loss and the gradients need, forward and backward; with a mistake in them perhaps updates."""
    asked = {gradient_of(step.name) for step in derivation.givens(Role.INPUT)}
    needed = {"L", *outputs, *(step.name for step in derivation if step.kind is Kind.GRADIENT or step.name in asked)}
    for step in reversed(derivation.steps):
        if step.name in needed:
            needed |= step.uses
    for step in derivation:
        if step.expr is not None and step.name in needed:
            yield step.name


def _weight(assignment: Assignment) -> sp.Expr:
    """∂L/∂L[s] of two samples: one half for a mean, one for a sum."""
    if assignment.formulas is not None:
        return sp.Integer(1)
    two = replace(assignment, samples=(assignment.samples[0],) * 2, later=())
    total = forward(two)["L"].expr
    assert total is not None
    return sp.diff(total, symbol("L[1]"))
