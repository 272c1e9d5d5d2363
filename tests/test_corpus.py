"""Programs from scratch as people write them: right ones are right, and planted bugs are found where they are."""

from functools import cache

import pytest
from corpus import Program, assignment, programs

from symbp.marking import Verdict, check_text
from symbp.marking.key import answer_key
from symbp.steps import Kind

REPRESENTATIVE = (
    "python2_two",
    "lists_of_m",
    "parameter_dicts",
    "neuron_objects",
    "neuron_dicts",
    "named_partials",
    "augmented",
    "notebook",
    "globals",
)
NOT_AT_ITS_LINE = frozenset(
    """
    scores_softmax-2
    """.split()
)
"""Bugs that are not found yet, or said to be at another line."""
NOT_NAMED = frozenset(
    """
    while_tolerance-1
    """.split()
)
"""Bugs that are found, and called something else."""


def form(program):
    return "ipynb" if ".ipynb" in program.file else "py"


@cache
def marking(program: Program, bug: int | None = None):
    text = program.text if bug is None else program.with_bug(program.bugs[bug])[0]
    return check_text(assignment(program.net), text, form(program))


def marks():
    return [
        pytest.param(
            program,
            id=program.file.partition(".")[0],
            marks=() if program.file.startswith(REPRESENTATIVE) else pytest.mark.long,
        )
        for program in programs()
    ]


@pytest.mark.thin(2)
@pytest.mark.parametrize("program", marks())
def test_a_right_program_is_never_wrong(program):
    marked = marking(program)
    assert not [(mark.at, mark.line) for mark in marked.marks if mark.verdict is Verdict.WRONG]
    assert not marked.faults
    key = answer_key(assignment(program.net))
    updates = {step.name for step in key.derivation.of_kind(Kind.UPDATE)}
    assert updates <= {mark.line for mark in marked.marks}


BUGS = [(program, i) for program in programs() for i in range(len(program.bugs))]


def bug_id(program, which):
    return f"{program.file.partition('.')[0]}-{which}"


@pytest.mark.thin(4)
@pytest.mark.long
@pytest.mark.parametrize(
    ("program", "which"),
    [each for each in BUGS if bug_id(*each) not in NOT_AT_ITS_LINE],
    ids=[bug_id(*each) for each in BUGS if bug_id(*each) not in NOT_AT_ITS_LINE],
)
def test_a_bug_is_found_at_its_line_and_named(program, which):
    bug = program.bugs[which]
    marked = marking(program, which)
    wrong = [mark for mark in marked.marks if mark.verdict is Verdict.WRONG]
    assert program.with_bug(bug)[1] in {mark.at for mark in wrong}
    if bug.names and bug_id(program, which) not in NOT_NAMED:
        named = {mark.mistake.id for mark in wrong if mark.mistake is not None}
        assert any(name in each for name in bug.names for each in named), named


def test_most_bugs_are_found_and_named():
    known = {bug_id(*each) for each in BUGS}
    assert known >= NOT_AT_ITS_LINE | NOT_NAMED
    assert len(NOT_AT_ITS_LINE) <= 0.05 * len(BUGS)
    assert len(NOT_NAMED) <= 0.2 * len(BUGS)


def test_there_are_enough_of_them():
    assert len(programs()) + sum(len(program.bugs) for program in programs()) >= 60
