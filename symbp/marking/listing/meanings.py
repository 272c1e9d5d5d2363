"""The meaning that the names and the values of a listing may have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import sympy as sp

from symbp.marking.expression import Expression, constant, name, names_of, walk
from symbp.marking.listing.layers import Group
from symbp.marking.listing.values import Array
from symbp.marking.names import Meaning
from symbp.marking.spelling import normalized
from symbp.quantity import Quantity, gradient_of
from symbp.spec.assignment import Batch
from symbp.steps import TRAINED, Kind, Role, Step

if TYPE_CHECKING:
    from symbp.marking.listing.recorder import Recorder
    from symbp.marking.listing.records import Slot

_FORWARD = frozenset({Kind.PRE, Kind.ACT, Kind.LOSS})
_DERIVATIVE = re.compile(r"(?:d[lejc]/?d|d|grad|delta)(\w+)")
_VAGUE = re.compile(r"[a-z]|[b-gi-km-np-y]\d|(?:(?!err)\w)*+err\w*+")
"""Names of arrays that are used for this and for that: only what their values are counts."""
_CLEAR = re.compile(r"delta|dnet|dz|din|d\w*/")
"""Names of deltas that cannot be meant as anything else."""
_EPSILON = Fraction(1, 1000)


class Meanings:
    """The meaning that names and values may have, for one recorder."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.key = recorder.key
        self.book = recorder.book
        self.layers = recorder.layers
        assignment = self.key.assignment
        mean = assignment.loss.batch is Batch.MEAN
        self.count = Fraction(len(assignment.samples) if mean else 1)
        samples = Fraction(len(assignment.samples))
        self.conventions = (Fraction(-1), samples, 1 / samples, -samples, -1 / samples)

    def _is_net_input(self, step: Step, exact: Sequence[Meaning], written: str) -> bool:
        """Whether a unit's own name was given to its net input: h1 for in_h1."""
        unit = step.quantity.unit
        first = self.key.step(exact[0].line) if exact else None
        same = first is not None and first.kind is Kind.PRE and first.place == step.place
        return same and normalized(written) == normalized(unit)

    def _learns(self, value: Expression) -> bool:
        """Whether a formula has something of the way back in it, as an update has."""
        if value.op == "name" and self.recorder.as_made:
            return False
        steps = [step for line in names_of(value) if (step := self.key.step(line)) is not None]
        kinds = (Kind.ADJOINT, Kind.GRADIENT)
        helpers = any(self.key.step(line) is None for line in names_of(value))
        rated = any(step.why == Role.LEARNING_RATE for step in steps)
        off = _takes_off(value) and all(step.kind is Kind.UPDATE or step.why in TRAINED for step in steps)
        if self.recorder.as_made and (rated or off):
            # What is added to a parameter alone is a sum that begins with the bias.
            return True
        outputs = (Kind.ACT, Kind.LOSS)
        last = [step for step in steps if step.kind in outputs and step.place.layer == self.layers.depth]
        return helpers or bool(last) or any(step.kind in kinds or step.why == Role.TARGET for step in steps)

    def _named(self, written: str, sample: int) -> list[Meaning]:
        """The possible meanings of a name in this iteration, of a sample."""
        if not written:
            return []
        written = self.recorder.spelled(written)
        meanings = list(self.key.names.meanings(written, self.recorder.iteration, sample)) or self._of_own(written)
        if sample and len(self.key.assignment.samples) > 1:
            shares = []
            for meaning in meanings:
                step = self.key.step(meaning.line)
                if step is not None and step.kind is Kind.GRADIENT:
                    share = gradient_of(str(step.quantity.wrt), sample)
                    shares += [Meaning(share), Meaning(share, self.count)] if share in self.key.names.helpers else []
            return [*dict.fromkeys([*meanings, *shares])]
        return meanings

    def _of_own(self, written: str) -> list[Meaning]:
        """The meaning of ``dh2_raw`` where the listing has an ``h2_raw`` that is a line."""
        match = _DERIVATIVE.fullmatch(normalized(written))
        line = self.recorder.own.get(match.group(1)) if match else None
        wanted = gradient_of(line) if line is not None else ""
        return [Meaning(wanted)] if wanted in self.key.derivation else []

    def _calculated(self, found: Sequence[Meaning]) -> list[Meaning]:
        """The lines that a value equals, what is calculated alone; of a sample of a mean its own quantities too."""
        exact = []
        for meaning in found:
            step = self.key.step(meaning.line)
            own = step is not None and step.kind is Kind.ADJOINT and step.place.sample and meaning.scale == self.count
            if (meaning.scale == 1 or own) and (step is None or step.kind is not Kind.GIVEN):
                exact.append(meaning)
        return sorted(exact, key=lambda m: m.line not in self.key.derivation)

    def _same_unit(self, step: Step, found: Sequence[Meaning]) -> bool:
        """Whether a value is another derivative of the same unit: dh may be by its output or by its sum."""
        steps = [self.key.step(meaning.line) for meaning in found]
        return any(s is not None and s.kind is Kind.ADJOINT and s.place == step.place for s in steps)

    def _without_bias(self, line: str, value: Expression) -> bool:
        """Whether a value is a net input to which the bias is still to be added."""
        expr = self.key.derivation[line].expr
        terms = [str(term) for term in (expr.args if isinstance(expr, sp.Add) else ()) if isinstance(term, sp.Symbol)]
        biases = [term for term in terms if term in self.key.derivation]
        return any(Meaning(line) in self.book.meanings_of(value + name(bias)) for bias in biases)

    def _found(self, value: Expression) -> tuple[Meaning, ...]:
        """The lines that a formula is so many times of; a difference quotient only comes near one."""
        return () if self._with_epsilon(value) else self.book.meanings_of(value)

    def _with_epsilon(self, value: Expression) -> bool:
        """Whether a tiny number of the listing's own is in a formula, as in log(p + 1e-8) or a difference quotient."""
        given = self.key.givens.values()
        numbers = [abs(part.args[0]) for part in walk(value) if part.op == "number"]
        return any(0 < number <= _EPSILON and number not in given for number in numbers)

    def _is_step(self, found: Sequence[Meaning]) -> bool:
        """Whether a value is the step that an update takes, and no gradient: that with a rate of 1 is both."""
        whole = [m.line for m in found if abs(m.scale) == 1]
        gradients = [s for s in map(self.key.step, whole) if s is not None and s.kind is Kind.GRADIENT]
        return not gradients and any(line.startswith("step_") for line in whole)

    def _like_a_loss(self, value: Expression) -> bool:
        """Whether a formula has squares or logarithms of outputs in it, as a loss has."""
        kinds = {step.kind for line in names_of(value) if (step := self.key.step(line)) is not None}
        shaped = any(part.op in ("power", "call") and (part.op == "call" or part.args[1] == 2) for part in walk(value))
        targets = any(s is not None and s.why == Role.TARGET for s in map(self.key.step, names_of(value)))
        return shaped and bool(kinds & {Kind.ACT, Kind.LOSS}) and not kinds & {Kind.ADJOINT} and targets

    def _sample(self, value: Expression) -> int:
        """The one sample that a formula speaks of; 0 where it is none or several."""
        samples = {s.place.sample for line in names_of(value) if (s := self.key.step(line)) is not None}
        samples.discard(None)
        return samples.pop() or 0 if len(samples) == 1 else 0

    def sample(self, entries: Sequence[object]) -> int:
        """The one sample that several formulas speak of; 0 where it is none or several."""
        samples = {self._sample(entry) if isinstance(entry, Expression) else 0 for entry in entries}
        return samples.pop() if len(samples) == 1 else 0

    def _whole(self, meaning: Meaning, sample: int, slot: Slot) -> str:
        """The gradient of all samples that a name speaks of, where its value is the share of one."""
        share = Quantity.named(meaning.line)
        if not (sample and share.is_share):
            return ""
        whole = gradient_of(str(share.wrt))
        named = any(m.line == whole for m in self.key.names.meanings(slot.name, self.recorder.iteration))
        return whole if named or self.layers.named(slot.name, parameters=False) else ""

    def _own_scale(self, meaning: Meaning) -> bool:
        step = self.key.step(meaning.line)
        return bool(
            step is not None and step.kind is Kind.ADJOINT and step.place.sample and meaning.scale in (1, self.count)
        )

    def _exact(self, slot: Slot, found: Sequence[Sequence[Meaning]]) -> list[Meaning] | None:
        """The lines that all entries equal, all of one kind; of several kinds the one that the name speaks of."""
        exact = [self._calculated(lines) for lines in found]
        if not all(exact):
            return None
        kinds = [[self._sort(m) for m in lines] for lines in exact]
        shared = [sort for sort in dict.fromkeys(kinds[0]) if all(sort in row for row in kinds)]
        named = [(g.kind, g.layer) for g in self.layers.named(slot.name)] if slot.name else []
        shared.sort(key=lambda sort: sort[:2] not in named)
        if not shared:
            return [lines[0] for lines in exact]
        return [lines[row.index(shared[0])] for lines, row in zip(exact, kinds, strict=True)]

    def _sort(self, meaning: Meaning) -> tuple[str, int, Fraction]:
        group = self.layers.group_of(meaning.line)
        if group is None:
            return (Quantity.named(meaning.line).letter, 0, meaning.scale)
        return (group.kind, group.layer, meaning.scale)

    def _of_variable(
        self,
        slot: Slot,
        value: Array,
        entries: Sequence[Expression],
        found: Sequence[Sequence[Meaning]],
        exact: Sequence[Meaning] | None,
    ) -> list[Meaning] | None:
        """The gradients that a name speaks of, in the layout of the parameters that the listing has."""
        if self.recorder.undecided or any(map(self._is_step, found)):
            return None
        if self._sample(entries[0]) and len(self.key.assignment.samples) > 1:
            return None
        layout = self.recorder.of_variable(slot.name, value.shape)
        groups = [g for g in self.layers.named(slot.name, parameters=False) if g.kind in ("dw", "db")]
        if layout is None and len(groups) == 1:
            layout = self.recorder.layout_of(groups[0], value.shape)
        if layout is None or any(line not in self.key.derivation for line in layout):
            return None
        if exact is not None and sorted(m.line for m in exact) != sorted(layout):
            # It is something else altogether.
            return None
        return [Meaning(line) for line in layout]

    def _of_name(
        self, slot: Slot, value: Array, entries: Sequence[Expression], found: Sequence[Sequence[Meaning]]
    ) -> list[Meaning] | None:
        """The lines that an array's name speaks of; of several layouts the one that most entries fit."""
        vague = _VAGUE.fullmatch(normalized(slot.name))
        if self.recorder.undecided or any(self._with_epsilon(entry) for entry in entries):
            return None
        if not slot.name or vague or any(map(self._is_step, found)):
            return None
        samples = {self._sample(entry) for entry in entries}
        sample = samples.pop() if len(samples) == 1 else 0
        candidates: list[tuple[int, Group, tuple[str, ...]]] = []
        several = len(self.key.assignment.samples) > 1
        for group in self.layers.named(slot.name, parameters=False):
            if group.kind in ("dw", "db") and several and sample:
                continue
            rows = self.layers.rows(group, self.recorder.iteration)
            for lines in self.layers.layouts(group, rows, value.shape, sample):
                fits = sum(any(m.line == line for m in lines_) for line, lines_ in zip(lines, found, strict=True))
                candidates.append((fits, group, lines))
        if not candidates:
            return None
        best = max(candidates, key=lambda candidate: candidate[0])
        if best[1].kind == "in" and any(map(self._without_bias, best[2], entries)):
            return None
        rivals = {group for fits, group, _ in candidates if fits == best[0]}
        if len(rivals) > 1 and not (len({g.layer for g in rivals}) == 1 and {g.kind for g in rivals} <= {"in", "out"}):
            return None
        wanted = [Meaning(line) for line in best[2]]
        return None if any(self.recorder.has_another_name(each, slot.name) for each in wanted) else wanted


def _takes_off(value: Expression) -> bool:
    """Whether a formula is a difference: something with a minus is added to something else."""
    last = value.args[-1] if value.op == "add" else None
    return last is not None and last.op == "multiply" and constant(last.args[0]) == -1
