"""The entries of a listing that was made right: what was wrong, and all else as it is then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from symbp.marking.entry import Change, Entry
from symbp.marking.expression import Expression, name, number, replaced, walk
from symbp.marking.listing.recorder import Recorder
from symbp.marking.listing.repairing.repair import Repair
from symbp.marking.names import Meaning
from symbp.quantity import Quantity, gradient_of
from symbp.steps import Kind, Role as Given

LARGEST_FOLLOWING = 2_000
_BACKWARD = (Kind.ADJOINT, Kind.GRADIENT)


def entries_of(repairs: Sequence[Repair], plain: Recorder) -> list[Entry]:
    """The entries of a listing with mistakes: what is wrong at its place, and everything else as it is.

    Args:
        repairs: the changes that make the listing right one after another.
        plain: its record as it is.
    """
    entries = repairs[-1].right.right_entries()
    before = [plain, *(repair.right for repair in repairs)]
    for repair, wrong in reversed([*zip(repairs, before, strict=False)]):
        entries = _with_mistake(repair, wrong, entries, whole=len(repairs) == 1)
    return entries


def _with_mistake(repair: Repair, plain: Recorder, entries: Sequence[Entry], *, whole: bool) -> list[Entry]:
    """The entries with one mistake in place of those of a listing in which it is taken back."""
    line = repair.line
    wrong = list(repair.wrong)
    if not wrong and plain.added_up[0]:
        wrong = [(Meaning(f"{each}@2"), name(each)) for each in sorted(plain.added_up[0])]
    elif not wrong or repair.passes_on:
        wrong = list(_gradients(repair, plain)) or wrong
    said = {meaning.line for meaning, _ in wrong}
    first = [
        Entry(
            meaning.line,
            repair.before,
            line,
            formula=formula,
            meanings=(meaning,),
            repair=Change(repair.mistake, repair.after, whole=whole),
        )
        for meaning, formula in wrong
    ]
    others = [entry for entry in entries if entry.name not in said]
    return [*_following(others, wrong, repair.right), *first]


def _gradients(repair: Repair, plain: Recorder) -> Iterator[tuple[Meaning, Expression]]:
    """The gradients of wrong updates, as far as the listing has them, else the updates."""
    rates = plain.first_book.key.derivation.givens(Given.LEARNING_RATE)
    written = {entry.name for entry in repair.right.right_entries()}
    for line, value in plain.sinks.items():
        if not repair.right.outcomes.get(line, True):
            continue
        update, gradient = Quantity.named(line), gradient_of(Quantity.named(line).word)
        own = line in plain.sink_slots and plain.sink_slots[line].node is repair.edit.statement
        if not own and update.iteration == 1 and gradient in written and rates:
            yield Meaning(gradient), (name(update.word) - value) / name(rates[0].name)
        else:
            yield Meaning(line), value


def _following(
    entries: Sequence[Entry], wrong: Sequence[tuple[Meaning, Expression]], recorder: Recorder
) -> Iterator[Entry]:
    """The other entries, gradients that go on with what is wrong as they are then."""
    own = {meaning.line: number(1 / meaning.scale) * formula for meaning, formula in wrong}
    for entry in entries:
        step = recorder.first_book.key.step(entry.name)
        if entry.formula is None or step is None or step.kind not in _BACKWARD:
            yield entry
            continue
        parts = [part for part in walk(entry.formula) if part.op == "name" and part.args[0] in own]
        changed = replaced(entry.formula, {id(part): own[part.args[0]] for part in parts})
        if parts and changed.size <= LARGEST_FOLLOWING:
            scale = entry.meanings[0].scale if entry.meanings else Fraction(1)
            own[entry.name] = number(1 / scale) * changed
            yield replace(entry, formula=changed)
        else:
            yield entry
