"""A solution of formulas, by section: what is given, the lines forward and backward, the update."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from symbp.drawing.graph import graph_figure
from symbp.formula import typeset
from symbp.formula.layout import Layout, Operator, row
from symbp.formulas.lines import Formulas
from symbp.formulas.windows import Array
from symbp.notation import spell
from symbp.page.equations import ABOUT, EQUAL
from symbp.page.model import (
    Items,
    Line,
    Maths,
    Note,
    Paragraph,
    Preformatted,
    Section,
    TableBlock,
    Text,
    Tone,
)
from symbp.page.words import say
from symbp.solving import cells
from symbp.solving.conventions import brief_conventions
from symbp.solving.derivation import line_named, needed
from symbp.solving.sections import checks, section
from symbp.solving.solution import Solution
from symbp.solving.working import Working
from symbp.spec.assignment import Assignment
from symbp.spec.numbers import Number
from symbp.steps import Kind, Step, entry_names

SECTIONS = ("given", "forward", "backward", "gradients", "update", "checks")


class OfFormulas:
    """The sections of a solution of formulas, by name; each is made when it is asked for.

    Args:
        solution: what has been worked out.
        formulas: of its assignment.
    """

    def __init__(self, solution: Solution, formulas: Formulas) -> None:
        self.solution, self.formulas = solution, formulas
        self.working = Working(solution.table, solution.notation)
        self.derivation = self.working.derivation
        self.assignment = self.working.assignment
        asked = [line_named(self.derivation, name) for name in solution.document.of]
        self.needed = needed(self.derivation, asked or [step.name for step in self.derivation])

    @property
    def builders(self) -> Mapping[str, Callable[[], Section | None]]:
        """The sections, each made when it is asked for."""
        return {name: getattr(self, name) for name in SECTIONS}

    def _lines(self, *kinds: Kind) -> list[Step]:
        """The lines of these kinds that what is asked for needs."""
        return [step for step in self.derivation.of_kind(*kinds) if step.name in self.needed]

    def given(self) -> Section:
        """The numbers, and the conventions."""
        notes = [Note(((Text(note),),), Tone.AUTHOR) for note in self.assignment.notes]
        about = self.working.signs.count[ABOUT] > 0
        said = brief_conventions(self.assignment, self.working.worked.rounding, self.solution.notation, about=about)
        text = "\n".join(f"{each.name} = {each.text}" for each in self.formulas.lines if each.text)
        return section("given", *notes, Preformatted(text), *tables(self.assignment, self.formulas), Items(tuple(said)))

    def forward(self) -> Section:
        """The formulas with their numbers."""
        return section("forward", *self.working.equations(self._lines(Kind.PRE, Kind.ACT, Kind.LOSS)))

    def backward(self) -> Section | None:
        """The derivatives on the way back."""
        lines = [step for step in self._lines(Kind.SLOPE, Kind.ADJOINT) if step not in self._of_data]
        return section("backward", *self.working.equations(lines)) if lines else None

    def gradients(self) -> Section:
        """The derivatives that are asked for."""
        gradients = self._lines(Kind.GRADIENT)
        sign = [Paragraph((say("solution.gradient_sign"),))] if gradients else []
        drawn = None if self.solution.document.of else graph_figure(self.working.worked)
        pictures = [] if drawn is None else [drawn]
        return section("gradients", *self.working.equations([*self._of_data, *gradients]), *pictures, *sign)

    @property
    def _of_data(self) -> list[Step]:
        """The derivatives by the data, where they are asked for."""
        return [step for step in self._lines(Kind.ADJOINT) if str(step.wrt) in self.assignment.data]

    def update(self) -> Section | None:
        """The new values."""
        steps = self._lines(Kind.UPDATE)
        return section("update", cells.lines(self.working, steps)) if steps else None

    def checks(self) -> Section:
        """How the solution was checked, and what the signs between numbers say."""
        count = self.working.signs.count
        return checks(self.solution, (say("solution.signs_counted", equal=count[EQUAL], about=count[ABOUT]),))


def tables(assignment: Assignment, formulas: Formulas) -> Iterator[TableBlock]:
    """A row for each number, vector or matrix that is given."""
    heads: tuple[Line, ...] = ((say("solution.quantity_head"),), (say("solution.value_head"),))
    for captioned, known in (("data", assignment.data), ("parameters", assignment.parameters)):
        rows = [
            ((Maths(spell(name).layout),), (Maths(_array(np.array(entries).reshape(shape), known)),))
            for name, shape in formulas.givens
            if set(entries := entry_names(name, shape)) <= known.keys()
        ]
        if rows:
            caption = (say(f"solution.{captioned}"),) if assignment.data else ()
            yield TableBlock(heads, "ll", tuple(rows), caption)


def _array(names: Array, known: Mapping[str, Number]) -> Layout:
    """The numbers of an array: a row in brackets, rows within brackets."""
    if not names.ndim:
        return typeset.number(known[names.item()].text)
    comma = Operator(",")
    parts = [part for each in names for part in (comma, _array(np.asarray(each), known))][1:]
    return row(Operator("["), *parts, Operator("]"))
