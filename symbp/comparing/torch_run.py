"""The same run by torch: its autograd knows nothing of our backward pass, and its optimizers nothing of our updates."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from symbp.comparing.figures import PrintedFigure
from symbp.errors import MissingProgramError, SymbpError
from symbp.limits import MOST_TORCH_ITERATIONS
from symbp.network import forward
from symbp.quantity import gradient_of, updated_name
from symbp.spec import Assignment
from symbp.steps import Derivation, Kind, Step
from symbp.training.runs import spread
from symbp.values.arithmetic import Arithmetic, Branch
from symbp.values.evaluation import evaluate

WATCHED_BY_TORCH = 50


class _Tensors(Arithmetic):
    """Forward lines as operations on tensors."""

    def __init__(self, torch: Any, dtype: object) -> None:
        self.torch, self.dtype = torch, dtype

    def number(self, value: Fraction) -> object:
        return self.torch.tensor(float(value), dtype=self.dtype)

    def add(self, terms: Sequence[Any]) -> object:
        return sum(terms[1:], start=terms[0])

    def multiply(self, left: object, right: Any) -> object:
        return left * right

    def power(self, base: Any, exponent: int) -> object:
        return base**exponent

    def call(self, function: str, argument: object) -> object:
        return self.torch.mul(argument, math.pi) if function == "pi" else getattr(self.torch, function)(argument)

    def compare(self, left: Any, right: Any) -> int:
        """-1, 0 or 1 by the numbers in the tensors; the comparison is no part of the graph."""
        apart = float(left.detach() - right.detach())
        return (apart > 0) - (apart < 0)

    def is_zero(self, value: Any) -> bool:
        """Whether the value is a constant 0: one that has a gradient stays in the graph."""
        return not value.requires_grad and float(value) == 0

    def choose(self, branches: Sequence[Branch]) -> object:
        return next(value() for test, sides, value in branches if test is None or test(self.compare(*sides())))

    def line(self, step: Step, value: object) -> object:
        return value


def torch_figures(
    assignment: Assignment, iterations: int, precision: str = "double"
) -> Mapping[tuple[int, str], PrintedFigure]:
    """The figures of a run that torch makes of the forward lines alone.

    Raises:
        MissingProgramError: torch is not installed.
        SymbpError: torch cannot make this run.
    """
    try:
        import torch
    except ImportError:
        message = "torch is not installed. Install it with: pip install torch"
        raise MissingProgramError(message) from None
    if assignment.learning_rate is None or not 1 <= iterations <= MOST_TORCH_ITERATIONS:
        message = f"a run by torch needs training.learning_rate, and 1 to {MOST_TORCH_ITERATIONS} iterations"
        raise SymbpError(message)
    kind = torch.float64 if precision == "double" else torch.float32
    parameters = {
        name: torch.tensor(float(number.value), dtype=kind, requires_grad=name in assignment.trained)
        for name, number in assignment.parameters.items()
    }
    trained = [parameters[name] for name in assignment.trained]
    optimizer = _optimizer(torch, assignment, trained)
    seen = spread(iterations, WATCHED_BY_TORCH) | {1, iterations}
    figures: dict[tuple[int, str], PrintedFigure] = {}
    lines, arithmetic = forward(assignment), _Tensors(torch, kind)
    outputs = [step for step in lines if step.kind is Kind.ACT or step.name == "L"]
    for at in range(1, iterations + 1):
        values = _forward(assignment, lines, parameters, arithmetic)
        if not torch.isfinite(values["L"]):
            break
        optimizer.zero_grad()
        # Where all outputs are dead no path leads to a parameter, and there is nothing to go back through.
        if values["L"].requires_grad:
            values["L"].backward()
        if at in seen:
            figures |= {(at, step.name): _figure(values[step.name]) for step in outputs}
            figures |= {(at, gradient_of(n)): _figure(parameters[n].grad) for n in assignment.trained}
        optimizer.step()
        if at in seen:
            figures |= {(at, updated_name(n, 1)): _figure(parameters[n]) for n in assignment.trained}
    return figures


def _forward(
    assignment: Assignment, lines: Derivation, parameters: Mapping[str, object], tensors: _Tensors
) -> dict[str, Any]:
    given = {name: tensors.number(number.value) for name, number in assignment.numbers.items()}
    return evaluate(lines, {**given, **parameters}, tensors)


def _figure(value: Any) -> PrintedFigure:
    # Where no path leads from a parameter to the loss, torch has no gradient: it is 0.
    return PrintedFigure(0.0 if value is None else float(value.detach()))


def _optimizer(torch: object, assignment: Assignment, trained: list[Any]) -> Any:
    """The optimizer of torch that has the rule of the assignment."""
    assert assignment.learning_rate is not None
    rate = float(assignment.learning_rate.value)
    options = {name: float(number.value) for name, number in assignment.optimizer.options.items()}
    make = assignment.optimizer.rule.in_torch
    if make is None or assignment.later:
        message = "torch was not asked for this: it is asked for runs of whole batches by its own optimizers"
        raise SymbpError(message)
    return make(torch, trained, rate, options)
