"""A small network that stands for a wide one: of the same kind, with fewer units and with numbers of its own.

What a program computes of a layer is the same formula at every width. A program of a network of 784-30-10 is
therefore compared as one of 5-4-3, line by line and proven, where the wide one would have a quarter of a million lines.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from symbp.errors import SpecError
from symbp.files import PROGRAMS
from symbp.limits import MOST_WRITTEN_OUT
from symbp.losses import losses
from symbp.losses.base import Targets
from symbp.spec.assignment import Assignment
from symbp.spec.choices import loss_choice
from symbp.spec.dense import ArrayAssignment
from symbp.spec.reader import in_lines, load, load_edited
from symbp.spec.schema import LossTable

SAMPLES = 2
"""How many samples are made up."""
_WIDE = 8
"""A layer of more units is a wide one."""
_LEAST = 3


def small_sizes(sizes: Sequence[int], kept: Collection[int] = (), samples: int = SAMPLES) -> tuple[int, ...]:
    """The sizes of the small network: those that are equal stay equal, and none is the number of samples.

    Args:
        sizes: of the layers of the wide network.
        kept: sizes that stay as they are.
        samples: how many samples there are.

    >>> small_sizes((784, 30, 10)), small_sizes((784, 10, 10)), small_sizes((2, 100, 1), samples=4)
    ((5, 4, 3), (4, 3, 3), (2, 3, 1))
    """
    fixed = {*kept, *(size for size in sizes if size <= _WIDE)}
    free = (size for size in itertools.count(_LEAST) if size not in fixed and size != samples)
    small = {size: size if size in fixed else next(free) for size in sorted(set(sizes))}
    return tuple(small[size] for size in sizes)


def number(n: int) -> str:
    """A number that no other one of the assignment is likely to be, between -1 and 1.

    >>> number(1), number(2)
    ('-0.62', '-0.25')
    """
    return f"{((n * 37) % 199 - 99) / 100:.2f}".replace("0.00", "0.17")


def inputs(units: int) -> list[list[str]]:
    """Inputs that are made up, a row a sample."""
    return [[number(7 * sample + 3 * unit + 1) for unit in range(units)] for sample in range(SAMPLES)]


def targets(loss: str, sample: int, units: int) -> list[str]:
    """Targets that are made up, as a loss can have them."""
    kind = losses[loss].targets
    if kind is Targets.DISTRIBUTION and units > 1:
        # The last class is among them: programs count the classes by the largest.
        own = -sample % units
        return ["1" if unit == own else "0" for unit in range(units)]
    if kind is Targets.NUMBERS:
        return [number(13 * sample + 5 * unit + 8) for unit in range(units)]
    return [str((sample + unit + 1) % 2) for unit in range(units)]


def weights(count: int) -> Iterator[str]:
    """Weights that are made up."""
    return (number(5 * n + 2) for n in range(count))


def biases(count: int) -> Iterator[str]:
    """Biases that are made up."""
    return (number(11 * n + 4) for n in range(count))


def stand_in(spec: str | Path) -> Assignment:
    """The small network that stands for the wide one of an assignment.

    Args:
        spec: a file, or a bundled assignment by its name, that is worked out in matrices.

    Raises:
        SpecError: it cannot be read, or its layers are not fully connected.

    >>> small = stand_in("fizzbuzz")
    >>> [len(layer) for layer in small.network.layers], small.network.stands_for
    ([3, 5, 4], (10, 100, 4))
    """
    small = load_edited(spec, _narrow, MOST_WRITTEN_OUT)
    if not isinstance(small, Assignment):
        message = f"{spec}: no small network can stand for it"
        raise SpecError(message)
    return small


def in_lines_for(
    assignment: Assignment | ArrayAssignment | str | Path, answers: str | Path | Sequence[str | Path]
) -> Assignment:
    """An assignment line by line; of a wide network, for programs, the small one that stands for it.

    Args:
        assignment: an assignment, the name of a bundled one, or a file.
        answers: the files that are handed in.

    Raises:
        SpecError: it cannot be read, or is wide and what is handed in is no program.

    >>> in_lines_for("fizzbuzz", ["program.py"]).network.stands_for
    (10, 100, 4)
    """
    files = [answers] if isinstance(answers, str | Path) else answers
    if files and all(Path(file).suffix.lower() in PROGRAMS for file in files):
        known = load(assignment) if isinstance(assignment, str | Path) else assignment
        if isinstance(known, ArrayAssignment):
            return stand_in(known.source)
        assignment = known
    return in_lines(assignment)


def _table(tables: dict[str, object], key: str) -> dict[str, object]:
    found = tables.setdefault(key, {})
    if not isinstance(found, dict):
        message = f"{key}: expected a table"
        raise SpecError(message)
    return found


def _narrow(tables: dict[str, object]) -> None:
    """Put a small network with made-up numbers in the place of a wide one, in the tables of its file."""
    network, data, training = (_table(tables, key) for key in ("network", "data", "training"))
    sizes = network.get("layers")
    if not isinstance(sizes, list) or not all(type(size) is int and size > 0 for size in sizes) or len(sizes) < 2:
        message = "network.layers: expected the sizes of the layers"
        raise SpecError(message)
    small = small_sizes(sizes)
    network |= {"layers": list(small), "stands_for": sizes, "numbering": "matrix"}
    loss = loss_choice(LossTable.model_validate(_table(tables, "loss"))).name
    data["x"] = inputs(small[0])
    if data.pop("classes", None) is not None or data.pop("y", None) is not None:
        data["y"] = [targets(loss, sample, small[-1]) for sample in range(SAMPLES)]
    counts = {"unit": sum(small[1:]), "fixed": sum(small[1:]), "layer": len(small) - 1}
    drawn = {"weights": list(weights(sum(a * b for a, b in itertools.pairwise(small))))}
    if count := counts.get(str(network.get("bias", "")), 0):
        drawn["biases"] = list(biases(count))
    tables["parameters"] = drawn
    if training.get("batch_size") != 1:
        training.pop("batch_size", None)
