"""The conventions of an assignment, in words.

Sentences are plain text with mathematics between dollar signs; each format escapes the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from itertools import pairwise

import numpy as np

from symbp.formula.latex import number
from symbp.notation import Notation, letters, spell
from symbp.spec import Dense, bundled, load, load_dense
from symbp.spec.assignment import Assignment, Batch, Carry, Mode, Outputs, Rounding, Unit
from symbp.spec.build_dense import MOST_WRITTEN_OUT
from symbp.tables import is_long


def conventions(assignment: Assignment, rounding: Rounding, notation: Notation) -> list[str]:
    """Everything that one has to know to get the same digits."""
    return [
        *_units(assignment),
        *_biases(assignment),
        *_loss(assignment),
        *_samples(assignment),
        rounding_policy(rounding),
        *_long_givens(assignment),
        *_letters(assignment, notation),
    ]


def made_by(assignment: Assignment | Dense, options: str = "") -> str:
    """What makes a worked solution: a command, or Python where the assignment was made or changed there.

    >>> from symbp.spec import load, varied
    >>> made_by(varied("nndl3", {"loss": "huber"}), " --decimals 3")
    'symbp solve nndl3 --set loss=huber --decimals 3'
    """
    source = assignment.source
    if source in bundled():
        again = load_dense(source) if isinstance(assignment, Dense) else load(source)
        if not _alike(assignment, again):
            return f"symbp.solve(…): {source}, changed in Python"
    if not source:
        return f"symbp.solve(…): {assignment.name}, made in Python"
    return f"symbp solve {source}{_form(assignment)}{options}"


def _alike(one: object, other: object) -> bool:
    """Whether two assignments, or two parts of them, are the same; arrays are compared entry by entry."""
    if type(one) is not type(other):
        return False
    if is_dataclass(one) and not isinstance(one, type):
        return all(_alike(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other)
    return one == other


def _form(assignment: Assignment | Dense) -> str:
    """The option that gives matrices where lines would be written out."""
    if not isinstance(assignment, Dense):
        return ""
    sizes, count = assignment.sizes, assignment.x.shape[1]
    lines = 4 * sum(sizes) * count + 2 * sum(a * b for a, b in pairwise(sizes))
    return "" if lines > MOST_WRITTEN_OUT else " --most-lines 0"


def _units(assignment: Assignment) -> Iterator[str]:
    layers = assignment.network.layers[1:]
    kinds = {unit.activation for layer in layers for unit in layer}
    if len(kinds) == 1:
        yield f"Every unit behind the inputs uses {layers[0][0].function.title}."
    else:
        shown = "; ".join(
            f"{', '.join(f'${spell(unit.name).latex}$' for unit in group)}: {group[0].function.title}"
            for layer in layers
            for group in _groups(layer)
        )
        yield f"Activations: {shown}."
    remarks = {unit.function.remark(unit.options) for layer in layers for unit in layer} - {""}
    yield from sorted(remarks)


def _groups(layer: Sequence[Unit]) -> list[list[Unit]]:
    groups: dict[str, list[Unit]] = {}
    for unit in layer:
        groups.setdefault(unit.activation, []).append(unit)
    return list(groups.values())


def _biases(assignment: Assignment) -> Iterator[str]:
    network = assignment.network
    if not network.biases:
        yield "There are no biases."
        return
    shared = len(network.bias_names) < len(network.biases)
    kind = "Some units share a bias" if shared else "Every unit with a bias has its own"
    sign = "is subtracted, as a threshold" if network.bias_sign < 0 else "is added"
    trained = "is trained" if network.biases[0].trained else "is given and not trained"
    yield f"{kind}; a bias {sign}, and {trained}."


def _loss(assignment: Assignment) -> Iterator[str]:
    choice = assignment.loss
    function = choice.function
    over = {
        Outputs.HALF_SUM: "half the sum over the outputs",
        Outputs.SUM: "summed over the outputs",
        Outputs.MEAN: "averaged over the outputs",
    }[choice.outputs]
    only_one = len(assignment.network.outputs) == 1 and choice.outputs is not Outputs.HALF_SUM
    yield f"Loss: {function.title}." if only_one else f"Loss: {function.title}, {over}."
    remark = function.remark(choice.options)
    if remark:
        yield remark


def _samples(assignment: Assignment) -> Iterator[str]:
    count = len(assignment.samples)
    if count > 1:
        how = "mean" if assignment.loss.batch is Batch.MEAN else "sum"
        yield (
            f"There are {count} samples; the loss is the {how} of their losses. "
            "A number in square brackets, as in $L^{[2]}$, says which sample a quantity belongs to."
        )


def _long_givens(assignment: Assignment) -> Iterator[str]:
    if any(is_long(number.text) for number in assignment.numbers.values()):
        yield (
            "Given numbers of more than 12 digits are worked with whole; formulas show them rounded, with as many "
            "figures as the result takes."
        )


def rounding_policy(rounding: Rounding) -> str:
    """The rounding policy as a sentence.

    >>> rounding_policy(Rounding())
    'Rounding: every line to 4 decimals, half up, and carried on rounded; in a longer chain of equations, ...
    """
    if rounding.decimals is not None:
        figures = f"{rounding.decimals} decimal{'s' * (rounding.decimals != 1)}"
    else:
        figures = f"{rounding.significant} significant figure{'s' * (rounding.significant != 1)}"
    ties = "half up" if rounding.mode is Mode.HALF_UP else "half to even"
    if rounding.carry is Carry.ROUNDED:
        return (
            f"Rounding: every line to {figures}, {ties}, and carried on rounded; in a longer chain of equations, "
            f"what has a line of its own enters with the rounded value of that line. {_SIGNS}"
        )
    return (
        f"Rounding: every line is shown with {figures}, {ties}, but carried on exact; "
        f"formulas show it as it was written down, and work with more figures. {_SIGNS}"
    )


_SIGNS = (
    r"Between two numbers $=$ says that both sides, worked out as they stand and rounded so, are the same; "
    r"where they are not, $\approx$ stands."
)


def _letters_by_layer(assignment: Assignment, notation: Notation) -> Iterator[str]:
    hidden, last = (
        {key: letters(getattr(layer, key), tex=True) for key in ("pre", "act", "weight", "bias", "unit")}
        for layer in notation.layers
    )
    h, j = hidden.pop("unit"), last.pop("unit")
    a, b = ({key: f"{letter}_{unit}" for key, letter in each.items()} for each, unit in ((hidden, h), (last, j)))
    yield (
        f"The letters are those of {notation.title}: ${a['pre']}$ and ${b['pre']}$ are what comes in, without the bias "
        f"${a['bias']}$ or ${b['bias']}$; ${a['act']}$ and ${b['act']}$ what goes out; ${hidden['weight']}_{{i{h}}}$ "
        f"and ${last['weight']}_{{{h}{j}}}$ lead from the unit of the first index to that of the second."
    )
    yield from _step(assignment)


def _step(assignment: Assignment) -> Iterator[str]:
    if assignment.step is None:
        return
    eta = rf"$\eta = {assignment.step.text}$"
    yield f"Step: {eta}; all parameters are updated at once, from the gradients at their old values."
    choice = assignment.optimizer
    if not choice.plain:
        options = ", ".join(f"${spell(name).latex} = {number(value.text)}$" for name, value in choice.options.items())
        yield f"Updates by {choice.rule.title}, {options}. {choice.rule.remark}"


def _letters(assignment: Assignment, notation: Notation) -> Iterator[str]:
    pre, act = notation.latex_letter("pre"), notation.latex_letter("act")
    if notation.layers:
        yield from _letters_by_layer(assignment, notation)
        return
    yield (
        f"For a unit $u$, ${pre}_u$ is what comes in (before the activation), ${act}_u$ what goes out, "
        rf"and $\delta_u = \partial L/\partial {pre}_u$."
    )
    part = assignment.loss.function.part
    if part:
        yield rf"${notation.latex_letter('part')}_u$ is the {part} of ${act}_u$, which the loss works with."
    yield from _step(assignment)
