"""The choices of an assignment: loss, targets, rounding, notation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import sympy as sp

from symbp.errors import SpecError, UnknownNameError, did_you_mean
from symbp.losses import Loss, losses
from symbp.losses.base import Targets
from symbp.notation import notations
from symbp.optimizers import optimizers
from symbp.registry import choice
from symbp.spec.assignment import (
    VARYING,
    Batch,
    Carry,
    LossChoice,
    MarkingRules,
    Mode,
    OptimizerChoice,
    Outputs,
    Rounding,
    VariantRules,
)
from symbp.spec.contents import ResolvedSpec
from symbp.spec.numbers import Number, read_number
from symbp.spec.schema import LossTable, MarkingTable, RoundingTable, TrainingTable, VariantsTable
from symbp.steps import Kind

_MOST_POINTS = 1_000
_SHORT = {"half-squared-error": "half-sum", "sum-squared-error": "sum", "mean-squared-error": "mean"}


def loss_choice(table: LossTable) -> LossChoice:
    """The loss that a table means.

    Raises:
        SpecError: there is none, or it has no such option.
    """
    name, outputs = table.name, table.outputs
    if name in _SHORT:
        if outputs not in (None, _SHORT[name]):
            message = f'loss: {name} means outputs = "{_SHORT[name]}", but outputs is "{outputs}"'
            raise SpecError(message)
        name, outputs = "squared-error", _SHORT[name]  # type: ignore[assignment]
    try:
        loss = losses[name if name in losses else choice([*losses, *_SHORT], name, losses.kind)]
    except UnknownNameError as error:
        message = f"loss.name: {error}"
        raise SpecError(message) from None
    return LossChoice(
        name=name,
        outputs=Outputs(outputs or loss.reduction),
        batch=Batch(table.batch),
        options=_loss_options(loss, table),
    )


def _loss_options(loss: Loss, table: LossTable) -> dict[str, sp.Rational]:
    for key, number in table.options.items():
        if key not in loss.options:
            message = f"loss.options: unknown option '{key}' for {loss.name}. {did_you_mean(key, loss.options)}"
            raise SpecError(message)
        if number.value <= 0:
            message = f"loss.options.{key}: expected a number above 0, got {number.text}"
            raise SpecError(message)
    return {
        key: table.options[key].rational if key in table.options else default for key, default in loss.options.items()
    }


def optimizer_choice(table: TrainingTable) -> OptimizerChoice:
    """The optimizer that a table means.

    Raises:
        SpecError: there is none, it has no such option, or an option is out of range.
    """
    try:
        rule = optimizers.pick(table.optimizer)
    except UnknownNameError as error:
        message = f"training.optimizer: {error}"
        raise SpecError(message) from None
    for key, number in table.options.items():
        if key not in rule.options:
            message = f"training.options: unknown option '{key}' for {rule.name}. {did_you_mean(key, rule.options)}"
            raise SpecError(message)
        # A share of what was there before; epsilon alone is a size.
        if number.value < 0 or (number.value >= 1 and key != "epsilon"):
            span = "0 or more" if key == "epsilon" else "0 or more and below 1"
            message = f"training.options.{key}: expected {span}, got {number.text}"
            raise SpecError(message)
    given = {key: table.options.get(key) or read_number(usual) for key, usual in rule.options.items()}
    return OptimizerChoice(rule.name, given)


def check_targets(spec: ResolvedSpec, loss: Loss) -> None:
    """Targets are given in one way, or not at all where the loss has none.

    Raises:
        SpecError: they are given twice, not at all, or to no purpose.
    """
    if loss.targets is Targets.NONE:
        if spec.y is not None or spec.classes is not None:
            message = f"data: the loss '{loss.name}' has no targets, but some are given"
            raise SpecError(message)
    elif (spec.y is None) == (spec.classes is None):
        message = "data: expected targets either in 'y' or in 'classes'"
        raise SpecError(message)


def one_hot(labels: Sequence[int], outputs: int) -> list[list[int]]:
    """A row of targets for each class; one output stands for two classes: it is the probability of class 1.

    >>> one_hot([2, 0], 3), one_hot([1, 0], 1)
    ([[0, 0, 1], [1, 0, 0]], [[1], [0]])
    """
    count = max(outputs, 2)
    for i, label in enumerate(labels, start=1):
        if not 0 <= label < count:
            message = f"data.classes, entry {i}: class {label}; expected 0 to {count - 1}, counted from 0"
            raise SpecError(message)
    if outputs == 1:
        return [[label] for label in labels]
    return [[int(k == label) for k in range(outputs)] for label in labels]


def check_iterations(iterations: Sequence[int]) -> None:
    """Iterations count from 1.

    Raises:
        SpecError: one of them does not.
    """
    if any(not 1 <= n <= 10**9 for n in iterations):
        message = "training.iterations: expected whole numbers from 1"
        raise SpecError(message)


def check_notation(name: str) -> None:
    """There is a notation of that name.

    Raises:
        SpecError: there is none.
    """
    try:
        notations.pick(name)
    except UnknownNameError as error:
        message = f"notation: {error}"
        raise SpecError(message) from None


def rounding_choice(table: RoundingTable, optimizer: OptimizerChoice) -> Rounding:
    """The rounding policy that a table means: 4 decimals where it says none.

    An optimizer that divides by the root of squared gradients has 4 significant figures then: decimals
    would make most squares 0.

    Raises:
        SpecError: decimals and significant figures are both given.
    """
    if table.decimals is not None and table.significant is not None:
        message = "rounding: expected 'decimals' or 'significant', not both"
        raise SpecError(message)
    decimals, significant = table.decimals, table.significant
    if decimals is None and significant is None:
        decimals, significant = (None, 4) if "epsilon" in optimizer.options else (4, None)
    return Rounding(decimals, significant, Mode(table.mode), Carry(table.carry))


def variant_rules(table: VariantsTable) -> VariantRules:
    """The numbers that differ from student to student.

    Raises:
        SpecError: a range whose end is not above its beginning.
    """
    ranges = {}
    for kind in VARYING:
        ends = getattr(table, kind)
        if ends is None:
            continue
        low, high = (number.value for number in ends)
        if not low < high:
            message = f"variants.{kind}: expected the least number and then the greatest, got {low} and {high}"
            raise SpecError(message)
        ranges[kind] = (low, high)
    vary = tuple(dict.fromkeys(table.vary))
    return VariantRules(vary, table.decimals, ranges, tuple(table.activations), tuple(table.layers))


def marking_choice(table: MarkingTable, notation: str) -> MarkingRules:
    """The demands on a student's answers; a notation may have error terms as target − output.

    Raises:
        SpecError: a share that is not between 0 and 1.
    """
    share = Fraction(1) if table.coarse is None else table.coarse.value
    if not 0 <= share <= 1:
        message = f"marking.coarse: expected a number from 0 to 1, got {share}"
        raise SpecError(message)
    turned = table.delta == "target-minus-output" or bool(notations.pick(notation).error)
    return MarkingRules(table.digits, turned, share, _points(table.points or {}))


def _points(numbers: Mapping[str, Number]) -> dict[str, Fraction]:
    """The points of kinds of lines and of lines; a number for all is one for each kind.

    Raises:
        SpecError: points below 0, or more than anybody gives.
    """
    for name, number in numbers.items():
        if not 0 <= number.value <= _MOST_POINTS:
            message = f"marking.points{f'.{name}' if name else ''}: expected a number from 0 to {_MOST_POINTS}, got"
            raise SpecError(f"{message} {number.text}")
    points = {name: number.value for name, number in numbers.items()}
    return dict.fromkeys(Kind, points[""]) if "" in points else points
