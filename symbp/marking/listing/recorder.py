"""The record of a listing: the lines that its assignments are about, iteration by iteration."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from symbp.limits import MOST_ARRAY_CELLS
from symbp.marking.entry import Entry
from symbp.marking.expression import Expression, constant, name, names_of
from symbp.marking.key import AnswerKey, answer_key
from symbp.marking.listing.book import Book, scaled
from symbp.marking.listing.givens import Givens, Naming, Way, regular
from symbp.marking.listing.layers import Group, Layers
from symbp.marking.listing.matching import Matching
from symbp.marking.listing.records import Records, Slot, names_in_array, plain_number
from symbp.marking.listing.values import FRESH, Array, Instance, Unknown, formula, is_scalar, weight, write_back
from symbp.marking.names import Meaning
from symbp.marking.spelling import normalized
from symbp.quantity import Quantity, updated_name
from symbp.steps import TRAINED, Kind, Role

MOST_RECORDED_LINES = 700
"""How many lines a derivation may have for a second iteration to be followed."""
LAST_ITERATION = 2


_NUMBERED = re.compile(r"(.*?)(\d{1,4})")
_DERIVATIVE = re.compile(r"(?:d[lejc]?/?d|d|grad|g|delta|nabla)(\w+)|(\w+)(?:grad|gradient)")


class Recorder(Records):
    """The entries of one listing.

    Args:
        key: the answer key.
        text: the listing, line by line.
        naming: how the listing uses its names.
        way: how random weights of square layers and data from outside lie.
        by_value: whether values alone say what is meant, and names judge nothing.
        once: whether one iteration alone is followed.
    """

    as_made = False
    """Whether values stay as they were calculated."""

    def __init__(
        self,
        key: AnswerKey,
        text: Sequence[str],
        naming: Naming,
        way: Way,
        *,
        by_value: bool = False,
        once: bool = False,
    ) -> None:
        super().__init__(key, text)
        self.naming = naming
        self.by_value = by_value
        self.last = 1 if once else LAST_ITERATION
        self.closed = False
        self.origins: dict[int, tuple[Expression, Expression]] = {}
        self.variables: dict[str, tuple[list[str], tuple[int, ...]]] = {}
        self.layouts: dict[tuple[Group, tuple[int, ...]], list[str]] = {}
        self.derived: Mapping[str, Expression] = {}
        self._take(key)
        self.first_book, self.first_layers = self.book, self.layers
        self.givens = Givens(self.layers, way, naming)

    def _take(self, key: AnswerKey) -> None:
        self.key = key
        self.book = Book(key)
        self.layers = Layers(key)
        self.matching = Matching(self)
        self._about: dict[str, bool] = {}

    # Iterations.

    def advance(self) -> None:
        """The next iteration begins: what was updated is what it goes on with."""
        trained = set(self.key.assignment.trained)
        self.complete = self.complete and self.updated >= trained
        self.updated.clear()
        self.iteration += 1
        lines = len(self.key.derivation)
        if self.layers.has_iteration(self.iteration):
            return
        if self.iteration > self.last or self.key.assignment.learning_rate is None or lines > MOST_RECORDED_LINES:
            self.closed = True
            return
        self._take(answer_key(self.key.assignment, self.iteration))
        self.givens.layers, self.givens.key = self.layers, self.key

    def parameter(self, line: str) -> str | None:
        """The update of a parameter, as it is at present; None if the line is no such parameter."""
        plain = Quantity.named(line).word
        held, later = (updated_name(plain, self.iteration - before) for before in (1, 0))
        step = self.key.step(plain)
        if step is None or step.why not in TRAINED or later not in self.key.derivation:
            return None
        return later if line == held else None

    # What is stored.

    def stored(self, slot: Slot, value: object, before: object = None) -> Any:
        """The content of a place after an assignment: lines by their names, as far as it holds any."""
        match value:
            case Unknown():
                return self._unknown(slot, value, before)
            case bool() | None | str():
                return value
            case Array():
                return self._array(slot, value, before)
            case list() | tuple() if value:
                self.givens.neuron(slot.name, value)
                return self._list(slot, value, before)
            case Instance():
                self.givens.neuron(slot.name, [value])
                return value
            case dict():
                return value
            case _ if is_scalar(value):
                return self._scalar(slot, value, before)
            case _:
                return value

    def _unknown(self, slot: Slot, value: Unknown, before: object) -> Any:
        if value.outside and slot.name:
            found = self.givens.from_outside(slot.name)
            if found is not None and self._all_given(found):
                return found
        updated = not value.outside and self.holds_parameters(before)
        if value.reason and not self.closed and not self.silent and (updated or self.about(slot.name)):
            self.tell(value.reason, value.line or slot.node.lineno)
        return value

    def _all_given(self, value: object) -> bool:
        parts = value.entries if isinstance(value, Array) else [value]
        steps = [self.key.step(part.args[0]) for part in parts if isinstance(part, Expression)]
        return all(step is not None and step.kind is Kind.GIVEN for step in steps)

    def about(self, written: str) -> bool:
        """Whether a name is one of a calculated quantity."""
        if written not in self._about:
            self._about[written] = self._is_about(written)
        return self._about[written]

    def _is_about(self, written: str) -> bool:
        steps = [self.key.step(meaning.line) for meaning in self.key.names.meanings(written)]
        if any(step is not None for step in steps):
            return any(step is not None and step.kind is not Kind.GIVEN for step in steps)
        return bool(len(written) > 1 and self.layers.named(written, parameters=False))

    def _scalar(self, slot: Slot, value: object, before: object) -> object:
        if value is FRESH:
            meanings = self.key.names.meanings(slot.name)
            step = self.key.step(meanings[0].line) if meanings else None
            if step is not None and step.why in TRAINED:
                return name(step.name)
            return self.givens.numbered(slot.name) or value
        if isinstance(value, Expression) and not names_of(value):
            known = constant(value)
            value = value if known is None else known
        if isinstance(value, int | Fraction):
            return self._number(slot, Fraction(value), value)
        if self.closed or self.silent or not isinstance(value, Expression):
            return value
        if not self._goes_on(value):
            return value
        return self.matching.scalar(slot, value, before)

    def _number(self, slot: Slot, value: Fraction, written: object) -> object:
        slot = replace(slot, name=self.spelled(slot.name))
        found = self.givens.number(slot.name, value) if slot.name else None
        if found is None and isinstance(written, int):
            meanings = self.key.names.meanings(slot.name) if slot.name else ()
            step = self.key.step(meanings[0].line) if meanings else None
            if step is None or step.kind is not Kind.GIVEN:
                return written
        meanings = self.key.names.meanings(slot.name) if slot.name else ()
        step = self.key.step(meanings[0].line) if meanings else None
        if step is not None and step.kind is Kind.GIVEN and not self.silent and self.iteration == 1:
            self.set_again.append(
                Entry(
                    step.name, self.source(slot.node), slot.node.lineno, formula=formula(value), meanings=meanings[:1]
                )
            )
        return written if found is None else found

    def _list(self, slot: Slot, value: Any, before: object = None) -> object:
        """A list of numbers: where they are lines, these are put into it."""
        if weight(value) > MOST_ARRAY_CELLS:
            return value
        array = regular(value)
        if all(isinstance(part, Array) and len(part.cells) == 1 for part in value):
            # Tensors of a single number each.
            array = regular([part.entries[0] for part in value])
            for part, entry in zip(
                value, [] if array is None else self._array(slot, array, None).entries, strict=False
            ):
                part.fill([entry])
            return value
        if array is None or len(array.shape) > 2:
            olds = before if isinstance(before, list | tuple) and len(before) == len(value) else [None] * len(value)
            parts = [self._part(slot, at, part, old) for at, (part, old) in enumerate(zip(value, olds, strict=True))]
            if isinstance(value, tuple):
                return tuple(parts)
            value[:] = parts
            return value
        found = self._array(slot, array, None)
        written = found.nested() if isinstance(found, Array) else value
        if isinstance(value, tuple):
            return tuple(written)
        write_back(value, written)
        return value

    def _part(self, slot: Slot, at: int, part: object, before: object) -> Any:
        """An item of a list of several things; single numbers are nothing by themselves."""
        if isinstance(part, Array | list):
            random = all(entry is FRESH for entry in part.entries) if isinstance(part, Array) else False
            word = slot.name if random else ""
            return self.stored(replace(slot, name=word, owner=(slot.owner, at)), part, before)
        if isinstance(part, tuple) and any(isinstance(inner, Array) for inner in part):
            return self._list(replace(slot, name="", owner=(slot.owner, at)), part, before)
        return part

    def _array(self, slot: Slot, value: Array, before: object) -> Any:
        entries = value.entries
        if not entries:
            return self.givens.of_wide(slot.name) or value
        if all(isinstance(entry, bool) for entry in entries):
            return value
        if all(entry is FRESH for entry in entries):
            data = self.givens.random_data(slot.name, value.shape)
            if data is not None:
                return data
            found = self.givens.parameters(slot.name, value.shape)
            if found is not None:
                value.fill(found)
                self.note_layout(value, slot.name)
            return value
        entries = [plain_number(entry) for entry in entries]
        if all(isinstance(entry, int | Fraction) for entry in entries):
            return self._numbers(slot, value, entries, before)
        if self.is_data(slot.name, entries):
            data = self.givens.from_outside(slot.name)
            if isinstance(data, Array) and len(data.cells) == len(entries):
                return data.reshaped(value.shape) if value.shape != data.shape[::-1] else data.transposed()
        if self.closed or self.silent:
            return value
        unknown = next((entry for entry in entries if isinstance(entry, Unknown)), None)
        if unknown is not None:
            found = self._unknown(slot, unknown, before)
            return found if isinstance(found, Array) else value
        if not all(isinstance(entry, int | Fraction | Expression) for entry in entries):
            return value
        for entry in entries:
            if isinstance(entry, Expression) and not self._goes_on(entry):
                return value
        return self.matching.array(slot, value, before)

    def is_data(self, written: str, entries: Sequence[object]) -> bool:
        """Whether an array under a name for data is made of data alone: scaled, or moved to mean 0."""
        if not self.givens.outside or self.givens.data_kind(written) is None:
            return False
        steps = [self.key.step(line) for e in entries if isinstance(e, Expression) for line in names_of(e)]
        roles = {step.why if step is not None and step.kind is Kind.GIVEN else "" for step in steps}
        return len(roles) == 1 and roles <= {Role.INPUT, Role.TARGET}

    def _numbers(self, slot: Slot, value: Array, entries: list[object], before: object) -> Array:
        """An array of numbers: the assignment's, or others in the place of its parameters."""
        values = Array(value.shape, entries)
        found = self.givens.array(slot.name, values)
        if found is not None:
            value.fill(found)
            self.note_layout(value, slot.name)
            return value
        if (data := self.givens.of_wide(slot.name)) is not None:
            return data
        meant = self.givens.differing(slot.name, values) if slot.name else None
        if slot.name in ("", "weight", "bias") and isinstance(before, Array) and before.shape == value.shape:
            # Numbers that are written into a layer of a library.
            meant = names_in_array(before) if self.holds_parameters(before) else meant
        if meant is None or self.iteration > 1 or self.updated:
            return value
        for line, entry in zip(meant, entries, strict=True):
            # A network that stands for a wide one has numbers of its own.
            if self.key.givens.get(line) == entry or self.key.assignment.network.stands_for:
                continue
            self.set_again.append(
                Entry(line, self.source(slot.node), slot.node.lineno, formula=formula(entry), meanings=(Meaning(line),))
            )
        value.fill(name(line) for line in meant)
        self.note_layout(value, slot.name)
        return value

    def _goes_on(self, value: Expression) -> bool:
        """Whether a formula is about an iteration that is followed; one with updated parameters begins the next."""
        later = any(Quantity.named(line).iteration > self.iteration for line in names_of(value))
        if later or (value.op != "name" and self._of_next_iteration(value)):
            self.advance()
        return not self.closed

    def _of_next_iteration(self, value: Expression) -> bool:
        steps = [step for line in names_of(value) if (step := self.key.step(line)) is not None]
        new = [s for s in steps if s.kind is Kind.UPDATE and Quantity.named(s.of or "").word in self.updated]
        backward = any(s.kind in (Kind.ADJOINT, Kind.GRADIENT, Kind.SLOPE) or s.why == Role.TARGET for s in steps)
        return not backward and any(self.parameter_after(step.name) for step in new)

    def spelled(self, written: str) -> str:
        """A name as the assignment counts: where a listing begins with h0, its h1 is the second."""
        match = _NUMBERED.fullmatch(written)
        if match is None or match.group(1) not in self.naming.zero:
            return written
        return f"{match.group(1)}{int(match.group(2)) + 1}"

    def given(self, slot: Slot, value: object) -> object:
        """An argument of a call: where it holds numbers of the assignment, these."""
        numbers = value.entries if isinstance(value, Array) else [value]
        if isinstance(value, list) or all(isinstance(n, int | Fraction) and not isinstance(n, bool) for n in numbers):
            return self.stored(slot, value)
        return value

    def returned(self, slot: Slot, value: object) -> None:
        """Keep what a function gives back that is no line."""
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Array | Expression):
                entries = part.entries if isinstance(part, Array) else [part]
                shape = part.shape if isinstance(part, Array) else ()
                self.keep(slot, shape, entries, self.matching.sample(entries), returned=slot.name == "")

    def settled(self, value: object) -> object:
        """A value on its way: where it equals a line it is that line, and nothing is said of it."""
        if self.closed:
            return value
        if isinstance(value, tuple):
            return tuple(self.settled(part) for part in value)
        if isinstance(value, Array):
            value.fill(self.settled(entry) for entry in value.entries)
            return value
        if isinstance(value, Expression) and value.size > 3 and names_of(value):
            found = self.book.meanings_of(value)
            if found:
                line = scaled(found[0])
                self.origins[id(line)] = (line, value)
                return line
        return value

    def origin(self, value: Expression) -> Expression:
        """How a value was written that was settled on its way."""
        kept = self.origins.get(id(value))
        return value if kept is None else kept[1]

    def holds_parameters(self, value: object) -> bool:
        """Whether a value is parameters of the assignment, updated or not."""
        parts = value.entries if isinstance(value, Array) else [value]
        steps = [self.key.step(p.args[0]) if isinstance(p, Expression) and p.op == "name" else None for p in parts]
        return any(step is not None and (step.kind is Kind.UPDATE or step.why in TRAINED) for step in steps)

    def layout_of(self, group: Group, shape: tuple[int, ...]) -> list[str] | None:
        """The gradients of a layer's parameters in the layout that the listing has these in; None if it has none."""
        held = self.layouts.get((Group(group.kind.removeprefix("d"), group.layer), shape))
        if held is None:
            return None
        return self.gradients_of(held)

    def of_variable(self, written: str, shape: tuple[int, ...]) -> list[str] | None:
        """The gradients that ``dV`` speaks of where the listing has parameters in an array V of that shape."""
        match = _DERIVATIVE.fullmatch(normalized(written))
        held = self.variables.get(next(part for part in match.groups() if part)) if match else None
        if held is None or held[1] != shape:
            return None
        return self.gradients_of(held[0])

    def note_layout(self, value: Array, written: str = "") -> None:
        """Remember how parameters lie in an array."""
        lines = names_in_array(value)
        if lines and written and self.holds_parameters(value):
            self.variables[normalized(written)] = (lines, value.shape)
        group = self.layers.group_of(lines[0]) if lines else None
        if lines and group is not None and group.kind in ("w", "b"):
            self.layouts[group, value.shape] = lines

    def drawn(self, weight: Array, bias: Array | None) -> None:
        """The parameters of a layer that a library makes: a row for each unit that they lead to."""
        way, self.givens.way = self.givens.way, replace(self.givens.way, turned=1)
        for array, word in ((weight, "w"), (bias, "b")):
            found = None if array is None else self.givens.parameters(word, array.shape)
            if array is not None and found is not None:
                array.fill(found)
        self.givens.way = way

    def stepped(self) -> None:
        """A library has updated all parameters by itself: what follows belongs to the next iteration."""
        self.closed = True
