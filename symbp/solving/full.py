"""The full solution: every line with its formula and its numbers, every gradient by its chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from symbp.general import architecture_of, general
from symbp.page.equations import ABOUT, EQUAL, aligned
from symbp.page.model import Maths, Paragraph, Section, joined
from symbp.page.words import say
from symbp.quantity import gradient_of
from symbp.solving import given
from symbp.solving.conventions import conventions
from symbp.solving.general.blocks import general_section
from symbp.solving.sections import checks, section, turned
from symbp.solving.solution import Solution
from symbp.solving.summary import gradients_at_a_glance
from symbp.solving.working import Working
from symbp.steps import Kind, Role


class Full:
    """The sections of a full solution, by name."""

    def __init__(self, solution: Solution) -> None:
        self.solution = solution
        self.working = Working(solution.table, solution.notation)

    @property
    def builders(self) -> Mapping[str, Callable[[], Section | None]]:
        """The sections, each made when it is asked for."""
        names = ("given", "forward", "loss", "backward", "update", "summary", "general", "checks")
        return {name: getattr(self, name) for name in names}

    def given(self) -> Section:
        """The drawing, the numbers, the conventions."""
        worked, notation = self.working.worked, self.solution.notation
        tables = (given.data(self.working), given.parameters(self.working))
        return given.section(self.solution, tables, conventions(worked.assignment, worked.rounding, notation))

    def forward(self) -> Section:
        """The forward pass, line by line."""
        lines = self.working.derivation.of_kind(Kind.PRE, Kind.ACT)
        return section("forward", *self.working.by_layer("forward", lines))

    def loss(self) -> Section:
        """The loss."""
        return section("loss", *self.working.equations(self.working.derivation.of_kind(Kind.LOSS)))

    def backward(self) -> Section:
        """Derivatives of the activations, error terms, gradients."""
        return section("backward", Paragraph((say("solution.why_backward"),)), *self._backward())

    def update(self) -> Section | None:
        """The new values, where an update is asked for."""
        update = self.working.equations(self.working.derivation.of_kind(Kind.UPDATE))
        return section("update", *update) if update else None

    def summary(self) -> Section:
        """All gradients in a table."""
        return section("summary", *gradients_at_a_glance(self.working))

    def general(self) -> Section:
        """The formulas of the general layer."""
        return general_section(general(architecture_of(self.working.assignment)), self.solution.notation)

    def checks(self) -> Section:
        """How it was checked, and what the signs between numbers say."""
        count = self.working.signs.count
        return checks(self.solution, (say("solution.signs_counted", equal=count[EQUAL], about=count[ABOUT]),))

    def _backward(self) -> Iterator[Section]:
        working = self.working
        derivation, own_letters = working.derivation, self.solution.notation.layers
        slopes = working.by_layer("slopes", derivation.of_kind(Kind.SLOPE))
        yield section("slopes", Paragraph((say("solution.slopes_meaning"),)), *slopes)
        adjoints = [step for step in derivation.of_kind(Kind.ADJOINT) if step.place.layer != 0]
        delta = None if own_letters else Maths(self.solution.notation.error_term)
        has_hidden = delta is not None and len(working.assignment.network.layers) > 2
        hidden = [say("solution.hidden_deltas")] if has_hidden else []
        yield section(
            "deltas",
            Paragraph(joined(say("solution.deltas_meaning", delta=delta), *hidden)),
            *working.equations([step for step in adjoints if step.place.layer is None]),
            *working.by_layer("deltas", [step for step in adjoints if step.place.layer is not None]),
            *turned(working),
        )
        for id_, role in (("weight_gradients", Role.WEIGHT), ("bias_gradients", Role.BIAS)):
            steps = [derivation[gradient_of(given.name)] for given in derivation.givens(role)]
            meaning = (Paragraph((say("solution.gradient_sign"),)),) if role is Role.WEIGHT else ()
            if steps:
                yield section(id_, *meaning, *map(working.gradient, steps))
        inputs = [
            derivation[name] for g in derivation.givens(Role.INPUT) if (name := gradient_of(g.name)) in derivation
        ]
        if inputs:
            yield section("input_gradients", *(aligned(working.line(step)) for step in inputs))
