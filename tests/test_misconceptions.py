"""Beliefs and slips that are put into the bundled assignments are found, or lint says that they do not show."""

import pytest

from symbp import bundled, load
from symbp.marking import check_text
from symbp.marking.key import answer_key
from symbp.marking.lint import injections, lint, worked
from symbp.marking.repertoire import repertoire

pytestmark = pytest.mark.long


def text(sheet):
    return "\n".join(f"{name} = {number.text}" for name, number in sheet.items())


def first_wrong(loaded, sheet):
    return check_text(loaded, text(sheet)).first


def ids(mistake):
    return {mistake.id, *(id_ for id_, _ in mistake.also)}


@pytest.mark.thin(2)
@pytest.mark.parametrize("assignment", bundled(wide=False))
def test_a_belief_put_into_all_lines_is_found_or_lint_says_that_it_does_not_show(assignment):
    loaded = load(assignment)
    key = answer_key(loaded)
    hidden = lint(loaded).hidden
    for name, (changed, _) in repertoire(key).believed.items():
        sheet = worked(key, changed)
        wrong = first_wrong(loaded, sheet) if sheet else None
        if wrong is None:
            assert not sheet or set(changed) <= set(hidden.get(name, ())), name
        else:
            assert wrong.line in changed, (name, wrong)
            assert name in ids(wrong.mistake), (name, wrong)


@pytest.mark.thin(3)
@pytest.mark.parametrize("assignment", bundled(wide=False))
def test_a_slip_at_one_line_is_found_or_lint_says_that_it_does_not_show(assignment):
    loaded = load(assignment)
    tried = 0
    for each, shows, sheet in injections(answer_key(loaded)):
        name = each.mistakes[0].name
        tried += 1
        if not shows:
            if tried % 7 == 0:
                first = first_wrong(loaded, sheet)
                assert first is None or first.line != each.line.name, (name, first)
            continue
        if each.mistakes[0].everywhere or tried % 7:
            continue
        wrong = first_wrong(loaded, sheet)
        assert wrong.line == each.line.name
        assert name in ids(wrong.mistake), (name, wrong)
    assert tried > 3
