"""Losses: the record of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import sympy as sp

from symbp.page.model import Phrase
from symbp.renamed import LOSS, renamed_fields

Array = npt.NDArray[np.float64]
Options = Mapping[str, sp.Rational]
Vector = Sequence[sp.Expr]


class Targets(StrEnum):
    """The targets that a loss expects."""

    NUMBERS = "numbers"
    PROBABILITIES = "probabilities"
    DISTRIBUTION = "distribution"
    NONE = "none"


@renamed_fields(LOSS)
@dataclass(frozen=True, slots=True)
class Loss:
    """A loss for one sample: what SymPy differentiates, and an independent NumPy twin.

    Attributes:
        name: key, as written in an assignment.
        title: how a sentence calls it.
        term: output, target, applied link, options -> what one output adds to the loss, before ``outputs``
            scales it. The derivative is *not* given: SymPy takes it from this expression.
        values: NumPy: outputs and targets (units, samples), options -> loss of each sample, shape
            (samples,), before scaling.
        gradient: NumPy: outputs, targets, options -> ∂values/∂outputs, shape (units, samples).
            Written by hand, so that it can judge the derived formulas.
        source: where the loss and its conventions are taken from.
        reduction: what ``outputs`` is when an assignment does not say.
        targets: what the targets have to be.
        link: activation that the loss applies to its outputs by itself, such as the softmax of the
            logits; its values become helper lines before the loss, and stand before the unit in
            their names. "" where there is none.
        slope: offered form of ∂Σterm/∂output_k: output, target, applied link, sum of all targets ->
            expression. It is proven against ``diff`` of the loss with its parts written out.
        default_output_activation: the one that the loss is made for; "" where any will do.
        logits: what the loss applies to its outputs by itself, for the warning when the network
            has applied something already; "" where it takes the outputs as they are.
        least_at_target: whether each output's term is smallest where the output is nearest to its
            target, so that a target out of reach has a floor that can be computed.
        options: names of the options with their defaults.
        remark: a convention that has to be stated on a sheet; options -> sentence, if there is one.
    """

    name: str
    title: str
    term: Callable[[sp.Expr, sp.Expr, sp.Expr, Options], sp.Expr]
    values: Callable[[Array, Array, Mapping[str, float]], Array]
    gradient: Callable[[Array, Array, Mapping[str, float]], Array]
    source: str
    reduction: str = "sum"
    targets: Targets = Targets.NUMBERS
    link: str = ""
    slope: Callable[[sp.Expr, sp.Expr, sp.Expr, sp.Expr], sp.Expr] | None = None
    default_output_activation: str = ""
    logits: str = ""
    least_at_target: bool = False
    options: Options = field(default_factory=lambda: MappingProxyType({}))
    remark: Callable[[Options], Phrase | None] = lambda _: None

    def expression(self, outputs: Vector, targets: Vector, parts: Vector, options: Options) -> sp.Expr:
        """The sum of the outputs' terms; targets and parts are empty where the loss has none.

        >>> from symbp.losses import losses
        >>> losses["output"].expression(sp.symbols("a b"), (), (), {})
        a + b
        """
        rows = zip_longest(outputs, targets, parts, fillvalue=sp.Integer(0))
        return sp.Add(*(self.term(output, target, part, options) for output, target, part in rows))
