"""Mistakes are looked for in floats and proven afterwards: floats leave out nothing that can be proven."""

from __future__ import annotations

import random
from collections import ChainMap
from fractions import Fraction

import pytest

from symbp import bundled, load
from symbp.marking.compare import UNDEFINED
from symbp.marking.judge import finite, within
from symbp.marking.key import BITS, answer_key
from symbp.marking.key_lines import ChangedValues, LazyValues, leading_to, reached
from symbp.marking.repertoire import repertoire
from symbp.values.balls import bounds, working_precision
from symbp.values.interval import interval

NAMES = tuple(name for name in bundled(wide=False) if load(name, arrays=False).learning_rate is not None)


def gradients(key, most=3):
    lines = [step.name for step in key.derivation if step.kind.value == "gradient"]
    return random.Random(len(lines)).sample(lines, min(most, len(lines)))  # noqa: S311 - a seed


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.thin(3)
def test_floats_leave_out_no_mistake_that_gives_the_number(name):
    key = answer_key(load(name, arrays=False))
    mistakes = repertoire(key)
    known = {given: key.truth[given] for given in key.givens}
    left_out = tried = 0
    for line in gradients(key):
        attempts = mistakes.attempts(line)
        for each in attempts.attempts[:: max(1, len(attempts.attempts) // 40)]:
            with working_precision(BITS):
                try:
                    value = LazyValues(ChainMap({each.line.name: each.line}, key.lines), known)[line]
                except UNDEFINED:
                    continue
                if not finite(value):
                    continue
                middle = sum(bounds(value)) / 2
                wide = interval((middle - Fraction(1, 10**6), middle + Fraction(1, 10**6)))
                tried += 1
                assert any(each is other for other in attempts.possible(wide, frozenset()))
                far = interval((middle + 3 + abs(middle), middle + 4 + abs(middle)))
                left_out += not any(each is other for other in attempts.possible(far, frozenset()))
    assert tried
    # And they leave out most of what does not; near a kink floats cannot tell, and leave out nothing.
    assert left_out > tried / 2 or key.has_cases


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.thin(3)
def test_what_does_not_hang_on_a_changed_line_is_not_calculated_again(name):
    key = answer_key(load(name, arrays=False))
    mistakes = repertoire(key)
    users: dict[str, list[str]] = {}
    for line in key.lines.values():
        for used in line.uses:
            users.setdefault(used, []).append(line.name)
    known = {given: key.truth[given] for given in key.givens}
    source = random.Random(name)  # noqa: S311 - a seed
    for line in gradients(key):
        unchanged = LazyValues(key.lines, known)
        rewrites = [each for above in leading_to(line, key.lines, ()) for each in mistakes.of(above)]
        for each in source.sample(rewrites, min(12, len(rewrites))):
            changed = {each.line.name: each.line}
            below = reached([each.line.name], users)
            with working_precision(BITS):
                try:
                    anew = LazyValues(ChainMap(changed, key.lines), known)[line]
                except UNDEFINED:
                    with pytest.raises(UNDEFINED):
                        ChangedValues(unchanged, changed, below)[line]
                    continue
                again = ChangedValues(unchanged, changed, below)[line]
                assert finite(anew) == finite(again)
                if finite(anew):
                    assert bounds(anew) == bounds(again) or within(anew, again)


def test_two_mistakes_in_two_lines_are_found_by_floats_too():
    key = answer_key(load("nndl3"))
    mistakes = repertoire(key)
    known = {given: key.truth[given] for given in key.givens}
    attempts = mistakes.attempts_in_pairs("dL/dw1")
    for one, two in attempts.attempts[::20]:
        changed = {one.line.name: one.line, two.line.name: two.line}
        with working_precision(BITS):
            value = LazyValues(ChainMap(changed, key.lines), known)["dL/dw1"]
            assert any((one, two) == pair for pair in attempts.possible(value, frozenset()))
