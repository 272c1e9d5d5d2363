"""Which line a value is meant to be: the one that it equals, else the one that its name speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import sympy as sp

from symbp.marking.expression import Expression, name, names_of, number, walk
from symbp.marking.listing.book import scaled
from symbp.marking.listing.locating import Store, is_line
from symbp.marking.listing.meanings import Meanings
from symbp.marking.listing.values import Array, formula
from symbp.marking.names import WEAK, Meaning
from symbp.marking.spelling import normalized
from symbp.quantity import Quantity
from symbp.steps import TRAINED, Kind, Role

if TYPE_CHECKING:
    from symbp.marking.listing.records import Slot

_FORWARD = frozenset({Kind.PRE, Kind.ACT, Kind.LOSS})
_DERIVATIVE = re.compile(r"(?:d[lejc]/?d|d|grad|delta)(\w+)")
_VAGUE = re.compile(r"[a-z]|[b-gi-km-np-y]\d|(?:(?!err)\w)*+err\w*+")
"""Names of arrays that are used for this and for that: only what their values are counts."""
_CLEAR = re.compile(r"delta|dnet|dz|din|d\w*/")
"""Names of deltas that cannot be meant as anything else."""
_EPSILON = Fraction(1, 1000)


class Matching(Meanings):
    """The meaning of values, for one recorder."""

    # Single numbers.

    def scalar(self, slot: Slot, value: Expression, before: object) -> Expression:
        """The meaning of a name after a formula was assigned to it."""
        value = self.recorder.origin(value)
        if self.recorder.by_value and is_line(value):
            value = self._number_of_another_name(slot, value)
        if value.op == "name":
            return self._renamed(slot, value)
        found = self._found(value)
        update = self._update(slot, value, before)
        if update is not None:
            return self._updated(slot, value, update, found)
        sample = self._sample(value)
        named = self._named(slot.name, sample)
        for meaning in named:
            if meaning in found:
                if meaning.line in self.key.derivation or slot.name:
                    self.recorder.record(slot, meaning, value, right=True, whole=self._whole(meaning, sample, slot))
                kept = scaled(meaning)
                return kept if meaning == named[0] else self._number_of_another_name(slot, kept)
        exact = self._calculated(self.book.surely(value) if found else ())
        strong = None
        if not self.recorder.by_value:
            strong = next((m for m in named if self._judged_by_name(m, slot, value, found)), None)
        if strong is None:
            return self._by_value(slot, value, exact, found, sample)
        return self._by_name(slot, value, strong, exact, found)

    def _renamed(self, slot: Slot, value: Expression) -> Expression:
        """A line under another name: a mistake only where a gradient is called another one."""
        step = self.key.step(value.args[0])
        named = [m for m in self._named(slot.name, 0) if m.line in self.key.derivation]
        kinds = {self.key.derivation[m.line].kind for m in named}
        if step is None or step.kind is not Kind.GRADIENT or kinds != {Kind.GRADIENT} or self.recorder.closed:
            return value
        if self.recorder.by_value:
            return value
        meant = named[0]
        if meant.line == step.name or self.recorder.has_another_name(meant, ""):
            return value
        self.recorder.record(slot, meant, value, right=False)
        return scaled(meant)

    def _by_value(
        self, slot: Slot, value: Expression, exact: Sequence[Meaning], found: Sequence[Meaning], sample: int
    ) -> Expression:
        if exact:
            self.recorder.record(slot, exact[0], value, right=True, whole=self._whole(exact[0], sample, slot))
            return self._number_of_another_name(slot, scaled(exact[0]))
        self._loss(slot, value, found)
        self._multiple(slot, value, found)
        kept = scaled(found[0]) if found and value.size > 3 else value
        if not found:
            self.recorder.keep(slot, (), [kept], sample)
        return kept

    def _by_name(
        self, slot: Slot, value: Expression, meant: Meaning, exact: Sequence[Meaning], found: Sequence[Meaning]
    ) -> Expression:
        """A value that is not what its name says: the line is wrong, and the rest goes on with the line."""
        step = self.key.step(meant.line)
        if step is not None and step.kind is Kind.ACT and self._is_net_input(step, exact, slot.name):
            self.recorder.record(slot, meant, value, right=False, other=True)
            self.recorder.record(slot, exact[0], value, right=True)
            return scaled(exact[0])
        same = next((m for m in found if m.line == meant.line), None)
        multiple = same.scale / meant.scale if same is not None else Fraction(1)
        kept = same is not None and multiple in self.conventions
        self.recorder.record(
            slot, meant, value, right=False, other=bool(exact), multiple=multiple if kept else Fraction(1)
        )
        return scaled(same) if same is not None and kept else scaled(meant)

    def _update(self, slot: Slot, value: Expression, before: object) -> Meaning | None:
        """The update that is meant where a parameter gets a new value."""
        before = next(iter(self._first_terms([value])), None) if before is None else before
        held = before if isinstance(before, Expression) and before.op == "name" else None
        lines = [held.args[0]] if held is not None else []
        for meaning in self.key.names.meanings(slot.name) if slot.name else ():
            step = self.key.step(meaning.line)
            if step is not None and step.why in TRAINED and self.recorder.iteration == 1 and not self.recorder.by_value:
                lines.append(meaning.line)
        steps = [self.key.step(line) for line in names_of(value)]
        if not self.recorder.by_value and not any(s is None or s.kind is not Kind.GIVEN for s in steps):
            return None
        if self.recorder.by_value and not self._learns(value):
            return None
        for line in lines:
            update = self.recorder.parameter(line)
            own = line == held.args[0] if held is not None and not self.recorder.by_value else False
            if update is not None and (own or held is None or line in names_of(value)):
                return Meaning(update)
        return None

    def _updated(self, slot: Slot, value: Expression, update: Meaning, found: Sequence[Meaning]) -> Expression:
        right = update in found
        if right and self.recorder.iteration == 1:
            self.recorder.right_sinks[update.line], self.recorder.right_slots[update.line] = value, slot
        others = [m for m in found if m.scale == 1 and m != update]
        if not right and others and (step := self.key.step(others[0].line)) is not None and step.kind is Kind.UPDATE:
            return scaled(others[0])
        if right and self.recorder.by_value and self.book.moves(update.line):
            self.recorder.factors[update.line] = (Fraction(1), Fraction(0))
        if not right and self.recorder.by_value:
            usual = self._usual(update, value)
            if usual is not None:
                if self.recorder.iteration == 1:
                    self.recorder.sinks[update.line], self.recorder.sink_slots[update.line] = value, slot
                self.recorder.record(slot, update, usual, right=True)
                return scaled(update)
            if self.recorder.iteration == 1:
                self.recorder.sinks[update.line], self.recorder.sink_slots[update.line] = value, slot
        self.recorder.record(slot, update, value, right=right)
        return scaled(update)

    def _usual(self, update: Meaning, value: Expression) -> Expression | None:
        """An update without what is a convention: so many times the step, and a decay of the weight.

        What is taken off is noted with the update: all have to have the same factor.
        """
        old = str(Quantity.named(update.line).before)
        found = self.book.step(value, old, update.line)
        if found is None:
            return None
        factor, decay, rated = found
        change = value - name(old)
        if decay:
            rates = self.key.derivation.givens(Role.LEARNING_RATE)
            rate = name(rates[0].name) if rated and rates else number(1)
            change = change + number(decay) * rate * name(old)
        self.recorder.factors[update.line] = (factor, decay)
        return name(old) + number(1 / factor) * change

    def _judged_by_name(self, meant: Meaning, slot: Slot, value: Expression, found: Sequence[Meaning]) -> bool:
        """Whether a name says so clearly what is meant that another value is a mistake."""
        step = self.key.step(meant.line)
        if step is None or step.kind is Kind.GIVEN or not names_of(value) or self.recorder.undecided:
            return False
        written = normalized(slot.name)
        if step.kind is Kind.LOSS and step.place.unit is None:
            scales = [m for m in found if m.line == meant.line]
            if scales:
                return True
            return not found and (written not in WEAK or self._like_a_loss(value))
        if step.kind is Kind.UPDATE and written in ("w1", "b1"):
            return False
        if step.kind is Kind.GRADIENT and self._is_step(found):
            return False
        if self._with_epsilon(value) or (step.kind is Kind.PRE and self._without_bias(meant.line, value)):
            return False
        if step.kind is Kind.ADJOINT and not _CLEAR.match(written) and self._same_unit(step, found):
            return False
        if self.recorder.spelled(slot.name) != slot.name or self.recorder.has_another_name(meant, slot.name):
            return False
        return not (step.kind in _FORWARD and len(written) == 1)

    # Arrays.

    def array(self, slot: Slot, value: Array, before: object) -> Array:
        """The lines that an array holds after an assignment."""
        entries = [self.recorder.origin(formula(entry)) for entry in value.entries]
        if self.recorder.by_value and all(map(is_line, entries)):
            value = self._of_another_name(slot, value)
        if all(entry.op == "name" for entry in entries):
            return value
        if len(entries) == 1 and (self._named(slot.name, self._sample(entries[0])) or before is None):
            old = before.entries[0] if isinstance(before, Array) and len(before.cells) == 1 else before
            value.fill([self.scalar(slot, entries[0], old)])
            return value
        found = [self._found(entry) for entry in entries]
        updates = self._updates(entries, before, value.shape)
        if updates is not None:
            kept = [self._updated(slot, *each) for each in zip(entries, updates, found, strict=True)]
            value.fill(kept)
            return value
        exact = self._exact(
            slot, [self.book.surely(e) if lines else () for e, lines in zip(entries, found, strict=True)]
        )
        wanted = self._of_variable(slot, value, entries, found, exact)
        if wanted is None and exact is None:
            wanted = self._of_name(slot, value, entries, found)
        if self.recorder.by_value and wanted is not None:
            fits = all(any(m == w for m in lines) for w, lines in zip(wanted, found, strict=True))
            if not fits and exact is not None:
                # The right lines in other places, as without a transpose.
                value.fill(scaled(meaning) for meaning in exact)
                self.recorder.stores.append(Store(slot, value.shape, tuple(value.entries), 0))
                return value
            wanted = wanted if fits else None
        if wanted is not None:
            value.fill(self._judged(slot, *each) for each in zip(entries, wanted, found, strict=True))
        elif exact is not None:
            for entry, meaning in zip(entries, exact, strict=True):
                sample = self._sample(entry)
                self.recorder.record(slot, meaning, entry, right=True, whole=self._whole(meaning, sample, slot))
            value.fill(scaled(meaning) for meaning in exact)
            return self._of_another_name(slot, value) if self.recorder.by_value else value
        else:
            for entry, lines in zip(entries, found, strict=True):
                self._multiple(slot, entry, lines)
            value.fill(
                scaled(lines[0]) if lines and entry.size > 3 else entry
                for entry, lines in zip(entries, found, strict=True)
            )
            if not all(found):
                self.recorder.keep(slot, value.shape, value.entries, self.sample(entries))
        return value

    def _loss(self, slot: Slot, value: Expression, found: Sequence[Meaning]) -> None:
        """A loss that is none of the assignment's, although it is made of the same things."""
        tag = f"@{self.recorder.iteration}" if self.recorder.iteration > 1 else ""
        line = f"L{tag}"
        meant = any(meaning.line == line for meaning in self._named(slot.name, 0))
        if not self.recorder.by_value or not meant or not self._like_a_loss(value) or self._with_epsilon(value):
            return
        if any(meaning.line == line for meaning in found):
            if all(meaning.scale < 0 for meaning in found if meaning.line == line):
                self.recorder.record(slot, Meaning(line), value, right=False)
            elif all(meaning.scale != 1 for meaning in found if meaning.line == line):
                self.recorder.other_loss = (slot, value)
            return
        true = self.key.lines.get(line)
        used = {step.kind for name_ in names_of(value) if (step := self.key.step(name_)) is not None}
        logarithms = any(part.op == "call" and part.args[0] == "log" for part in walk(value))
        if true is None or true.expr is None or used - {Kind.ACT, Kind.GIVEN, Kind.LOSS}:
            return
        functions = {part.args[0] for part in walk(value) if part.op == "call"}
        known = self.key.derivation.of_kind(Kind.LOSS)
        if functions <= {"log"} and logarithms == any(
            step.expr is not None and step.expr.has(sp.log) for step in known
        ):
            targets = {n for n in names_of(value) if (s := self.key.step(n)) is not None and s.why == Role.TARGET}
            wanted = {step.name for step in self.key.derivation.givens(Role.TARGET) if step.name.endswith(tag)}
            if targets and (targets == wanted or tag):
                self.recorder.record(slot, Meaning(line), value, right=False)

    def _number_of_another_name(self, slot: Slot, value: Expression) -> Expression:
        """A line under the name of another of the same unit: it may be meant, so that it is kept apart."""
        line = value.args[0] if value.op == "name" else value.args[1].args[0]
        held, step = self.layers.group_of(line), self.key.step(line)
        if not self.recorder.by_value or self.recorder.iteration > 1 or held is None or step is None:
            return value
        meant = [m.line for m in self._named(slot.name, 0)[:1]]
        groups = {g.kind for each in meant if (g := self.layers.group_of(each)) is not None and g.layer == held.layer}
        named = self.layers.named(slot.name, parameters=False) if slot.name and not groups else []
        groups |= {g.kind for g in named if g.layer == held.layer}
        for pair in (("in", "out"), ("din", "dout")):
            if held.kind in pair and groups and groups <= set(pair) and held.kind not in groups:
                apart = replace(value)
                self.recorder.stores.append(Store(slot, (), (apart,), step.place.sample or 0))
                return apart
        return value

    def _of_another_name(self, slot: Slot, value: Array) -> Array:
        """Lines under the name of others: they may be meant, so that these are kept apart."""
        apart = self._apart(slot, value.entries, value.shape)
        if apart is None:
            return value
        self.recorder.stores.append(Store(slot, value.shape, tuple(apart), self.sample(apart)))
        return Array(value.shape, apart)

    def _apart(self, slot: Slot, entries: Sequence[Expression], shape: tuple[int, ...]) -> list[Expression] | None:
        """The same lines anew, where a name speaks of others of the same layer; None where it does not."""
        last = entries[0] if entries[0].op == "name" else entries[0].args[1]
        held = self.layers.group_of(last.args[0])
        if held is None or self.recorder.iteration > 1 or not slot.name:
            return None
        named = {g.kind for g in self.layers.named(slot.name, shape, parameters=False) if g.layer == held.layer}
        for pair in (("in", "out"), ("din", "dout")):
            if held.kind in pair and named and named <= set(pair) and held.kind not in named:
                return [replace(entry) for entry in entries]
        return None

    def _multiple(self, slot: Slot, value: Expression, found: Sequence[Meaning]) -> None:
        """A delta or a gradient that is so many times the assignment's: a convention, if the updates are right."""
        if not self.recorder.by_value:
            return
        for meaning in found:
            step = self.key.step(meaning.line)
            if step is not None and step.kind is Kind.GRADIENT:
                self.recorder.multiples.add(abs(meaning.scale))
            if step is not None and step.kind in (Kind.ADJOINT, Kind.GRADIENT) and meaning.scale in self.conventions:
                self.recorder.record(slot, meaning, value, right=True)
                return

    def _judged(self, slot: Slot, entry: Expression, meant: Meaning, found: Sequence[Meaning]) -> Expression:
        """One entry of an array that is meant to be a line."""
        same = [m for m in found if m.line == meant.line]
        own = [m for m in same if m.scale == meant.scale or self._own_scale(m)]
        if own:
            self.recorder.record(slot, own[0], entry, right=True)
            return scaled(own[0])
        exact = self._calculated(found)
        multiple = same[0].scale / meant.scale if same else Fraction(1)
        kept = bool(same) and multiple in self.conventions
        self.recorder.record(
            slot, meant, entry, right=False, other=bool(exact), multiple=multiple if kept else Fraction(1)
        )
        step = self.key.step(meant.line)
        if exact:
            # The right values in other places, as without a transpose: what is made of them shows.
            return scaled(exact[0])
        if step is not None and step.kind is Kind.ADJOINT and not same:
            # Every gradient that is made of it is wrong too, and is said to be.
            return entry
        return scaled(same[0]) if kept else scaled(meant)

    def _first_terms(self, entries: Sequence[Expression]) -> Sequence[Expression]:
        """The first terms of sums: the parameters, where new ones are put somewhere else."""
        if not self.recorder.by_value:
            return ()
        return [entry.args[0] if entry.op == "add" else entry for entry in entries]

    def _updates(self, entries: Sequence[Expression], before: object, shape: tuple[int, ...]) -> list[Meaning] | None:
        """The updates that an array is meant to hold, because it held the parameters before."""
        old = before.entries if isinstance(before, Array) and before.shape == shape else self._first_terms(entries)
        held = [part.args[0] if isinstance(part, Expression) and part.op == "name" else "" for part in old]
        updates = [self.recorder.parameter(line) if line else None for line in held]
        if None in updates or not updates:
            return None
        calculated = any(
            (step := self.key.step(line)) is None or step.kind is not Kind.GIVEN
            for entry in entries
            for line in names_of(entry)
        )
        if self.recorder.by_value and not any(set(held) & names_of(entry) and self._learns(entry) for entry in entries):
            return None
        return [Meaning(str(update)) for update in updates] if calculated or self.recorder.by_value else None
