"""All that can go wrong in an assignment: every misconception at every line, prepared once."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from heapq import nsmallest
from itertools import combinations, islice

from symbp.marking.key import AnswerKey, middle_of
from symbp.marking.key_lines import KeyLine, LazyValues, leading_to
from symbp.marking.trials import Attempts, Start
from symbp.misconceptions import Misconception, RewriteContext, misconceptions
from symbp.page.model import Phrase
from symbp.page.words import phrase
from symbp.steps import Kind, Step
from symbp.values.rounding import Figures, rounded

MOST_PAIRS = 400
MOST_PAIRS_OF_A_LINE = 120
MOST_SECOND = 20


MOST_TRIALS = 6_000


class Budget:
    """How many rewrites may be tried for one sheet: a sheet of a thousand wrong lines costs no more than that."""

    def __init__(self, trials: int = MOST_TRIALS) -> None:
        self.left = trials

    def spend(self) -> bool:
        """Whether one more may be tried."""
        self.left -= 1
        return self.left >= 0


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A misconception at one line, or at all lines of a layer.

    Attributes:
        mistakes: the misconception, or both of them.
        line: the line as it is then.
        what: what was used there.
        beside: other lines of the layer with the same misconception.
    """

    mistakes: tuple[Misconception, ...]
    line: KeyLine
    what: Phrase
    beside: tuple[KeyLine, ...] = ()

    @property
    def lines(self) -> tuple[KeyLine, ...]:
        """All lines as they are then."""
        return (self.line, *self.beside)


class MistakeCatalog:
    """All that can go wrong in an assignment, prepared once."""

    def __init__(self, key: AnswerKey) -> None:
        self.key = key
        self.lesson = RewriteContext(key.assignment, key.derivation)
        self._of: dict[str, tuple[Rewritten, ...]] = {}
        self._layers: dict[str, tuple[Rewritten, ...]] = {}
        self._pairs: dict[str, tuple[Rewritten, ...]] = {}
        self._attempts: dict[str, Attempts[Rewritten]] = {}
        self._attempts_in_pairs: dict[str, Attempts[tuple[Rewritten, Rewritten]]] = {}
        self._attempts_at_once: dict[str, Attempts[Rewritten]] = {}
        self._rounded: dict[int, Mapping[str, Fraction]] = {}

    def of(self, name: str) -> tuple[Rewritten, ...]:
        """The ways in which a line goes wrong, the likeliest first."""
        if name not in self._of:
            step = self.key.step(name)
            self._of[name] = () if step is None or step.expr is None else tuple(self._rewritten(step, ()))
        return self._of[name]

    def leading(self, name: str) -> tuple[Rewritten, ...]:
        """The plainest way in which each misconception changes a line."""
        first: dict[str, Rewritten] = {}
        for each in self.of(name):
            first.setdefault(each.mistakes[0].name, each)
        return tuple(first.values())

    def throughout_layer(self, name: str) -> tuple[Rewritten, ...]:
        """The misconceptions of a line, each in its peers of the same layer too: two slopes left out at once."""
        if name not in self._layers:
            step = self.key.step(name)
            peers = [] if step is None else self.lesson.peers(step)
            rewrites = []
            for each in self.leading(name) if peers else ():
                beside = [r.line for p in peers for r in self.leading(p.name) if r.mistakes == each.mistakes]
                if len(beside) == len(peers):
                    names = phrase("%(what)s, and so in %(lines)s", what=each.what, lines=[peer.name for peer in peers])
                    rewrites.append(replace(each, what=names, beside=tuple(beside)))
            self._layers[name] = tuple(rewrites)
        return self._layers[name]

    def pairs(self, name: str) -> tuple[Rewritten, ...]:
        """The likeliest ways in which two things go wrong in one line."""
        if name not in self._pairs:
            step = self.key.step(name)
            rewrites: list[Rewritten] = []
            if step is not None and step.expr is not None:
                for first in self.leading(name):
                    if len(rewrites) >= MOST_PAIRS_OF_A_LINE:
                        break
                    changed = replace(step, expr=first.line.expr)
                    if changed.uses <= self.key.lines.keys():
                        second = islice(self._rewritten(changed, first.mistakes), MOST_SECOND)
                        rewrites += [replace(two, what=both(first.what, two.what)) for two in second]
            self._pairs[name] = tuple(rewrites)
        return self._pairs[name]

    def _rewritten(self, step: Step, before: tuple[Misconception, ...]) -> Iterator[Rewritten]:
        assert step.expr is not None
        at = self.key.lines[step.name].at
        for mistake in misconceptions.values():
            if before and mistake.rank <= before[0].rank:
                continue
            for variant in mistake.rewrite(step, step.expr, self.lesson):
                if variant.expr != step.expr:
                    yield Rewritten((*before, mistake), KeyLine.of(step.name, variant.expr, at), variant.what)

    def attempts(self, name: str) -> Attempts[Rewritten]:
        """The mistakes in a line and in those that lead to it."""
        if name not in self._attempts:
            cone = leading_to(name, self.key.lines, ())
            self._attempts[name] = self._tried_on(name, cone, [each for line in cone for each in self.of(line)])
        return self._attempts[name]

    def attempts_in_pairs(self, name: str) -> Attempts[tuple[Rewritten, Rewritten]]:
        """Two mistakes in two of the lines that lead to a line, the likeliest first."""
        if name not in self._attempts_in_pairs:
            cone = leading_to(name, self.key.lines, ())
            pairs = [(pair, {each.line.name: each.line for each in pair}) for pair in self.in_pairs(cone)]
            self._attempts_in_pairs[name] = Attempts(name, self.key.lines, cone, self._start, pairs)
        return self._attempts_in_pairs[name]

    def attempts_at_once(self, name: str) -> Attempts[Rewritten]:
        """Two mistakes in one line."""
        if name not in self._attempts_at_once:
            cone = leading_to(name, self.key.lines, ())
            self._attempts_at_once[name] = self._tried_on(name, cone, self.pairs(name))
        return self._attempts_at_once[name]

    def in_pairs(self, cone: Iterable[str]) -> list[tuple[Rewritten, Rewritten]]:
        """The likeliest mistakes in two of these lines at once."""
        leading = [each for name in cone for each in self.leading(name)]
        pairs = ((one, two) for one, two in combinations(leading, 2) if one.line.name != two.line.name)
        return nsmallest(MOST_PAIRS, pairs, key=lambda pair: pair[0].mistakes[0].rank + pair[1].mistakes[0].rank)

    def _tried_on(self, name: str, cone: Sequence[str], rewrites: Sequence[Rewritten]) -> Attempts[Rewritten]:
        attempts = [(each, {each.line.name: each.line}) for each in rewrites]
        return Attempts(name, self.key.lines, cone, self._start, attempts)

    @cached_property
    def _start(self) -> Start:
        return Start(self.key.givens)

    def rounded_truth(self, places: int) -> Mapping[str, Fraction]:
        """The right values to so many places."""
        if places not in self._rounded:
            figures = Figures(decimals=places)
            steps = [step.name for step in self.key.derivation if step.expr is not None]
            self._rounded[places] = {n: rounded(middle_of(self.key.truth[n]), figures).value for n in steps}
        return self._rounded[places]

    @cached_property
    def throughout(self) -> Mapping[str, tuple[LazyValues, Mapping[str, KeyLine], Phrase]]:
        """For each belief the whole calculation from the givens with it in every line of its kind."""
        known = {name: self.key.truth[name] for name in self.key.givens}
        return {
            name: (LazyValues(ChainMap(dict(changed), self.key.lines), known), changed, what)
            for name, (changed, what) in self.believed.items()
        }

    @cached_property
    def believed(self) -> Mapping[str, tuple[Mapping[str, KeyLine], Phrase]]:
        """For each belief the lines as it changes them, and what that is in the first of them."""
        beliefs: dict[str, tuple[Mapping[str, KeyLine], Phrase]] = {}
        for mistake in misconceptions.values():
            changed: dict[str, Rewritten] = {}
            for step in self.key.derivation if mistake.everywhere else ():
                first = next((r for r in self.of(step.name) if r.mistakes[0] is mistake), None)
                if first is not None and step.kind is not Kind.LOSS:
                    changed[step.name] = first
            # What applies to the adjoints and to the gradients would be applied twice on each path.
            kinds = [self.key.derivation[name].kind for name in changed]
            lines = {n: r.line for n, r in changed.items() if self.key.derivation[n].kind is kinds[0]}
            if lines:
                beliefs[mistake.name] = (lines, next(iter(changed.values())).what)
        return beliefs


def both(one: Phrase, other: Phrase) -> Phrase:
    """Two phrases as one."""
    return phrase("%(one)s and %(other)s", one=one, other=other)


def repertoire(key: AnswerKey) -> MistakeCatalog:
    """The mistakes that are possible in an assignment, prepared once with its key."""
    if key.repertoire is None:
        key.repertoire = MistakeCatalog(key)
    assert isinstance(key.repertoire, MistakeCatalog)
    return key.repertoire
