"""The mistakes behind wrong numbers: misconceptions and slips, tried on the student's own numbers.

For each wrong line every misconception rewrites the lines that lead to it and were not written
down; a rewrite that gives the number that was written is an explanation. One cause that accounts
for all wrong lines comes first; explanations that do equally well are reported as a tie.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from symbp.limits import MOST_DIAGNOSED
from symbp.marking.compare import UNDEFINED
from symbp.marking.explanations import Diagnosis, Explanation, explanation_by
from symbp.marking.judge import GOOD, Judged, NumberMark, Verdict, finite, middle_text, span, widened, within
from symbp.marking.key import BITS, middle_of
from symbp.marking.key_lines import ChangedValues, KeyLine, LazyValues, leading_to, reached
from symbp.marking.repertoire import MOST_PAIRS, Budget, MistakeCatalog, Rewritten, both
from symbp.marking.slips import Slip, Written, slips
from symbp.marking.written import WrittenNumber
from symbp.misconceptions import misconceptions
from symbp.page.model import Phrase
from symbp.page.words import phrase
from symbp.steps import Kind
from symbp.values.balls import working_precision

_CHANCE = 200


class Diagnostician:
    """The wrong lines of one sheet.

    Args:
        repertoire: what can go wrong.
        judged: the verdicts on the numbers.
        budget: how much may be tried.
        known: lines whose formula stands rightly on the sheet: no misconception made their numbers.
    """

    def __init__(
        self, repertoire: MistakeCatalog, judged: Judged, budget: Budget, known: frozenset[str] = frozenset()
    ) -> None:
        self.repertoire = repertoire
        self.key = repertoire.key
        self.judged = judged
        self.lines = {**self.key.lines, **{line.name: line for line in judged.plan}}
        self.written = judged.written
        self.hidden: dict[str, KeyLine] = {}
        self.right = {mark.line: mark for mark in judged.marks if mark.verdict in GOOD}
        self.budget = budget
        self.known = known
        self.unchanged: dict[str, LazyValues] = {}
        self.below: dict[str, AbstractSet[str]] = {}
        self.seen: dict[tuple[str, Fraction, Fraction], list[Explanation]] = {}

    def diagnoses(self) -> dict[int, Diagnosis]:
        """The findings about each mark, by its number."""
        candidates: dict[int, list[Explanation]] = {}
        with working_precision(BITS):
            for i, mark in enumerate(self.judged.marks):
                if mark.verdict is Verdict.WRONG and len(candidates) < MOST_DIAGNOSED:
                    candidates[i] = self._candidates(mark)
                elif mark.verdict is Verdict.RIGHT_ROUNDED and self._only_by_cutting(mark):
                    candidates[i] = self._slips(mark, [slips["cut"]])
            ranked = self._ranked(candidates)
            open_ = [
                i
                for i, explanations in candidates.items()
                if not any(e.concept and len(e.names) == 1 for e in explanations)
            ]
            self._establish(ranked)
            for i in open_:
                mark = self.judged.marks[i]
                if mark.verdict is Verdict.WRONG and ranked:
                    candidates[i] = [*self._after_others(mark, ranked.values()), *candidates[i]]
            return self._ranked(candidates) if open_ else ranked

    def _establish(self, ranked: Mapping[int, Diagnosis]) -> None:
        """Take the best explanations of what was not written down as what has happened."""
        for i, diagnosis in ranked.items():
            best = diagnosis.best
            if best.overrides and self.judged.marks[i].line not in best.overrides:
                self.hidden |= best.overrides

    def _only_by_cutting(self, mark: NumberMark) -> bool:
        """Whether rounding, here and on the way, does not lead to the number."""
        return mark.own is not None and not within(self._wide(mark), mark.own)

    def _ranked(self, candidates: Mapping[int, Sequence[Explanation]]) -> dict[int, Diagnosis]:
        # A belief that explains several lines is the likelier for it; slips of the pen are one by one.
        counts = Counter(
            id_ for explanations in candidates.values() for id_ in {e.id for e in explanations if e.concept}
        )
        diagnoses = {}
        for i, explanations in candidates.items():
            if not explanations:
                continue
            one_each: dict[str, Explanation] = {}
            for each in sorted(explanations, key=lambda e: (e.doubtful, len(e.names), -max(counts[e.id], 1), e.rank)):
                one_each.setdefault(each.id, each)
            ordered = list(one_each.values())
            merits = [(e.doubtful, len(e.names), -max(counts[e.id], 1)) for e in ordered]
            ties = [e for e, merit in zip(ordered, merits, strict=True) if merit == merits[0]]
            diagnoses[i] = Diagnosis(ties[0], tuple(ties[1:]))
        for i in list(diagnoses)[:1]:
            mark = self.judged.marks[i]
            diagnoses[i] = replace(diagnoses[i], tell=self._telling(mark, diagnoses[i]))
        return diagnoses

    def _candidates(self, mark: NumberMark) -> list[Explanation]:
        place = (mark.line, mark.given.value, mark.given.unit)
        if place not in self.seen:
            wide = self._wide(mark)
            cone = leading_to(mark.line, self.lines, self.written)
            if self._from_the_givens_alone(mark, cone):
                rewrites: Iterable[Rewritten] = self.repertoire.attempts(mark.line).possible(
                    wide, self._others_written(mark)
                )
            else:
                rewrites = (each for name in cone for each in self.repertoire.of(name))
            asked = [each for each in rewrites if each.line.name not in self.known]
            explanations = list(self._tried(mark, wide, asked, {}))
            explanations += [*self._from_the_givens(mark, wide), *self._slips(mark)]
            self.seen[place] = explanations or list(self._pairs(mark, wide, cone))
        return self.seen[place]

    def _after_others(self, mark: NumberMark, known: Iterable[Diagnosis]) -> list[Explanation]:
        """The mistakes that other lines have shown, for a line that nothing has explained by itself.

        The same mistake with the rounding on the way, or one mistake more than those unseen ones
        that other lines have brought to light.
        """
        wide = self._wide(mark)
        rewrites = [
            each for name in leading_to(mark.line, self.lines, self.written) for each in self.repertoire.of(name)
        ]
        beliefs = {e.names for each in known for e in (each.best, *each.also) if e.concept}
        shared = [each for each in rewrites if tuple(m.name for m in each.mistakes) in beliefs]
        drifted = widened(wide, mark.given.unit / 2)
        explanations = list(self._tried(mark, drifted, shared, {}))
        return explanations or (list(self._tried(mark, wide, rewrites, self.hidden)) if self.hidden else [])

    def _pairs(self, mark: NumberMark, wide: object, cone: Sequence[str]) -> Iterator[Explanation]:
        """Two mistakes at once; no more are tried than the figures of the number can tell apart."""
        figures = len(str(abs(int(mark.given.value / mark.given.unit)))) if mark.given.unit else 0
        most = min(MOST_PAIRS, 10**figures // _CHANCE)
        if self._from_the_givens_alone(mark, cone):
            written = self._others_written(mark)
            pairs = self.repertoire.attempts_in_pairs(mark.line).possible(wide, written, most)
            at_once: Sequence[Rewritten] = self.repertoire.attempts_at_once(mark.line).possible(wide, written, most)
        else:
            pairs = self.repertoire.in_pairs(cone)[:most]
            at_once = self.repertoire.pairs(mark.line)[:most]
        unchanged = self._as_written(mark)
        for one, two in pairs:
            changed = {one.line.name: one.line, two.line.name: two.line}
            value = self._value(mark.line, changed, unchanged)
            if value is not None and within(wide, value):
                what = both(one.what, two.what)
                yield explanation_by((*one.mistakes, *two.mistakes), one.line.name, what, value, changed)
        yield from self._tried(mark, wide, at_once, {})

    def _from_the_givens_alone(self, mark: NumberMark, cone: Sequence[str]) -> bool:
        """Whether nothing that leads to a line stands on the sheet, nor is calculated in a way of its own."""
        others = self._others_written(mark)
        return all(
            self.lines[name] is self.key.lines.get(name) and others.isdisjoint(self.lines[name].uses) for name in cone
        )

    def _others_written(self, mark: NumberMark) -> AbstractSet[str]:
        return self.written.keys() - {mark.line}

    def _wide(self, mark: NumberMark) -> object:
        """The numbers that round to what was written."""
        if mark.given.unit:
            return span(mark.given, half=True)
        # A whole number claims to be exact, and may be what rounding under the policy has left.
        places = self.key.figures.places(mark.given.value)
        return span(replace(mark.given, unit=Fraction(1, 10) ** places), half=True)

    def _as_written(self, mark: NumberMark) -> LazyValues:
        """The calculation with the student's own numbers, but for the line in question."""
        if mark.line not in self.unchanged:
            known = {name: self.key.truth[name] for name in self.key.givens}
            known |= {name: value for name, value in self.written.items() if name != mark.line}
            self.unchanged[mark.line] = LazyValues(self.lines, known)
        return self.unchanged[mark.line]

    def _tried(
        self,
        mark: NumberMark,
        wide: object,
        rewrites: Sequence[Rewritten],
        hidden: Mapping[str, KeyLine],
    ) -> Iterator[Explanation]:
        unchanged = self._as_written(mark)
        values: dict[object, object] = {}
        for each in rewrites:
            place = (each.line.name, each.line.expr)
            if place not in values:
                values[place] = self._value(mark.line, {**hidden, each.line.name: each.line}, unchanged)
            value = values[place]
            if value is not None and within(wide, value) and not self._as_it_should_be(mark, value):
                explanation = explanation_by(
                    each.mistakes, each.line.name, each.what, value, {each.line.name: each.line}
                )
                yield replace(explanation, doubtful=self._speaks_against(each))

    def _as_it_should_be(self, mark: NumberMark, value: object) -> bool:
        """Whether a rewrite leaves the line as the student's own numbers have it: then it explains nothing."""
        return mark.own is not None and within(value, mark.own)

    def _speaks_against(self, each: Rewritten) -> bool:
        """Whether a neighbour of the line was worked rightly, where the misconception would show."""
        if not all(mistake.everywhere for mistake in each.mistakes):
            return False
        step = self.key.derivation[each.line.name]
        for peer in self.repertoire.lesson.peers(step):
            mark = self.right.get(peer.name)
            others = [r for r in self.repertoire.of(peer.name) if r.mistakes == each.mistakes] if mark else []
            if mark and others and not any(self._gives(mark, other) for other in others):
                return True
        return False

    def _gives(self, mark: NumberMark, each: Rewritten) -> bool:
        value = self._value(mark.line, {each.line.name: each.line}, self._as_written(mark))
        return value is None or within(self._wide(mark), value)

    def _changed(self, unchanged: LazyValues, changed: Mapping[str, KeyLine]) -> ChangedValues:
        below = set().union(*(self._below(name) for name in changed))
        return ChangedValues(unchanged, changed, below)

    def _below(self, name: str) -> AbstractSet[str]:
        """A line and all that is made of it."""
        if name not in self.below:
            self.below[name] = reached([name], self._users).keys()
        return self.below[name]

    @cached_property
    def _users(self) -> Mapping[str, Sequence[str]]:
        users: dict[str, list[str]] = {}
        for line in self.lines.values():
            for used in line.uses:
                users.setdefault(used, []).append(line.name)
        return users

    def _value(self, name: str, changed: Mapping[str, KeyLine], unchanged: LazyValues) -> object:
        if not self.budget.spend():
            return None
        try:
            value = self._changed(unchanged, changed)[name]
        except UNDEFINED:
            return None
        return value if finite(value) else None

    def _from_the_givens(self, mark: NumberMark, wide: object) -> Iterator[Explanation]:
        """A calculation that is wrong throughout, whatever else is written on the sheet."""
        for name, (trial, changed, what) in self.repertoire.throughout.items():
            try:
                value = trial[mark.line]
                if within(wide, value) and not within(wide, self.key.truth[mark.line]):
                    explanation = explanation_by((misconceptions[name],), next(iter(changed)), what, value, {})
                    right = [other for other in self.right.values() if other.line in trial.lines]
                    against = any(not within(self._wide(other), trial[other.line]) for other in right)
                    yield replace(explanation, doubtful=against)
            except UNDEFINED:
                continue

    def _slips(self, mark: NumberMark, only: Sequence[Slip] = ()) -> list[Explanation]:
        meant = self.key.truth[mark.line] if mark.own is None else mark.own
        if mark.given.unit == 0 and mark.given.value.denominator != 1:
            return []
        places = mark.given.places
        middle = middle_of(meant)
        # A student may have copied the cut number as well as the rounded one.
        cut = Fraction(int(middle * 10**places), 10**places)
        explanations: dict[str, Explanation] = {}
        for base in (middle, cut):
            pair = Written(
                mark.given.value,
                places,
                base,
                _result(mark.given),
                lambda: self._others(mark, places),
                mark.given.yields,
            )
            for slip in only or slips.values():
                # Where the written calculation gives the number, only its digits can have been cut.
                possible = slip.rounding if pair.yields else base is middle or not slip.rounding
                what = slip.made(pair) if possible else None
                if what is not None:
                    explanations.setdefault(slip.name, explanation_by((slip,), mark.line, what, meant, {}))
        return list(explanations.values())

    def _others(self, mark: NumberMark, places: int) -> dict[str | Phrase, Fraction]:
        """Other values on the sheet or in the calculation, rounded to the same place.

        The same parameter before and after its update is no other line.
        """
        same = {mark.line, *self._generations(mark.line)}
        values: dict[str | Phrase, Fraction] = {
            name: value for name, value in self.repertoire.rounded_truth(places).items() if name not in same
        }
        values |= {phrase("your %(line)s", line=m.line): m.given.value for m in self.judged.marks if m.line not in same}
        return values

    def _generations(self, line: str) -> set[str]:
        """The names that a parameter has from one iteration to the next."""
        step = self.key.step(line)
        names: set[str] = set()
        while step is not None and step.kind is Kind.UPDATE and step.of and step.of not in names:
            names.add(step.of)
            step = self.key.step(step.of)
        return names | {s.name for s in self.key.derivation.of_kind(Kind.UPDATE) if s.of in {line, *names}}

    def _telling(self, mark: NumberMark, diagnosis: Diagnosis) -> tuple[str, ...]:
        """A line for which the tied explanations do not say the same."""
        tied = [e for e in (diagnosis.best, *diagnosis.also) if e.overrides]
        if len(tied) < 2:
            return ()
        unchanged = self._as_written(mark)
        trials = [self._changed(unchanged, e.overrides) for e in tied[:2]]
        for step in self.key.derivation:
            if step.name in unchanged.known or step.expr is None:
                continue
            try:
                texts = [middle_text(trial[step.name], None, self.key.figures) for trial in trials]
            except UNDEFINED:
                continue
            if texts[0] != texts[1]:
                return (step.name, *texts)
        return ()


def _result(given: WrittenNumber) -> Fraction | None:
    """The result of a written calculation: the last, or the one behind which another number was written."""
    return given.worked[given.broken].value if given.worked else None
