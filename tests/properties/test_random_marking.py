"""Over random networks: our own solution is all right, a belief that is put in is found or does not show."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies as st

from symbp import parse, table
from symbp.contract.nets import assignments
from symbp.errors import SymbpError
from symbp.marking import check_text
from symbp.marking.judge import GOOD, Verdict, judge
from symbp.marking.key import AnswerKey
from symbp.marking.lint import lint, worked
from symbp.marking.repertoire import repertoire
from symbp.marking.written import read_written
from symbp.spec import Rounding
from symbp.spec.assignment import Carry

pytestmark = pytest.mark.long


def loaded(text, decimals, carry):
    """The assignment, where it is defined at its numbers under this policy."""
    try:
        assignment = replace(parse(text), rounding=Rounding(decimals=decimals, carry=carry))
        return assignment, table(AnswerKey(assignment).derivation, assignment)
    except SymbpError:
        return None, None


@given(made=assignments(), decimals=st.integers(2, 8), carry=st.sampled_from(list(Carry)))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_our_own_solution_is_all_right(made, decimals, carry):
    assignment, solution = loaded(made[0], decimals, carry)
    assume(assignment is not None)
    answers = {row.name: [read_written(row.rounded)] for row in solution.rows if row.formula}
    assume(None not in [number for (number,) in answers.values()])  # longer than any number that is read
    marks = judge(AnswerKey(assignment), answers, {}).marks
    # A line that may divide by 0 under so coarse a rounding cannot be bounded: nobody is called wrong for it.
    assert [(m.line, str(m.verdict)) for m in marks if m.verdict not in {*GOOD, Verdict.CANNOT_TELL}] == []


@given(made=assignments(widest=2, deepest=2), pick=st.integers(0, 1000))
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_a_belief_that_is_put_in_is_found_or_does_not_show(made, pick):
    assignment, _ = loaded(made[0], 6, Carry.ROUNDED)
    assume(assignment is not None)
    key = AnswerKey(assignment)
    believed = sorted(repertoire(key).believed.items())
    assume(believed)
    name, (changed, _) = believed[pick % len(believed)]
    sheet = worked(key, changed)
    assume(sheet)
    text = "\n".join(f"{line} = {number.text}" for line, number in sheet.items())
    wrong = check_text(assignment, text).first
    if wrong is None:
        assert set(changed) <= set(lint(assignment).hidden.get(name, ()))
        return
    assert wrong.line in changed
    assert name in {wrong.mistake.id, *(id_ for id_, _ in wrong.mistake.also)}
