"""Compiled functions that train, and the arrays that they work on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symbp.training.batches import Order

State = tuple[Any, ...]
"""Training state from one iteration to the next: numbers, or arrays."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The values of an iteration before its update.

    Attributes:
        loss: of the batch.
        hidden, outputs: activations by name, of each sample; in matrices one column a sample.
        gradients: in the order of the trained parameters.
    """

    loss: float
    hidden: tuple[Mapping[str, Any], ...]
    outputs: tuple[Mapping[str, Any], ...]
    gradients: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Descent:
    """The compiled functions of an assignment.

    Attributes:
        trained: names of the trained parameters: what is carried on begins with them.
        state: names of all that is carried from one iteration to the next.
        start: what is carried into the first iteration.
        order: the numbers of the samples, batch by batch.
        text: what was compiled.
        fixed: a mark of the numbers that it has been given beside the text.
        descend: state, batches, first iteration, iterations, step, losses (a list that grows) -> state.
        look: state, batch, step -> what is seen.
    """

    trained: tuple[str, ...]
    state: tuple[str, ...]
    start: State
    order: Order
    text: str
    descend: Callable[[State, Sequence[Any], int, int, Any, list[float]], State]
    look: Callable[[State, Any, Any], Snapshot]
    fixed: str = ""


def compiled(text: str, name: str, **given: object) -> dict[str, Any]:
    """The functions of a program that we have made; ``given`` are names that it may use."""
    # What is run is printed from our own lines; whatever an author called a quantity has become an
    # identifier of ASCII letters.
    scope: dict[str, object] = dict(given)
    exec(compile(text, f"<iterations of {name}>", "exec"), scope)  # noqa: S102 - see above
    return scope
