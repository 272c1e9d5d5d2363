"""Every misconception and every slip of the pen keeps its promises: a new file is covered as soon as it exists."""

import pytest

from symbp.contract import things
from symbp.marking import check_text
from symbp.marking.slips import slips
from symbp.misconceptions import misconceptions

pytestmark = pytest.mark.long

ALL = things(misconceptions, slips)


def named(example):
    """The mistakes that are named in a sheet, ties included."""
    found = set()
    for mark in check_text(example.assignment, example.sheet).marks:
        if mark.mistake is not None:
            found |= {mark.mistake.id, *(id_ for id_, _ in mark.mistake.also)}
    return found


@pytest.mark.parametrize("name", ALL)
def test_a_record_is_complete(name):
    """It has words for the learner and the teacher, one sheet at least in which it is named and two in which not."""
    record = ALL[name]
    assert record.title
    assert record.message.endswith(".")
    assert record.remark
    assert len(record.caught) >= 1
    assert len(record.spared) >= 2


@pytest.mark.parametrize("name", ALL)
def test_its_examples_are_caught_and_the_others_spared(name):
    """It is named in each sheet of `caught` and in none of `spared`."""
    for example in ALL[name].caught:
        assert name in named(example), example
    for example in ALL[name].spared:
        assert name not in named(example), example
