"""The source of every export: an assignment and everything that is derived from it."""

from __future__ import annotations

import functools
import keyword
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from symbp.code.names import identifier
from symbp.code.program import Program, program
from symbp.errors import SymbpError
from symbp.pipeline import derive, givens
from symbp.spec import ArrayAssignment, Assignment
from symbp.spec.dense import to_arrays
from symbp.steps import Derivation
from symbp.tables import Table, table
from symbp.values import HandValue, by_hand

# A file math.py would be found before the library that the programs beside it import.
_LIBRARIES = sys.stdlib_module_names | {"numpy", "torch", "jax", "jaxlib", "sympy"}


@dataclass(frozen=True)
class ExportContext:
    """An assignment; what is made from it is made when it is first asked for."""

    asked: Assignment | ArrayAssignment

    @property
    def word(self) -> str:
        """The name as a word that every language can have in a file name, and that no library has."""
        word = identifier(self.asked.name)
        return f"{word}_" if word in _LIBRARIES or keyword.iskeyword(word) else word

    @property
    def assignment(self) -> Assignment:
        """The assignment in lines.

        Raises:
            SymbpError: it is in matrices.
        """
        if not isinstance(self.asked, Assignment):
            message = f"{self.asked.name} is worked out in matrices, and has no lines of its own"
            raise SymbpError(message)
        return self.asked

    @functools.cached_property
    def derivation(self) -> Derivation:
        """All lines."""
        return derive(self.assignment)

    @functools.cached_property
    def hand(self) -> Mapping[str, HandValue]:
        """Every line by hand, under the assignment's rounding policy."""
        return by_hand(self.derivation, givens(self.assignment), self.assignment.rounding)

    @functools.cached_property
    def table(self) -> Table:
        """All numbers."""
        return table(self.derivation, self.assignment, digits=17)

    @functools.cached_property
    def dense(self) -> ArrayAssignment:
        """The assignment in matrices.

        Raises:
            SpecError: units of a layer differ, or connections are missing or shared.
        """
        return self.asked if isinstance(self.asked, ArrayAssignment) else to_arrays(self.asked)

    @functools.cached_property
    def program(self) -> Program:
        """The program of the assignment, before it is in any language."""
        return program(self.assignment)
