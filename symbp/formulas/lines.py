"""The formulas of an assignment, in their order."""

from __future__ import annotations

from dataclasses import dataclass

from symbp.formulas.grammar import FormulaNode


@dataclass(frozen=True, slots=True)
class NamedFormula:
    """A line of an assignment that is given by formulas: its name, what it is, and how it was written."""

    name: str
    formula: FormulaNode
    text: str


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of an assignment, in place of a network.

    Attributes:
        lines: in their order.
        output: the name of the line whose derivatives are asked for.
        shapes: of every array by its name, givens first.
        frozen: parameters, entry by entry, that are not trained.
    """

    lines: tuple[NamedFormula, ...]
    output: str
    shapes: tuple[tuple[str, tuple[int, ...]], ...]
    frozen: frozenset[str] = frozenset()

    @property
    def givens(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """The shapes of what is given."""
        calculated = {line.name for line in self.lines}
        return tuple((name, shape) for name, shape in self.shapes if name not in calculated)
