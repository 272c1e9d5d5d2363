"""Where a listing goes wrong whose updates are wrong: the first place at which the right value makes them right.

Every value that is no line of the derivation is kept with the statement that made it. One after the
other they are tried with the lines that they may have been meant to be in their place, at random
points; the first statement with which all updates that depend on it become right is the one with the
mistake, whatever its names say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from symbp.marking.entry import Entry
from symbp.marking.expression import Expression, walk
from symbp.marking.listing.book import Book, Values
from symbp.marking.names import Meaning
from symbp.quantity import Quantity
from symbp.steps import Kind, Step

if TYPE_CHECKING:
    from symbp.marking.listing.layers import Shape
    from symbp.marking.listing.recorder import Recorder
    from symbp.marking.listing.records import Slot

MOST_COMPARISONS = 400
MOST_PLACES = 60
MOST_MISTAKES = 6
_BACKWARD = (Kind.GRADIENT, Kind.ADJOINT)
_SCALED = ("din", "dout", "dw", "db")
_KINDS = ("in", "out", "din", "dout", "slope", "dw", "db")


@dataclass(frozen=True, slots=True, eq=False)
class Store:
    """A value that a statement made and that is no line.

    Attributes:
        slot: where it was put.
        shape: the shape of the array; () for a number.
        entries: its numbers.
        sample: the one sample that it is about; 0 for several.
        returned: whether a function gave it back.
    """

    slot: Slot
    shape: Shape
    entries: tuple[Expression, ...]
    sample: int
    returned: bool = False


def is_line(value: Expression) -> bool:
    """Whether a formula is a line, or so many times one."""
    return value.op == "name" or (
        value.op == "multiply" and value.args[0].op == "number" and value.args[1].op == "name"
    )


Choice = tuple[Meaning, ...]


class Locating:
    """One listing, followed by its values alone, with wrong updates.

    Args:
        recorder: what following it has given.
    """

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.book: Book = recorder.first_book
        self.layers = recorder.first_layers
        counted = Counter(factor for factor, _ in recorder.factors.values())
        self.factor = max(counted, key=lambda factor: (counted[factor], factor == 1)) if counted else Fraction(1)
        known = {line: factor for line, (factor, _) in recorder.factors.items() if Quantity.named(line).iteration == 1}
        self.sinks: Mapping[str, Expression] = {
            line: value for line, value in recorder.sinks.items() if known.get(line) != self.factor
        }
        wanted = (Fraction(1), *recorder.matching.conventions)
        self.scales = tuple(dict.fromkeys(sign * self.factor * scale for scale in wanted for sign in (1, -1)))
        self.tried = 0
        self.fixed: dict[int, Values] = {}
        self.parts = {line: {id(part) for part in walk(value)} for line, value in self.sinks.items()}

    def entries(self) -> list[Entry] | None:
        """The wrong lines, at the statements with the mistakes; None where they are not found."""
        opposed = self._opposed()
        if opposed:
            return opposed
        found: list[Entry] = []
        for _ in range(MOST_MISTAKES):
            open_ = self._wrong(self.fixed)
            if not open_:
                return [*found, *self._following()]
            located = self._next(open_)
            if located is None:
                return None
            found += located
        return [*found, *self._following()] if not self._wrong(self.fixed) else None

    def _following(self) -> Iterator[Entry]:
        """Lines that are right once the mistakes are, and go on with them as they are."""
        seen: set[str] = set()
        for store in self.recorder.stores[: 50 * MOST_PLACES]:
            if store.returned or any(id(entry) in self.fixed for entry in store.entries):
                continue
            for entry in store.entries:
                values = self.book.changed(entry, self.fixed)
                meant = [m for m in self.book.lines_at(values) if m.scale in self.scales and m.line not in seen]
                backward = [
                    m for m in meant if (s := self.recorder.key.step(m.line)) is not None and s.kind in _BACKWARD
                ]
                if backward and backward[0] not in self.book.meanings_of(entry):
                    seen.add(backward[0].line)
                    yield self._entry(store.slot, backward[0], entry)

    def _opposed(self) -> list[Entry]:
        """The deltas of the other sign of a listing that takes every step the wrong way."""
        recorder = self.recorder
        if len(self.sinks) < len(recorder.outcomes_of_first) or not self.sinks:
            return []
        for line, value in self.sinks.items():
            old = self.book.at(Quantity.named(line).word)
            step, change = self.book.at(line) - old, self.book.changed(value, {}) - old
            if not np.any(step) or not np.all(np.isfinite(change)):
                return []
            ratio = float(np.dot(step, change) / np.dot(step, step))
            if ratio >= 0 or not np.allclose(change, ratio * step, rtol=1e-9, atol=1e-12):
                return []
        turned = [r for r in recorder.records if r.meaning.scale < 0 and Quantity.named(r.meaning.line).iteration == 1]
        first = [r for r in turned if r.entry.line == turned[0].entry.line]
        plain = [replace(r.entry, meanings=(Meaning(r.meaning.line, -r.meaning.scale),)) for r in first]
        recorder.records = [r for r in recorder.records if r.meaning.scale > 0]
        return plain

    def _next(self, open_: Sequence[str]) -> list[Entry] | None:
        wanted = set().union(*(self.parts[line] for line in open_))
        groups: dict[tuple[int, str], list[Store]] = {}
        for store in self.recorder.stores[: 50 * MOST_PLACES]:
            if any(id(entry) in wanted and id(entry) not in self.fixed for entry in store.entries):
                groups.setdefault((id(store.slot.node), store.slot.name), []).append(store)
        good = self.recorder.good
        # A function that is right elsewhere is right: what it is given is wrong.
        places = [s for (node, _), s in groups.items() if not (s[0].returned and node in good)]
        for stores in places[:MOST_PLACES]:
            behind = [line for line in open_ if any(id(e) in self.parts[line] for s in stores for e in s.entries)]
            chosen = self._meant(stores, behind)
            if chosen is not None:
                return list(self._entries(stores, chosen))
        return self._in_part(places, open_) or self._updates(open_)

    def _in_part(self, places: Sequence[Sequence[Store]], open_: Sequence[str]) -> list[Entry] | None:
        """The first statement that only wrong updates depend on, where every one of them goes with what it makes."""
        right = self.recorder.right_sinks
        used = {id(part) for value in right.values() for part in walk(value)}
        for stores in places:
            entries = [entry for store in stores for entry in store.entries]
            behind = [line for line in open_ if any(id(entry) in self.parts[line] for entry in entries)]
            if stores[0].returned or not behind or any(id(entry) in used for entry in entries):
                continue
            steps = [self._steps(line) for line in behind]
            if not all(any(step.kind in _BACKWARD for step in row) for row in steps):
                continue
            for line in behind:
                self.fixed[id(self.sinks[line])] = self.book.at(line)
            return [self._entry(stores[0].slot, Meaning(line), self.sinks[line]) for line in behind]
        return None

    def _steps(self, line: str) -> list[Step]:
        """The lines that a wrong update is made of, as far as they are known."""
        names = {part.args[0] for part in walk(self.sinks[line]) if part.op == "name"}
        return [step for name in sorted(names) if (step := self.recorder.key.step(name)) is not None]

    def _meant(self, stores: Sequence[Store], behind: Sequence[str]) -> list[Choice] | None:
        """The lines with which in the place of what a statement made all updates behind it are right."""
        named = self._named(stores[0])
        kinds = sorted(_KINDS, key=lambda kind: kind not in named)
        tries = [(kind, scale) for kind in kinds for scale in (self.scales if kind in _SCALED else (Fraction(1),))]
        for kind, scale in tries:
            ways = [list(self._choices(store, kind, scale)) for store in stores]
            if not all(ways):
                continue
            overrides, chosen = dict(self.fixed), [way[0] for way in ways]
            for store, choice in zip(stores, chosen, strict=True):
                overrides |= self._values(store, choice)
            right = self._count_right(behind, overrides)
            for at, (store, options) in enumerate(zip(stores, ways, strict=True)):
                for option in options[1:]:
                    if right == len(behind):
                        break
                    trial = overrides | self._values(store, option)
                    count = self._count_right(behind, trial)
                    if count > right:
                        overrides, chosen[at], right = trial, option, count
            if right == len(behind):
                self.fixed = overrides
                return chosen
        return None

    def _named(self, store: Store) -> set[str]:
        return {group.kind for group in self.layers.named(store.slot.name)} if store.slot.name else set()

    def _choices(self, store: Store, kind: str, scale: Fraction) -> Iterator[Choice]:
        """The lines of a kind that may stand in an array, or as a number, in each way in which they fit."""
        names = self.layers.named(store.slot.name) if store.slot.name else []
        groups = sorted(self.layers.groups(kind), key=lambda group: group not in names)
        for group in groups:
            rows = self.layers.rows(group)
            if not store.shape or store.shape == (1,):
                rows = rows[store.sample - 1 : store.sample] if store.sample and len(rows) > 1 else rows
                yield from ((Meaning(line, scale),) for row in rows for line in row)
                continue
            samples = (store.sample,) if store.sample else (0,)
            for sample in samples:
                for lines in dict.fromkeys(self.layers.layouts(group, rows, store.shape, sample)):
                    yield tuple(Meaning(line, scale) for line in lines)

    def _values(self, store: Store, choice: Choice) -> dict[int, Values]:
        return {
            id(entry): float(meaning.scale) * self.book.at(meaning.line)
            for entry, meaning in zip(store.entries, choice, strict=True)
        }

    def _wrong(self, overrides: Mapping[int, Values]) -> list[str]:
        return [line for line in self.sinks if not self._is_right(line, overrides)]

    def _count_right(self, lines: Sequence[str], overrides: Mapping[int, Values]) -> int:
        return sum(self._is_right(line, overrides) for line in lines)

    def _is_right(self, line: str, overrides: Mapping[int, Values]) -> bool:
        self.tried += 1
        if self.tried > MOST_COMPARISONS * max(len(self.sinks), 1):
            return False
        values = self.book.changed(self.sinks[line], overrides)
        true = self.book.at(line)
        if self.factor == 1 and np.allclose(values, true, rtol=1e-9, atol=1e-12):
            return True
        update = Quantity.named(line)
        if self.recorder.key.step(line) is None or not update.updated:
            return False
        found = self.book.step_of(values, update.word, line)
        return found is not None and found[0] == self.factor

    def _entries(self, stores: Sequence[Store], chosen: Sequence[Choice]) -> Iterator[Entry]:
        """One entry for every number that is not the line that it was meant to be."""
        seen = set()
        for store, choice in zip(stores, chosen, strict=True):
            for entry, meaning in zip(store.entries, choice, strict=True):
                if meaning.line not in seen and meaning not in self.book.meanings_of(entry):
                    seen.add(meaning.line)
                    yield self._entry(store.slot, meaning, entry)

    def _entry(self, slot: Slot, meaning: Meaning, value: Expression) -> Entry:
        source = self.recorder.source(slot.node)
        return Entry(meaning.line, source, slot.node.lineno, formula=value, meanings=(meaning,))

    def _updates(self, open_: Sequence[str]) -> list[Entry] | None:
        """Updates that are wrong although what they are made of is right."""
        found = []
        for line in open_:
            slot = self.recorder.sink_slots[line]
            if not any(step.kind in _BACKWARD for step in self._steps(line)):
                # What the listing does may be something else altogether.
                return None
            found.append(self._entry(replace(slot), Meaning(line), self.sinks[line]))
            self.fixed[id(self.sinks[line])] = self.book.at(line)
        return found
