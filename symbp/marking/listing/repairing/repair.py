"""The one small change with which a listing is right."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from symbp.marking.expression import Expression, walk
from symbp.marking.listing.hoisting import entry_of
from symbp.marking.listing.recorder import Recorder
from symbp.marking.listing.repairing.edits import Edit, edits_of, is_masked, is_written, root_of
from symbp.marking.listing.repairing.explaining import mistake_of
from symbp.marking.listing.repairing.outcome import Outcome
from symbp.marking.listing.repairing.probing import Probe
from symbp.marking.listing.repairing.roles import NOTHING, Flat, Role, role
from symbp.marking.listing.repairing.scopes import Scopes
from symbp.marking.listing.repairing.statements import moved_later, statement_edits
from symbp.marking.listing.repairing.tracing import Tracing
from symbp.marking.listing.running import TooLongError
from symbp.marking.names import Meaning
from symbp.steps import Kind

MOST_SUSPECTS = 16
TIERS = ((1, 2), (3, 3), (4, 4), (5, 6))
MEAN = ((3, 3),)
MOST_VERIFIED = 6
MOST_RUNS = 40
_FORWARD = {"function": 2, "wrap": 3, "unwrap": 2, "sign": 2, "factor": 3, "drop": 3, "axis": 3}
"""Changes of a forward pass, and the rank up to which they are likely."""
_RESHAPING = ("axis", "transpose", "swap", "slice", "other", "drop")
_OF_PARAMETERS = ("dw", "db", "new w", "new b")
MOST_WORK = 80_000

Follow = Callable[[], Recorder]


@dataclass(frozen=True, slots=True)
class Repair:
    """A change that makes all updates right.

    Attributes:
        edit: the change.
        mistake: the key of the mistake that it takes back.
        before: the statement as it was written.
        after: the statement with the change.
        right: the record of the listing with the change.
        wrong: what the statement made in place of lines.
        passes_on: whether the statement adds up what was calculated elsewhere.
    """

    edit: Edit
    mistake: str
    before: str
    after: str
    right: Recorder
    wrong: tuple[tuple[Meaning, Expression], ...]
    passes_on: bool = False

    @property
    def line(self) -> int:
        """The line of the mistake."""
        old = self.edit.was or self.edit.old
        return old.lineno if isinstance(old, ast.expr) else self.edit.statement.lineno


class Repairing:
    """One listing that is wrong, and the search for the change that makes it right.

    Args:
        tree: the listing.
        wrong: its record.
        follow: follows the listing as it is at present.
        mean: whether all that is wrong is that a sum stands in the place of a mean.
    """

    most_suspects = MOST_SUSPECTS

    def __init__(self, tree: ast.Module, wrong: Recorder, follow: Follow, *, mean: bool = False) -> None:
        self.tree, self.wrong, self.follow, self.mean = tree, wrong, follow, mean
        self.key = wrong.first_book.key
        self.scopes = Scopes(tree, len(self.key.assignment.samples))
        self.work = 0
        self.ranked: list[ast.stmt] = []
        self.reshaped: list[Edit] = []
        self.statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]

    def repair(self) -> Repair | None:
        """The change that makes the listing right; None if none does."""
        return self.at_once() or self.by_probing() or self.by_running()

    def at_once(self) -> Repair | None:
        """A change that shows without a search."""
        if self.wrong.added_up[0]:
            return self._zeroed()
        return (self._divided() if self.mean else None) or self._too_early(self.plain)

    def by_probing(self) -> Repair | None:
        """The change of a formula, all of which are tried while the listing is followed once."""
        plain = self.plain
        if not plain.recorder.updated_once or self.wrong.added_up[0]:
            return None
        self.ranked = self._ranked(plain, self._outcome(plain))
        edits = {id(s): self._edits(s) for s in self.ranked}
        for low, high in MEAN if self.mean else TIERS:
            tier = {place: [e for e in each if low <= e.rank <= high] for place, each in edits.items()}
            probe = self._probe(tier)
            self.work += probe.work
            outcome = self._outcome(probe)
            factors = {edit: self._factor(outcome, changed) for edit, changed in probe.found.items()}
            good = {edit: factor for edit, factor in factors.items() if factor is not None}
            if self.mean:
                good = {edit: factor for edit, factor in good.items() if factor == 1 and edit.kind == "factor"}
            found = self._verified(good, probe, self.ranked)
            if found is not None:
                return found
            self.reshaped += probe.reshaped
            if self.work > MOST_WORK:
                break
        return None

    @cached_property
    def plain(self) -> Probe:
        """The listing followed as it is."""
        return self._probe({})

    # What a change has to do; another class asks for less.

    def _factor(self, outcome: Outcome, changed: Mapping[int, Expression]) -> Fraction | None:
        """How many times the assignment's step the updates take with other formulas; None if they are wrong."""
        return outcome.factor(changed)

    def _ranked(self, probe: Probe, outcome: Outcome) -> list[ast.stmt]:
        """The statements that every wrong update was made by, those first that no right one was made by."""
        wrong = outcome.wrong()
        slices = outcome.slices(probe.tags)
        return self._first(set.intersection(*(slices[line] for line in wrong)), wrong, slices, probe) if wrong else []

    def _reached(self, right: Recorder) -> bool:
        """Whether a changed listing is right."""
        return right.all_updated

    def _too_early(self, plain: Probe) -> Repair | None:
        """Updates in front of what is calculated with the old values, which are right at the end of their block."""
        sinks = self.wrong.sinks
        read = {part.args[0] for line, value in sinks.items() for part in walk(value) if part.args[0] != line}
        slots = {**self.wrong.right_slots, **self.wrong.sink_slots}
        early = {id(slot.node) for line, slot in slots.items() if line in read}
        for edit in moved_later(self.tree, early) if early and not self.mean else ():
            with edit.applied():
                right = self.follow()
                if self._reached(right):
                    return self._explained(edit, plain, right)
        return None

    def _divided(self) -> Repair | None:
        """A division by the number of samples where there is nothing."""
        for edit in [edit for edit in statement_edits(self.tree) if edit.kind == "factor"][:MOST_VERIFIED]:
            with edit.applied():
                right = self.follow()
                if right.all_updated and not right.summed:
                    return self._explained(edit, self._probe({}), right)
        return None

    def _zeroed(self) -> Repair | None:
        """The statement that sets to 0 what a library adds up."""
        edits = [edit for edit in statement_edits(self.tree) if edit.kind == "zero"]
        for edit in sorted(edits, key=lambda edit: edit.rank)[:MOST_VERIFIED]:
            with edit.applied():
                right = self.follow()
                if right.all_updated and not right.added_up[0]:
                    return self._explained(edit, self._probe({}), right)
        return None

    def _edits(self, statement: ast.stmt) -> list[Edit]:
        edits = edits_of(statement, self.scopes.of(statement))
        return [edit for edit in edits if edit.kind == "factor"] if self.mean else edits

    def _probe(self, edits: Mapping[int, Sequence[Edit]]) -> Probe:
        wrong = self.wrong
        recorder = Tracing(self.key, wrong.text, wrong.naming, wrong.givens.way, by_value=True)
        roots = {id(root): s for s in self.statements if (root := root_of(s)) is not None}
        probe = Probe(recorder, roots, edits)
        with suppress(TooLongError, ValueError, RecursionError):
            probe.whole(self.tree)
        return probe

    def _outcome(self, probe: Probe) -> Outcome:
        recorder = probe.recorder
        sinks = {**recorder.right_sinks, **recorder.sinks}
        return Outcome(recorder.first_book, sinks, probe.copies, wanted=1 if self.mean else 0)

    def _first(self, chosen: set[int], wrong: set[str], slices: Mapping[str, set[int]], probe: Probe) -> list[ast.stmt]:
        """Statements, those first that no right update was made by, the later before the earlier."""
        right = [slices[line] for line in slices if line not in wrong]
        order = {key: at for at, key in enumerate(probe.made)}
        known = {id(s): s for s in self.statements}
        ordered = sorted(chosen, key=lambda key: (sum(key in each for each in right), -order.get(key, 0)))
        return [known[key] for key in ordered if key in known][: self.most_suspects]

    def _verified(self, edits: Mapping[Edit, Fraction], probe: Probe, ranked: Sequence[ast.stmt]) -> Repair | None:
        places = {id(statement): at for at, statement in enumerate(ranked)}

        def unlikelihood(edit: Edit) -> tuple[int, int, int, bool, int]:
            """A sort key, by which the likelier edit comes first."""
            values = list(probe.found[edit].values())
            after = role(values, probe.recorder)
            place = places.get(id(edit.statement), 0)
            # What is written is likelier wrong than something is missing.
            added = edit.kind == "factor"
            return (
                edit.rank,
                int(edits[edit] not in (0, 1)),
                self._unlikely(edit, after) + 2 * self._turns_slope(edit, values, after),
                added,
                -place * self.mean or place,
            )

        for edit in sorted(edits, key=unlikelihood)[:MOST_VERIFIED]:
            with edit.applied():
                right = self.follow()
                if self._reached(right) and not (self.mean and right.summed):
                    return self._explained(edit, probe, right)
        return None

    def _turns_slope(self, edit: Edit, values: Sequence[Expression], after: Role) -> bool:
        """Whether a change of sign makes a slope negative: then the sign is wrong where the slope is used."""
        if edit.kind != "sign" or after[0] != "slope":
            return False
        meanings = self.wrong.first_book.meanings_of(values[0])
        return bool(meanings) and meanings[0].scale < 0

    def _unlikely(self, edit: Edit, after: Role) -> int:
        """How little a place is one for a change of its kind: what only passes a value on, or has another name."""
        statement = edit.statement
        alias = isinstance(root_of(statement), ast.Name | ast.Attribute | ast.Subscript | ast.Tuple)
        target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
        word = getattr(target, "id", getattr(target, "attr", ""))
        named = {group.kind for group in self.wrong.first_layers.named(word)} if word else set()
        other = bool(named) and bool(after[0]) and after[0] not in named
        update = isinstance(statement, ast.AugAssign) or after[0].startswith("new")
        passed_on = isinstance(statement, ast.Return) and isinstance(root_of(statement), ast.Name)
        if self.mean:
            # The first derivative is where the loss is divided.
            return int(after[0] not in ("din", "dout", "part")) + 2 * passed_on
        if edit.kind == "factor":
            return 2 * alias + 2 * update
        error = edit.kind == "sign" and "err" in word.lower()
        if edit.kind in ("times", "slope", "half") and after[0] in _OF_PARAMETERS:
            # A slope belongs to the delta: where that is made by itself it is left out there.
            error = True
        if edit.kind == "sign" and isinstance(statement, ast.AugAssign):
            # What is added where it should be taken off, however the step is called.
            return int(other)
        return 2 * (alias and edit.kind not in ("other", "times", "slope", "half", "wrap")) + other + error + passed_on

    def by_running(self) -> Repair | None:
        """The change of a statement, or of the shape of an array: the listing is followed with each."""
        if self.mean or self.wrong.added_up[0]:
            return None
        plain, ranked = self.plain, self.ranked
        if not plain.recorder.updated_once:
            ranked = [s for s in self.statements if id(s) in plain.made or root_of(s) is not None]
        known = {id(s) for s in ranked}
        known |= {id(s) for s in self.statements if is_written(s)}
        edits = [edit for edit in statement_edits(self.tree) if id(edit.statement) in known or edit.kind == "zero"]
        others = [edit for edit in self.reshaped if edit.kind in _RESHAPING]
        if not plain.recorder.updated_once:
            others += [e for s in ranked for e in self._edits(s) if e.kind in ("axis", "swap", "transpose")]
        edits += [e for s in self.statements if is_masked(s) for e in self._edits(s) if e.kind == "mask"]
        if plain.recorder.derivations:
            # What a library derives changes altogether with the forward pass.
            made = [s for s in self.statements if id(s) in plain.made and not self._is_given(plain.made[id(s)])]
            forward = [e for s in made for e in self._edits(s) if e.rank <= _FORWARD.get(e.kind, 0)]
            edits = [*sorted(forward, key=lambda edit: [*_FORWARD].index(edit.kind)), *edits]
        loops = [s for s in self.statements if isinstance(s, ast.For)]
        others += [e for s in loops for e in self._edits(s) if e.kind == "slice"]
        near = {id(s): at for at, s in enumerate(ranked)}
        order = sorted(
            [*edits, *others],
            key=lambda edit: (
                edit.rank
                + (edit.kind == "adds")
                - (edit.kind == "axis")
                - 3 * isinstance(edit.statement, ast.For)
                - 2 * (bool(plain.recorder.derivations) and edit.kind in ("function", "wrap", "unwrap")),
                near.get(id(edit.statement), 0),
            ),
        )
        for edit in order[:MOST_RUNS]:
            if self.work > MOST_WORK:
                break
            with edit.applied():
                probe = self._probe({})
                self.work += probe.work
                recorder = probe.recorder
                if not recorder.updated_once or self._outcome(probe).wrong():
                    continue
                right = self.follow()
                if self._reached(right):
                    return self._explained(edit, plain, right)
        return None

    def _is_given(self, rows: Sequence[Flat]) -> bool:
        """Whether a statement makes givens alone."""
        entries = [entry for row in rows for entry in row[1] if isinstance(entry, Expression)]
        steps = [self.key.step(entry.args[0]) if entry.op == "name" else None for entry in entries]
        return all(step is not None and step.kind is Kind.GIVEN for step in steps)

    def _explained(self, edit: Edit, probe: Probe, right: Recorder) -> Repair:
        """The repair with its reason; the change is applied at present."""
        changed = self._probe({})
        after = _first_line(edit.new if isinstance(edit.new, ast.stmt) else edit.statement)
        with edit.taken_back():
            before = _first_line(edit.statement)
        old = probe.made.get(id(edit.statement), [])
        new = changed.made.get(id(edit.statement), [])
        wrong = tuple(self._wrong(old, new, changed.recorder))
        recorder = changed.recorder
        whole = tuple(role(list(row[0][1]) if row else None, recorder) for row in (old, new))
        roles = probe.roles.get(edit, (NOTHING, NOTHING))
        turned = edit.kind == "sign" and isinstance(edit.statement, ast.AugAssign)
        slots = [*recorder.sink_slots.values(), *(probe.recorder.sink_slots.values() if turned else ())]
        updates = any(slot.node is edit.statement or slot.node is edit.new for slot in slots)
        updates = updates or any(whole_kind[0].startswith("new") for whole_kind in whole)
        named = isinstance(edit.statement, ast.AugAssign) and isinstance(edit.statement.value, ast.Name)
        passes_on = named or (turned and updates)
        mistake = mistake_of(edit, *roles, whole, updates=updates)  # type: ignore[arg-type]
        return Repair(edit, "normalisation" if self.mean else mistake, before, after, right, wrong, passes_on)

    def _wrong(
        self, old: Sequence[Flat], new: Sequence[Flat], recorder: Recorder
    ) -> Iterator[tuple[Meaning, Expression]]:
        book = recorder.first_book
        seen = set()
        for one, two in zip(old, new, strict=False):
            # A single number stands for all of an array.
            before = one[1] * len(two[1]) if len(one[1]) == 1 else one[1]
            if len(before) != len(two[1]):
                continue
            for was, now in zip(before, two[1], strict=True):
                if not isinstance(was, Expression) or not isinstance(now, Expression):
                    continue
                meanings = [m for m in book.meanings_of(now) if self._is_calculated(m, recorder) and m.line not in seen]
                if meanings and meanings[0] not in book.meanings_of(was):
                    seen.add(meanings[0].line)
                    yield meanings[0], was

    def _is_calculated(self, meaning: Meaning, recorder: Recorder) -> bool:
        step = recorder.key.step(meaning.line)
        usual = meaning.scale in (1, *recorder.matching.conventions)
        return step is not None and step.kind is not Kind.GIVEN and usual


def _first_line(node: ast.AST) -> str:
    entry = entry_of(node)
    match node:
        case ast.AugAssign(target=target, op=ast.Sub(), value=ast.UnaryOp(op=ast.USub(), operand=value)):
            node = ast.AugAssign(target, ast.Add(), value)
        case ast.AugAssign(target=target, op=ast.Add(), value=ast.UnaryOp(op=ast.USub(), operand=value)):
            node = ast.AugAssign(target, ast.Sub(), value)
    text = ast.unparse(node if entry is None else entry.value)
    return text.partition("\n")[0][:200]
