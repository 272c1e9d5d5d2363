"""The words that a language has around formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Sense(StrEnum):
    """The things that a word can say a quantity to be."""

    NET = "net input"
    OUT = "output"
    LOSS = "loss"
    SHARE = "share of the loss"
    ERROR = "difference of output and target"
    BACK = "derivative by an output"
    SLOPE = "derivative of an activation"
    DELTA = "delta"
    GRADIENT = "gradient"
    STEP = "step"
    NEW = "new value"
    OLD = "old value"
    TARGET = "target"
    INPUT = "input"
    RATE = "learning rate"
    WEIGHT = "weight"
    BIAS = "bias"


@dataclass(frozen=True, slots=True)
class SheetLanguage:
    """The words of one language that a reader of sheets has to know.

    All words are written small. A word of a script without spaces is found inside of others.

    Attributes:
        name: its code, as ``de``.
        roles: words and phrases for what a quantity is.
        names: heads of the column of a table that holds names.
        values: heads of the column that holds numbers.
        joins: words that stand between two statements.
        equals: words that stand for a sign of equality.
        about: words that say that a number is rounded.
        variant: words before the code of a variant, such as 7/anna.
        lets: words before a name that is defined, as "let".
        defines: words between a name and what it stands for, besides those for a sign of equality.
        iteration: words that count updates of the weights.
        sample: words that count samples.
        again: words that say of a loss or an output that it is calculated again, with the updated weights.
    """

    name: str
    roles: Mapping[Sense, tuple[str, ...]]
    names: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    equals: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    variant: tuple[str, ...] = ()
    lets: tuple[str, ...] = ()
    defines: tuple[str, ...] = ()
    iteration: tuple[str, ...] = ()
    sample: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    fillers: tuple[str, ...] = field(default=())
