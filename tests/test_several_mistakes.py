"""Two mistakes in one program: each is found at its line and named, as if it were the only one."""

import pytest
from corpus import assignment, programs

from symbp.marking import Verdict, check_text

PAIRS = [
    ("named_partials", 0, 1),
    ("csv_records", 0, 1),
    ("scaled_data_class", 0, 1),
    ("layer_classes", 0, 2),
    ("parameter_dicts", 0, 2),
]


def with_two(program, *which):
    first, second = (program.bugs[each] for each in which)
    text, line = program.with_bug(first)
    assert second.old in text
    return text.replace(second.old, second.new, 1), (line, program.with_bug(second)[1]), (first, second)


@pytest.mark.parametrize(("name", "one", "two"), PAIRS)
def test_each_of_two_mistakes_is_found_and_named(name, one, two):
    program = next(each for each in programs() if each.file.startswith(name))
    text, lines, bugs = with_two(program, one, two)
    marking = check_text(assignment(program.net), text, "py")
    wrong = [mark for mark in marking.marks if mark.verdict is Verdict.WRONG]
    assert {mark.at for mark in wrong} == {*lines}
    for line, bug in zip(lines, bugs, strict=True):
        named = {mark.mistake.id for mark in wrong if mark.at == line and mark.mistake}
        assert any(part in id_ for id_ in named for part in bug.names)


def test_of_two_changes_neither_is_said_to_be_enough():
    program = next(each for each in programs() if each.file.startswith("named_partials"))
    text, _, _ = with_two(program, 0, 1)
    effects = [
        mark.mistake.counterfactual for mark in check_text(assignment(program.net), text, "py").marks if mark.mistake
    ]
    assert effects
    assert all("this part of the program is right" in effect for effect in effects)
