"""The factor between two ways to put a loss together, derived from the ways themselves."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from symbp.page.model import Sentence
from symbp.page.words import say
from symbp.spec.assignment import Assignment, Batch, LossChoice, Outputs

SAMPLES, OUTPUTS = sp.Symbol("N", positive=True), sp.Symbol("M", positive=True)


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor between losses, and so between their gradients.

    Attributes:
        value: the number.
        formula: in N, the number of samples, and M, that of outputs.
        samples, outputs: N and M.
    """

    value: Fraction
    formula: str
    samples: int
    outputs: int

    @property
    def said(self) -> Sentence:
        """Where it comes from.

        >>> from symbp.page.words import Style
        >>> Style().text((Factor(Fraction(2), "N·M/2", 4, 1).said,))
        'N·M/2 for N = 4 samples and M = 1 output'
        """
        always = not {"N", "M"} & set(self.formula)
        return say("comparing.origin", formula=self.formula, always=always, samples=self.samples, outputs=self.outputs)


def weight(choice: LossChoice) -> sp.Expr:
    """The factor of one output in one sample within the whole loss, in N and M."""
    outputs = {Outputs.HALF_SUM: sp.Rational(1, 2), Outputs.SUM: sp.Integer(1), Outputs.MEAN: 1 / OUTPUTS}
    return outputs[choice.outputs] * (1 / SAMPLES if choice.batch is Batch.MEAN else 1)


def factor(first: Assignment, second: LossChoice) -> Factor | None:
    """How many times the loss of an assignment is that of another choice; None where they are different functions.

    >>> from symbp.spec import load
    >>> factor(load("xor-sum"), load("xor-mean").loss)
    Factor(value=Fraction(2, 1), formula='N·M/2', samples=4, outputs=1)
    """
    mine = first.loss
    if (mine.name, dict(mine.options)) != (second.name, dict(second.options)):
        return None
    ratio = weight(mine) / weight(second)
    samples, outputs = len(first.samples), len(first.network.outputs)
    value = ratio.xreplace({SAMPLES: sp.Integer(samples), OUTPUTS: sp.Integer(outputs)})
    text = str(ratio).replace("*", "·")
    # SymPy writes M before N; samples are counted first.
    text = text.replace("M·N", "N·M")
    return Factor(Fraction(int(value.p), int(value.q)), text, samples, outputs)


def choices(assignment: Assignment, value: Fraction) -> list[tuple[LossChoice, Factor]]:
    """The ways to put the loss together whose gradients are ``value`` times those of the assignment."""
    pairs = []
    # The mean first: it is what libraries take where nothing is said.
    for outputs in (Outputs.MEAN, Outputs.SUM, Outputs.HALF_SUM):
        for batch in Batch:
            other = LossChoice(assignment.loss.name, outputs, batch, assignment.loss.options)
            ratio = factor(assignment, other)
            if ratio is not None and ratio.value * value == 1:
                pairs.append((other, ratio))
    return pairs
