"""Later iterations in tables, the forward pass with the last values, and the new loss."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterator
from dataclasses import replace

from symbp.formula import typeset
from symbp.formula.layout import Layout
from symbp.page.model import Block, Equations, Maths, Section, Sentence, TableBlock
from symbp.page.words import Key, say
from symbp.pipeline import after_update, derive
from symbp.solving import cells
from symbp.solving.working import Working
from symbp.steps import Kind, Step
from symbp.tables import table


class Updates:
    """The lines behind the first update.

    Args:
        first: the working of the first iteration.
        iterations: how many updates there are.
    """

    def __init__(self, first: Working, iterations: int) -> None:
        assignment = first.assignment
        # With one update, the new values are tried on the samples that it has been made for.
        assignment = replace(assignment, later=()) if iterations == 1 else assignment
        derivation = first.derivation if iterations == 1 else derive(assignment, iterations)
        self.iterations = iterations
        self.complete = not assignment.later
        """Whether the new loss is known: that of the samples before, and not of another batch."""
        derivation = after_update(derivation, assignment) if self.complete else derivation
        self.working = Working(table(derivation, assignment, rounding=first.worked.rounding), first.notation)
        self.working.signs = first.signs

    def _lines(self, iteration: int, *kinds: Kind) -> list[Step]:
        return [step for step in self.working.derivation.of_kind(*kinds) if step.quantity.iteration == iteration]

    def later(self) -> Iterator[Section]:
        """The iterations behind the first, each in its tables."""
        for number in range(2, self.iterations + 1):
            heading = (say("solution.iteration", number=number),)
            yield Section(f"iteration-{number}", heading, tuple(self._tables(number)))

    def _tables(self, number: int) -> Iterator[Block]:
        working = self._spelt(functools.partial(_unmarked, self.working, number))
        yield cells.forward(working, self._lines(number, Kind.PRE, Kind.ACT))
        yield from working.equations(self._lines(number, Kind.LOSS))
        backward = [step for step in self._lines(number, Kind.SLOPE, Kind.ADJOINT) if step.place.layer != 0]
        yield from working.equations([step for step in backward if step.place.layer is None])
        yield cells.deltas(working, [step for step in backward if step.place.layer is not None])
        yield cells.gradients(working, self._lines(number, Kind.GRADIENT))
        if not working.assignment.optimizer.plain:
            yield cells.lines(working, self._lines(number, Kind.UPDATE))

    def _spelt(self, layout: Callable[[str], Layout]) -> Working:
        """The same working with other names."""
        working = copy.copy(self.working)
        working.layouts = {name: layout(name) for name in self.working.layouts}
        return working

    # -- with the last values ----------------------------------------------------------------

    def forward(self) -> TableBlock:
        """Net input and activation with the last values."""
        return cells.forward(self._new(), self._lines(self.iterations + 1, Kind.PRE, Kind.ACT))

    def loss(self) -> list[Equations]:
        """The new loss."""
        return self._new().equations(self._lines(self.iterations + 1, Kind.LOSS))

    def _new(self) -> Working:
        return self._spelt(functools.partial(_unmarked, self.working, self.iterations + 1))

    def said(self) -> Sentence:
        """From what to what the loss has gone."""
        hand, count = self.working.worked.hand, self.iterations
        old, new = hand["L" if count == 1 else f"L@{count}"], hand[f"L@{count + 1}"]
        gone = (new.rounded.value > old.rounded.value) - (new.rounded.value < old.rounded.value)
        way = Key(("stays", "rises", "falls")[gone])
        before, now = (Maths(typeset.number(value.text)) for value in (old, new))
        return say("solution.loss_goes", way=way, old=before, new=now)


def _unmarked(working: Working, number: int, name: str) -> Layout:
    """A line of a later iteration is called as in the first; its heading says which it belongs to."""
    step = working.derivation[name]
    if step.kind is Kind.UPDATE and step.quantity.iteration == number - 1:
        return working.layouts[working.derivation.updated(step).name]
    return working.layouts[str(step.quantity.at(1))]
