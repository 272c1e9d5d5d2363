"""Several mistakes in a listing: a change for each, every one of which makes some of the updates right."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from fractions import Fraction

from symbp.marking.expression import Expression
from symbp.marking.listing.recorder import Recorder
from symbp.marking.listing.repairing.edits import Edit
from symbp.marking.listing.repairing.outcome import Outcome
from symbp.marking.listing.repairing.probing import Probe
from symbp.marking.listing.repairing.repair import Follow, Repair, Repairing

MOST_CHANGES = 2


class RepairingPart(Repairing):
    """The search for a change that makes some of the wrong updates right, and no right one wrong."""

    most_suspects = 24

    def __init__(self, tree: ast.Module, wrong: Recorder, follow: Follow) -> None:
        super().__init__(tree, wrong, follow)
        self.mended: dict[int, int] = {}

    @property
    def _kept(self) -> set[str]:
        return {line for line in self.wrong.outcomes_of_first if self.wrong.outcomes[line]}

    def _factor(self, outcome: Outcome, changed: Mapping[int, Expression]) -> Fraction | None:
        mended, factor = outcome.mended(changed)
        self.mended[id(changed)] = len(mended)
        return factor

    def _verified(self, edits: Mapping[Edit, Fraction], probe: Probe, ranked: Sequence[ast.stmt]) -> Repair | None:
        """The likeliest of the changes that make most updates right."""
        counts = {edit: self.mended[id(probe.found[edit])] for edit in edits}
        most = max(counts.values(), default=0)
        return super()._verified({e: factor for e, factor in edits.items() if counts[e] == most}, probe, ranked)

    def _ranked(self, probe: Probe, outcome: Outcome) -> list[ast.stmt]:
        wrong, slices = outcome.wrong(), outcome.slices(probe.tags)
        return self._first(set().union(*(slices[line] for line in wrong)), wrong, slices, probe)

    def _reached(self, right: Recorder) -> bool:
        return {line for line in right.outcomes_of_first if right.outcomes[line]} > self._kept


def repairs(tree: ast.Module, wrong: Recorder, follow: Follow, most: int = MOST_CHANGES) -> list[Repair]:
    """The changes that make a listing right one after another; one where one is enough, none where none are known.

    Args:
        tree: the listing.
        wrong: its record.
        follow: follows the listing as it is at present.
        most: how many changes may be made.
    """
    whole = Repairing(tree, wrong, follow)
    one = whole.at_once() or whole.by_probing()
    if one is None and most > 1 and wrong.updated_once and not wrong.added_up[0]:
        first = RepairingPart(tree, wrong, follow).by_probing()
        if first is not None:
            with first.edit.applied():
                rest = repairs(tree, first.right, follow, most - 1)
            if rest:
                return [first, *rest]
    one = one or whole.by_running()
    return [one] if one is not None else []
