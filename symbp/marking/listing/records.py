"""The entries of a listing while it is followed: what was written for which line, and what is taken back."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from symbp.limits import MOST_STORES
from symbp.marking.entry import Entry
from symbp.marking.expression import Expression, constant, names_of
from symbp.marking.key import AnswerKey
from symbp.marking.listing.locating import Store, is_line
from symbp.marking.listing.narrowing import in_wide
from symbp.marking.listing.values import Array
from symbp.marking.names import Meaning
from symbp.marking.spelling import normalized
from symbp.quantity import Quantity, gradient_of, updated_name
from symbp.steps import Kind


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value is put.

    Attributes:
        name: what it is called: a variable, an attribute, the key of a dictionary.
        owner: what tells it from others of the same name.
        node: the statement.
        again: whether the new value was made from the old one of the same place.
    """

    name: str
    owner: Hashable
    node: ast.stmt
    again: bool = False


@dataclass(slots=True)
class Record:
    """One entry, and what has to be known to take it back."""

    entry: Entry
    owner: Hashable
    meaning: Meaning
    right: bool
    written: str = ""
    other: bool = False
    whole: str = ""
    multiple: Fraction = Fraction(1)
    turns: int = 0


class Records:
    """The entries of one listing.

    Args:
        key: the answer key.
        text: the listing, line by line.

    Attributes:
        iteration: the iteration of training that is being followed.
        complete: whether every parameter was updated in the iterations before.
        silent: above 0 while nothing is taken down.
        updated: the parameters that were updated in this iteration.
        read: the places that were read since a value was put there.
        own: lines by the listing's own names for them.
        loss_of_library: whether a library calculates the loss, with a scale that is its own.
    """

    def __init__(self, key: AnswerKey, text: Sequence[str]) -> None:
        self.key = key
        self.text = text
        self.iteration = 1
        self.complete = True
        self.silent = 0
        self.updated: set[str] = set()
        self.read: set[Hashable] = set()
        self.own: dict[str, str] = {}
        self.recognised = 0
        self.records: list[Record] = []
        self.later_otherwise = 0
        self.derivations = 0
        self.other_loss: tuple[Slot, Expression] | None = None
        self.loss_of_library = False
        self.gradients: dict[int, tuple[Array, int]] = {}
        self.zeroed: set[str] = set()
        self.added_up: tuple[frozenset[str], int] = (frozenset(), 0)
        self.multiples: set[Fraction] = set()
        self.judged: set[tuple[str, bool]] = set()
        self.wrong: set[tuple[ast.stmt, Quantity]] = set()
        self.set_again: list[Entry] = []
        self.faults: dict[tuple[int, str], Entry] = {}
        self.outcomes: dict[str, bool] = {}
        self.stores: list[Store] = []
        self.good: set[int] = set()
        self.right_sinks: dict[str, Expression] = {}
        self.right_slots: dict[str, Slot] = {}
        self.sinks: dict[str, Expression] = {}
        self.sink_slots: dict[str, Slot] = {}
        self.factors: dict[str, tuple[Fraction, Fraction]] = {}

    @property
    def undecided(self) -> bool:
        """Whether a name says nothing any more: in a later iteration not all parameters of which are updated."""
        return self.iteration > 1 and not self.complete

    @property
    def progress(self) -> tuple[int, ...]:
        """The state of what has been found, in numbers."""
        return (self.iteration, *map(len, (self.judged, self.outcomes, self.updated, self.faults, self.set_again)))

    def forget_gradients(self, value: object = None) -> None:
        """Take down that gradients are set to 0: those in an array, or all."""
        owners = [owner for owner, _ in self.gradients.values() if value is not None and owner.grad is value]
        held = [e.args[0] for owner in owners for e in owner.entries if isinstance(e, Expression) and e.op == "name"]
        self.zeroed |= {Quantity.named(line).word for line in held} if owners else {*self.key.assignment.trained}

    def derive(self, line: int) -> None:
        """Take down that a library derives the loss: what was not set to 0 since the last time is added up."""
        kept = frozenset(gradient_of(each) for each in self.key.assignment.trained if each not in self.zeroed)
        if self.derivations and kept and not self.added_up[0]:
            self.added_up = (kept, line)
        self.derivations, self.zeroed = self.derivations + 1, set()

    def tell(self, what: str, line: int) -> None:
        """Say once what was not understood, in the sizes that the program has."""
        network = self.key.assignment.network
        if network.stands_for:
            what = in_wide(what, [len(layer) for layer in network.layers], network.stands_for)
        source = self.text[line - 1].strip()[:200] if 0 < line <= len(self.text) else ""
        self.faults.setdefault((line, what), Entry("", source, line, fault=what))

    def parameter_after(self, line: str) -> bool:
        """Whether a line is what this iteration has made of a parameter."""
        quantity = Quantity.named(line)
        return quantity.updated and quantity.iteration == self.iteration

    def gradients_of(self, parameters: Iterable[str]) -> list[str]:
        """The gradients of this iteration by parameters, updated or not."""
        return [gradient_of(str(Quantity(Quantity.named(each).word, iteration=self.iteration))) for each in parameters]

    def source(self, node: ast.stmt) -> str:
        """The right side of an assignment in the listing; of several lines the first."""
        part: ast.AST = getattr(node, "value", None) or node
        first, last = getattr(part, "lineno", 1), getattr(part, "end_lineno", 1)
        if not 0 < first <= len(self.text):
            return ""
        if first != last:
            return self.text[first - 1].strip()[:200]
        line = self.text[first - 1].encode()
        return line[part.col_offset : part.end_col_offset].decode(errors="replace")[:200]  # type: ignore[attr-defined]

    def record(self, slot: Slot, meaning: Meaning, value: Expression, *, right: bool, **more: Any) -> None:
        """Take down that a formula was written for a line."""
        step = self.key.step(meaning.line)
        if step is not None and step.kind is Kind.UPDATE and self.parameter_after(meaning.line):
            self.updated.add(Quantity.named(meaning.line).word)
            self.outcomes[meaning.line] = right
        if self.silent or (value.op == "name" and value.args[0] == meaning.line):
            return
        if right and meaning.line in names_of(value):
            # It goes on with the line itself, whatever had been written for it.
            return
        quantity = Quantity.named(meaning.line)
        node, again = slot.node, (slot.node, quantity.at(1))
        if not right and self.iteration > 1 and again in self.wrong:
            # A mistake in a loop is said once.
            return
        if not right and self.iteration > 1 and step is not None and step.kind is Kind.UPDATE:
            # Momentum shows from the second iteration on: another optimizer, and no mistake of the iteration.
            self.later_otherwise = self.later_otherwise or node.lineno
            return
        source = self.text[node.lineno - 1].strip()[:200] if isinstance(node, ast.AugAssign) else self.source(node)
        entry = Entry(meaning.line, source, node.lineno, quantity.iteration, formula=value, meanings=(meaning,))
        self.recognised += right
        self.judged.add((meaning.line, right))
        if not right:
            self.wrong.add(again)
        if right and meaning.scale == 1 and isinstance(slot.owner, tuple) and slot.name:
            self.own[normalized(slot.name)] = meaning.line
        new = Record(entry, slot.owner, meaning, right, slot.name, **more)
        void = [r for r in self.records if r.owner == slot.owner and _replaces(new, r, again=slot.again)]
        new.turns = 1 + max((r.turns for r in void), default=-1)
        self.records = [r for r in self.records if not any(r is each for each in void)]
        self.records.append(new)

    def keep(
        self, slot: Slot, shape: tuple[int, ...], entries: Sequence[object], sample: int = 0, *, returned: bool = False
    ) -> None:
        """Keep what a statement of the first iteration made that is no line."""
        formulas = tuple(entry for entry in entries if isinstance(entry, Expression))
        if len(formulas) != len(entries):
            return
        lines = all(map(is_line, formulas))
        if returned and lines:
            self.good.add(id(slot.node))
        if self.iteration == 1 and len(self.stores) < MOST_STORES and not lines:
            self.stores.append(Store(slot, shape, formulas, sample, returned))

    def has_another_name(self, meaning: Meaning, written: str) -> bool:
        """Whether a line has been written rightly under another name: then g_w5 beside d_w5 is the student's own."""
        return any(r.right and r.meaning.line == meaning.line and r.written != written for r in self.records)

    def forget(self, slot: Slot) -> None:
        """Take back what was found wrong in a place that is changed further: only its last state counts."""
        self.records = [
            r
            for r in self.records
            if r.owner != slot.owner or (r.right and not r.whole) or self._of_earlier_iteration(r)
        ]

    def _of_earlier_iteration(self, record: Record) -> bool:
        return Quantity.named(record.meaning.line).iteration < self.iteration

    @property
    def all_updated(self) -> bool:
        """Whether the first iteration ends with the right update of every parameter."""
        wanted = self._updates_of_first
        # An update is right with any factor where the data make the gradient 0.
        same = len({self.factors[line][0] for line in wanted if line in self.factors}) < 2
        return bool(wanted) and same and all(self.outcomes.get(line) for line in wanted)

    @property
    def _updates_of_first(self) -> frozenset[str]:
        updates = self.key.derivation.of_kind(Kind.UPDATE)
        return frozenset(step.name for step in updates if step.quantity.updated and step.quantity.iteration == 1)

    @property
    def outcomes_of_first(self) -> frozenset[str]:
        """The updates of the first iteration that were found."""
        return self._updates_of_first & self.outcomes.keys()

    @property
    def updated_once(self) -> bool:
        """Whether the first iteration has an update of every parameter, right or not."""
        wanted = self._updates_of_first
        return bool(wanted) and wanted <= self.outcomes.keys()

    @property
    def share_of_right(self) -> float:
        """How many of the updates of the first iteration are right."""
        first = [self.outcomes[line] for line in self.outcomes_of_first]
        return sum(first) / max(len(first), 1)

    def wrong_gradients(self) -> list[Entry]:
        """The gradients that are wrong by what they are called."""
        return [
            r.entry
            for r in self.records
            if not r.right and (s := self.key.step(r.meaning.line)) is not None and s.kind is Kind.GRADIENT
        ]

    @property
    def summed(self) -> bool:
        """Whether the loss of a listing is a mean, and its gradients are the sums."""
        samples = len(self.key.assignment.samples)
        factors = {factor for line, (factor, _) in self.factors.items() if Quantity.named(line).iteration == 1}
        loss = any(r.right and r.meaning == Meaning("L") for r in self.records)
        return samples > 1 and factors == {Fraction(samples)} and loss

    def without_mean(self) -> list[Entry]:
        """The entries of a listing whose gradients are the sums, with these as mistakes; none for another."""
        if not self.summed:
            return []
        found = []
        for r in self.records:
            step = self.key.step(r.meaning.line)
            gradient = step is not None and step.kind is Kind.GRADIENT and r.meaning.scale > 0
            if step is not None and step.kind is Kind.UPDATE:
                continue
            found.append(replace(r.entry, meanings=(Meaning(r.meaning.line),)) if gradient else r.entry)
        gradients = [
            entry for entry in found if Quantity.named(entry.name).is_gradient and entry.meanings[0].scale == 1
        ]
        return found if gradients else []

    def right_entries(self, *, told: bool = False) -> list[Entry]:
        """The entries that are right, of a listing all of whose updates are.

        Args:
            told: whether what was not understood is told, and what was found right does not count.
        """
        if told:
            line = min((slot.node.lineno for slot in self.sink_slots.values()), default=1)
            self.tell("this update is not the assignment's, and why cannot be told", line)
            kept = (r.entry for r in self.records if r.right or r.meaning == Meaning("L"))
            return [*self.set_again, *kept, *self.faults.values()]
        kept = (r.entry for r in self.records if r.right or r.meaning == Meaning("L"))
        return [*self.set_again, *kept]

    def without_a_mistake(self) -> bool:
        """Whether everything was understood and nothing found wrong."""
        return not self.faults and all(record.right for record in self.records)

    def loop_ended(self, turns: int = 1) -> None:
        """The share of one sample that nothing was made of in a loop was meant as the whole."""
        for r in self.records:
            if r.whole and r.owner not in self.read and r.turns >= turns:
                r.meaning = Meaning(r.whole)
                r.entry = replace(r.entry, name=r.whole, meanings=(r.meaning,))
                r.right, r.whole = False, ""

    def entries(self) -> list[Entry]:
        """The entries, in the order in which they were written."""
        right = {r.meaning.line for r in self.records if r.right}
        owners: dict[str, set[Hashable]] = {}
        for r in self.records:
            if r.right:
                owners.setdefault(r.meaning.line, set()).add(r.owner)
        found = []
        self.loop_ended(turns=0)
        for r in self.records:
            if r.other and owners.get(r.meaning.line, set()) - {r.owner}:
                continue
            update = updated_name(Quantity.named(r.meaning.line).subject, 1)
            if not r.right and r.other and update in right:
                continue
            if not r.right and r.multiple > 0 and r.multiple != 1 and update in right:
                found.append(replace(r.entry, meanings=(Meaning(r.meaning.line, r.multiple),)))
                continue
            found.append(r.entry)
        return [*self.set_again, *found, *self.faults.values()]


def _replaces(new: Record, old: Record, *, again: bool) -> bool:
    """Whether an entry for the same place makes an earlier one void."""
    if new.whole and new.whole == old.whole:
        return new.meaning.line == old.meaning.line or old.entry.line == new.entry.line
    same = new.meaning.line in (old.meaning.line, old.whole)
    return same and (again or old.entry.line == new.entry.line)


def plain_number(entry: object) -> object:
    """A number that a formula without names comes to; anything else as it is."""
    if isinstance(entry, Expression) and not names_of(entry):
        value = constant(entry)
        return entry if value is None else value
    return entry


def names_in_array(value: object) -> list[str] | None:
    """The lines that an array holds, one in each entry; None if it holds anything else."""
    entries = value.entries if isinstance(value, Array) else [value]
    lines = [entry.args[0] for entry in entries if isinstance(entry, Expression) and entry.op == "name"]
    return lines if len(lines) == len(entries) else None
