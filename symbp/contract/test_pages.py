"""Every observation and every notation has its words, and they stand in pages."""

import pytest

from symbp import derive, load, table, train, write
from symbp.contract import things
from symbp.findings import Finding
from symbp.notation import notations
from symbp.observing import Evidence
from symbp.observing.rules import rules
from symbp.page.words import Style
from symbp.solving import Solution


@pytest.fixture(scope="module")
def runs():
    """Runs in which something is found: out of reach, diverging, with dead units, stopped by a plateau."""
    return [train("nndl3", 20, watch=20), train("nndl3-relu", 20, watch=20), train("nndl3-zero", 20, watch=20)]


@pytest.mark.parametrize("name", things(rules))
def test_an_observation_says_what_it_finds_and_where_it_looks(name, runs):
    """Each finding is a sentence, and the rule's title begins in small letters, as it stands within one."""
    rule = rules[name]
    assert rule.title[0].islower() or rule.title[0].isdigit()
    for run in runs:
        for found in rules[name].look(Evidence(run)):
            assert isinstance(found, Finding)
            assert Style().text(found.said)


@pytest.mark.parametrize("name", things(notations))
@pytest.mark.parametrize("form", ["md", "tex", "text"])
def test_a_solution_is_written_in_its_letters(name, form):
    """The worked solution in another notation is another text, in Markdown, in LaTeX and in the terminal."""
    assignment = load("nndl3-bias")
    worked = table(derive(assignment), assignment)
    made = write(Solution.of(worked, name), form).decode()
    other = next(each for each in notations if each != name)
    assert made
    assert made != write(Solution.of(worked, other), form).decode()
