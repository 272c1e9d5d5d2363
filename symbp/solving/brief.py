"""The short and the standard solution: a table a part of the calculation, one chain for each kind of gradient."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping

from symbp.drawing.lit import lit_figure
from symbp.errors import PrecisionError
from symbp.formula import typeset
from symbp.general import architecture_of, general
from symbp.losses.base import Targets
from symbp.page.equations import ABOUT, EQUAL, aligned
from symbp.page.model import Block, Equations, Maths, Paragraph, Part, Section, joined
from symbp.page.words import Key, say
from symbp.quantity import gradient_of
from symbp.solving import cells, given
from symbp.solving.cancelled import chain
from symbp.solving.conventions import brief_conventions
from symbp.solving.derivation import line_named, needed, parameter_at
from symbp.solving.general.blocks import matrix_results, results
from symbp.solving.sections import checks, section, turned
from symbp.solving.solution import Solution
from symbp.solving.summary import true_value
from symbp.solving.updates import Updates
from symbp.solving.working import Working
from symbp.spec.assignment import Size
from symbp.steps import Kind, Role, Step

_SECTIONS = (
    *("given", "forward", "loss", "deltas", "examples", "gradients", "update", "rounding", "iterations", "after"),
    *("matrices", "checks"),
)
_MOST_NAMED = 6


class Brief:
    """The sections of a solution in tables, by name; each is made when it is asked for."""

    def __init__(self, solution: Solution) -> None:
        self.solution = solution
        self.working = Working(solution.table, solution.notation)
        self.derivation = self.working.derivation
        self.assignment = self.working.assignment
        self.lines = general(architecture_of(self.assignment))
        self.teaches = solution.document.show is not Size.SHORT
        self.asked = tuple(
            line_named(self.derivation, parameter_at(self.assignment, name)) for name in solution.document.of
        )
        self.needed = needed(self.derivation, self.asked or [step.name for step in self.derivation])
        self.numbered: dict[int, str] = {}
        """The number of the equation that shows the gradient of a weight into a layer."""

    @property
    def builders(self) -> Mapping[str, Callable[[], Section | None]]:
        """The sections, each made when it is asked for."""
        return {name: getattr(self, name) for name in _SECTIONS}

    def _lines(self, *kinds: Kind) -> list[Step]:
        """The lines of these kinds that what is asked for needs."""
        return [step for step in self.derivation.of_kind(*kinds) if step.name in self.needed]

    # -- what is given -----------------------------------------------------------------------

    def given(self) -> Section:
        """The drawing, the numbers that it does not have, and the conventions."""
        about = self.working.signs.count[ABOUT] > 0
        said = brief_conventions(self.assignment, self.working.worked.rounding, self.solution.notation, about=about)
        return given.section(self.solution, tuple(given.undrawn(self.working)), said)

    # -- forward -----------------------------------------------------------------------------

    def forward(self) -> Section:
        """The net input and the activation of each unit."""
        rules = results(self.lines, self.solution.notation, "forward", ("pre", "act"))
        return section("forward", rules, cells.forward(self.working, self._lines(Kind.PRE, Kind.ACT)))

    def loss(self) -> Section | None:
        """The loss, with what it is made of; not where a single gradient is asked for, which does not need it."""
        lines = self._lines(Kind.LOSS)
        return section("loss", *self.working.equations(lines)) if lines else None

    # -- backward ----------------------------------------------------------------------------

    def deltas(self) -> Section:
        """The error term of each unit, from the outputs back."""
        notation = self.solution.notation
        own_letters = notation.layers
        meaning = say("solution.delta_meaning", delta=None if own_letters else Maths(notation.error_term))
        hidden = [say("solution.hidden_delta")] if len(self.assignment.network.layers) > 2 else []
        why = (Paragraph(joined(say("solution.why_backward"), meaning, *hidden)),) if self.teaches else ()
        rules = results(self.lines, self.solution.notation, "backward", ("dL/dz", "combined", "recursion"))
        steps = [step for step in self._lines(Kind.SLOPE, Kind.ADJOINT) if step.place.layer != 0]
        loose = [step for step in steps if step.place.layer is None]
        table = cells.deltas(self.working, [step for step in steps if step not in loose])
        return section(
            "deltas",
            *why,
            rules,
            *self.working.equations(loose),
            *self._cancelled(),
            table,
            *turned(self.working),
        )

    def _cancelled(self) -> Iterator[Block]:
        """The first error term of the outputs where the loss and the activation cancel."""
        last = len(self.assignment.network.layers) - 1
        for step in self._lines(Kind.ADJOINT):
            if step.place.layer == last and self.derivation[str(step.wrt)].kind is Kind.PRE:
                rows = list(chain(self.working, step))
                if rows:
                    yield Paragraph(
                        (say("solution.cancels", whole=self.assignment.loss.function.targets is Targets.DISTRIBUTION),)
                    )
                    yield aligned(rows)
                return

    # -- gradients ---------------------------------------------------------------------------

    def examples(self) -> Section | None:
        """One chain for each kind of gradient: into the outputs, into the layer before, into the first."""
        layers = len(self.assignment.network.layers) - 1
        steps = [step for layer in dict.fromkeys((layers, layers - 1, 1)) if (step := self._first_into(layer))]
        steps = [self.derivation[name] for name in self.asked] or steps
        if not steps:
            return None
        parts = [self._example(step, str(number)) for number, step in enumerate(steps, start=1)]
        return section("examples", *parts)

    def _first_into(self, layer: int) -> Step | None:
        """The gradient of the first weight into a layer."""
        names = [each.name for each in self.assignment.network.connections if each.target.layer == layer]
        return self.derivation[gradient_of(names[0])] if names else None

    def _example(self, step: Step, number: str) -> Section:
        """A sentence, the paths in the drawing, the chain."""
        network, name = self.assignment.network, str(step.wrt)
        whole = self.working.gradient(step)
        picture = lit_figure(network, name, self.working.name(name))
        layers = [each.target.layer for each in network.connections if each.name == name]
        self.numbered |= dict.fromkeys(layers, number)
        at = "solution.output_weight" if layers[0] == len(network.layers) - 1 else "solution.hidden_weight"
        body: list[Block] = []
        for block in whole.body:
            if isinstance(block, Equations):
                body += [picture, Equations(block.rows, number)]
            else:
                body.append(block)
        return Section(f"example-{name}", (say(at, name=self.working.maths(name)),), tuple(body))

    def gradients(self) -> Section:
        """Every gradient in a row, and with it the update where it is a subtraction."""
        rules = results(self.lines, self.solution.notation, "backward", ("dL/dw", "dL/db"))
        table = cells.gradients(self.working, self._lines(Kind.GRADIENT))
        inputs = [
            self.derivation[name]
            for each in self.derivation.givens(Role.INPUT)
            if (name := gradient_of(each.name)) in self.needed
        ]
        more = (cells.lines(self.working, inputs),) if inputs else ()
        sign = (Paragraph((say("solution.gradient_sign"),)),) if self.teaches else ()
        return section("gradients", rules, table, *self._references(), *more, *sign)

    def _references(self) -> Iterator[Paragraph]:
        """Which of the numbered chains the other rows follow."""
        if self.asked:
            return
        said: list[Part] = []
        layers = len(self.assignment.network.layers) - 1
        for layer, number in self.numbered.items():
            kind = "output" if layer == layers else "hidden" if layers == 2 else "layer"
            said.append(say("solution.follow", kind=Key(kind), layer=layer, number=number))
        shared = [name for name in self.assignment.network.bias_names if self._shared(name)]
        if shared and self.teaches and any(gradient_of(name) in self.derivation for name in shared):
            said.append(say("solution.shared_bias"))
        if said:
            yield Paragraph(joined(*said))

    def _shared(self, bias: str) -> bool:
        return sum(link.name == bias for link in self.assignment.network.biases) > 1

    def update(self) -> Section | None:
        """The lines of the update, where it is more than a subtraction."""
        steps = self._lines(Kind.UPDATE)
        if not steps or self.assignment.optimizer.plain:
            return None
        return section("update", cells.lines(self.working, steps))

    @functools.cached_property
    def updates(self) -> Updates:
        """The lines behind the first update."""
        return Updates(self.working, self.solution.document.iterations)

    def iterations(self) -> Section | None:
        """The iterations behind the first."""
        later = () if self.asked or self.solution.document.iterations == 1 else tuple(self.updates.later())
        return section("iterations", *later) if later else None

    # -- afterwards --------------------------------------------------------------------------

    def after(self) -> Section | None:
        """The forward pass with the new values, and what has become of the loss."""
        if self.assignment.learning_rate is None or self.asked:
            return None
        try:
            after = self.updates
        except PrecisionError:
            if self.solution.document.iterations > 1:
                raise
            # Nobody has asked for the new loss: where it is not defined by hand, that is said in its place.
            heading = (say("solution.after", number=2),)
            return Section("after", heading, (Paragraph((say("solution.after_undefined"),)),))
        if not after.complete:
            return None
        table = (after.forward(),) if self.teaches else ()
        loss = after.loss() if self.teaches else []
        heading = (say("solution.after", number=after.iterations + 1),)
        return Section("after", heading, (*table, *loss, Paragraph((after.said(),))))

    def rounding(self) -> Section | None:
        """Which results by hand differ from the true values, and by how much."""
        rows = [row for row in self.working.worked.rows if row.name in self.needed]
        moved = [row for row in rows if row.drift]
        ties = [cells.named(self.working, self.derivation[row.name])[0] for row in rows if row.tie]
        gradients = [row for row in moved if row.kind == Kind.GRADIENT]
        pairs = [
            say(
                "solution.rounded_pair",
                name=cells.named(self.working, self.derivation[row.name])[0],
                hand=Maths(typeset.number(row.rounded)),
                true=Maths(typeset.number(true_value(self.working, row.name))),
            )
            for row in gradients[:_MOST_NAMED]
        ]
        lines = sum(row.kind != Kind.GIVEN for row in rows)
        more = max(0, len(gradients) - _MOST_NAMED)
        said: list[Part] = [say("solution.moved", count=len(moved), lines=lines, pairs=pairs, more=more)]
        if ties:
            said.append(say("solution.ties", names=ties))
        return section("rounding", Paragraph(joined(*said)))

    def matrices(self) -> Section | None:
        """The backward pass in matrices; not where single gradients are asked for."""
        if self.asked:
            return None
        lines = matrix_results(self.lines, self.solution.notation)
        return section("matrices", Paragraph((say("solution.matrices_meaning"),)), lines)

    def checks(self) -> Section:
        """How it was checked, and what the signs between numbers say."""
        count = self.working.signs.count
        return checks(self.solution, (say("solution.signs_counted", equal=count[EQUAL], about=count[ABOUT]),))
