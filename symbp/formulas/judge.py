"""The judge of formulas: NumPy's value of every line, its derivatives by complex steps.

It shares the tree of a formula with the derivation and nothing else: no SymPy, and no rule of differentiation.

Source: W. Squire, G. Trapp, "Using complex variables to estimate derivatives of real functions", SIAM Review, 1998.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from symbp.formulas.evaluation import numeric
from symbp.formulas.grammar import FormulaNode
from symbp.formulas.windows import Array

STEP = 1e-100
"""The imaginary part of what is varied: so small that its square is nothing."""


class Judge:
    """Values and derivatives of formulas at numbers.

    Args:
        lines: name and formula of each, up to the output.
        givens: the arrays that are given.
    """

    def __init__(self, lines: Sequence[tuple[str, FormulaNode]], givens: Mapping[str, Array]) -> None:
        self.lines, self.givens = lines, givens
        self.values = self._run({})

    def _run(self, moved: Mapping[str, Array]) -> dict[str, Array]:
        """All values, with something added to some arrays."""
        known = {name: np.asarray(array, dtype=complex) + moved.get(name, 0) for name, array in self.givens.items()}
        for name, formula in self.lines:
            known[name] = numeric(formula, known) + moved.get(name, 0)
        return known

    def value(self, name: str) -> Array:
        """The value of an array."""
        return self.values[name].real

    def gradient(self, name: str) -> Array:
        """The derivative of the output by each entry of an array."""
        shape = np.shape(self.values[name])
        output = self.lines[-1][0]
        gradient = np.zeros(shape)
        for place in np.ndindex(*shape):
            gradient[place] = self._run({name: _unit(shape, place)})[output].imag / STEP
        return gradient

    def slope(self, line: str, name: str) -> Array:
        """The derivative of each entry of a line by each entry of an array that stands in it."""
        formula = dict(self.lines)[line]
        shape = np.shape(self.values[name])
        slopes = np.zeros((*np.shape(self.values[line]), *shape))
        for place in np.ndindex(*shape):
            known = {**self.values, name: self.values[name] + _unit(shape, place)}
            slopes[(..., *place)] = numeric(formula, known).imag / STEP
        return slopes

    def difference(self, name: str, place: tuple[int, ...], step: float) -> float:
        """A central difference of the output by one entry."""
        shape = np.shape(self.values[name])
        moved = _unit(shape, place) / (1j * STEP) * step
        output = self.lines[-1][0]
        up, down = (self._run({name: sign * moved})[output].real.item() for sign in (1, -1))
        return float((up - down) / (2 * step))


def _unit(shape: tuple[int, ...], place: tuple[int, ...]) -> Array:
    direction = np.zeros(shape, dtype=complex)
    direction[place] = 1j * STEP
    return direction
