"""Every assignment explains itself, and every line of it is proven."""

import pytest

from symbp import ArrayAssignment, load, verify, verify_dense
from symbp.assignments import assignments
from symbp.contract import things

NAMES = list(things(assignments))


@pytest.mark.parametrize("name", NAMES)
def test_the_file_explains_itself(name):
    """A bundled file begins with a remark and has a title."""
    text = assignments[name].read_text("utf-8")
    assert text.startswith("# ")
    assert "title = " in text


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_every_obligation_holds(name):
    """All that is to be proven of a bundled assignment holds; only the comparison with SymPy's diff may stay open."""
    assignment = load(name)
    report = verify_dense(assignment) if isinstance(assignment, ArrayAssignment) else verify(assignment)
    assert report.holds
    for check in report.checks:
        assert check.holds or check.rule == "diff"
