"""The record of a listing whose values stay as they were calculated, so that they show what they were made of."""

from __future__ import annotations

from symbp.marking.expression import Expression
from symbp.marking.listing.recorder import Recorder
from symbp.marking.listing.records import Slot
from symbp.marking.listing.values import Array
from symbp.steps import TRAINED, Kind

_FORWARD = (Kind.PRE, Kind.ACT)


class Tracing(Recorder):
    """The first iteration of a listing: forward lines and parameters are names, all else is as it was made."""

    as_made = True

    def stored(self, slot: Slot, value: object, before: object = None) -> object:
        """The content of a place after an assignment."""
        made = self._entries(value)
        return self._restored(made, super().stored(slot, value, before))

    def settled(self, value: object) -> object:
        """A value on its way, as it is."""
        return value

    def advance(self) -> None:
        """After the first iteration nothing is followed any more."""
        self.closed = True

    def _of_next_iteration(self, value: Expression) -> bool:
        """Whether a formula goes on with what the iteration has made: only when it has updated everything."""
        return self.updated >= set(self.key.assignment.trained) and super()._of_next_iteration(value)

    def _entries(self, value: object) -> object:
        match value:
            case Array():
                return value.entries
            case list() | tuple():
                return [self._entries(part) for part in value]
        return value

    def _restored(self, made: object, kept: object) -> object:
        match kept:
            case Array() if isinstance(made, list) and len(made) == len(kept.cells):
                kept.fill([self._restored(old, new) for old, new in zip(made, kept.entries, strict=True)])
                return kept
            case list() if isinstance(made, list) and len(made) == len(kept):
                kept[:] = [self._restored(old, new) for old, new in zip(made, kept, strict=True)]
                return kept
            case tuple() if isinstance(made, list) and len(made) == len(kept):
                return tuple(self._restored(old, new) for old, new in zip(made, kept, strict=True))
            case Expression() if isinstance(made, Expression) and kept is not made:
                return made if self._is_made(made, kept) else kept
        return kept

    def _is_made(self, made: Expression, kept: Expression) -> bool:
        """Whether a value goes on as it was made, and not as the line that it is."""
        step = self.key.step(kept.args[0]) if kept.op == "name" else None
        if step is None or made.op == "name":
            return step is None or step.kind is not Kind.UPDATE
        return step.why in TRAINED or (step.kind not in _FORWARD and step.kind not in (Kind.UPDATE, Kind.GIVEN))
