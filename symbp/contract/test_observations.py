"""Every rule of observation says what it finds in a sentence with figures, of any run the same again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from symbp import parse, train, varied
from symbp.contract import things
from symbp.contract.nets import assignments
from symbp.findings import Finding, Standing
from symbp.observing.evidence import Evidence
from symbp.observing.rules import rules

pytestmark = pytest.mark.long

ALL = things(rules)
RUNS = {
    "usual": lambda: train("nndl3", 30, watch=30),
    "far too large a step": lambda: train("nndl3", 30, learning_rate=1000, watch=30),
    "zeros": lambda: train("nndl3-zero", 30, watch=30),
    "rectified": lambda: train("nndl3-relu", 30, watch=30),
    "in matrices": lambda: train("relu-1000-100-10", 3),
    "with a mistake": lambda: train("nndl3", 30, mistake="gradient-for-weight", watch=30),
    "single precision": lambda: train("xor-mean", 30, precision="single", watch=30),
    "another optimizer": lambda: train(varied("nndl3", {"optimizer": "adam", "learning_rate": "0.1"}), 30, watch=30),
    "batches": lambda: train(varied("xor-mean", {"training.batch_size": 2}), 30, watch=30),
}


def keeps(rule, run):
    """Fail where a rule says of one run first this and then that, or no sentence."""
    found = tuple(rule.look(Evidence(run)))
    assert found == tuple(rule.look(Evidence(run)))
    for each in found:
        assert isinstance(each, Finding)
        assert each.text.endswith(".")
        assert not {"nan", "inf", "None"} & set(each.text.replace(".", " ").split())
        assert each.standing in (Standing.PROVEN, Standing.MEASURED)
        assert all(len(figure) == 2 for figure in each.figures)


@pytest.mark.parametrize("name", ALL)
def test_a_record_is_complete(name):
    """It has a title, which is no sentence."""
    assert ALL[name].title
    assert not ALL[name].title.endswith(".")


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("name", ALL)
def test_it_says_the_same_of_a_run_twice(name, run):
    """Asked twice about a run, of whatever kind, it finds the same."""
    keeps(ALL[name], RUNS[run]())


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=10, deadline=None)
@given(case=assignments(), rate=st.sampled_from(["0.1", "30"]))
def test_it_speaks_of_any_run(name, case, rate):
    """It keeps to this for twelve iterations of random networks, at a small and at a large learning rate."""
    keeps(ALL[name], train(parse(case[0]), 12, learning_rate=rate, watch=12))


@pytest.mark.parametrize("name", ALL)
def test_a_run_of_one_iteration_is_no_fault(name):
    """A curve of a single point does not upset it."""
    keeps(ALL[name], train("nndl3", 1))
