"""Every optimizer: its lines against its NumPy twin, against torch, in lines and in matrices."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

from symbp import compare, derive, table, train, varied, verify
from symbp.contract import things
from symbp.errors import SymbpError
from symbp.exporting import exported
from symbp.exporting.targets import targets
from symbp.optimizers import optimizers
from symbp.pipeline import givens
from symbp.steps import Kind, Role
from symbp.values import proven_digits

NAMES = list(things(optimizers))
FANCY = [name for name in NAMES if not optimizers[name].plain]


@pytest.mark.parametrize("name", NAMES)
def test_the_lines_are_those_of_the_twin(name):
    """The formulas of an update and its NumPy code give the same numbers."""
    rule = optimizers[name]
    assert rule.source
    assert rule.lines(sp.Symbol)[-1].name == "w_new"
    rng = np.random.default_rng(1)
    for _ in range(20):
        values = {
            short: rng.uniform(0.1, 0.9) for short in ("w", "g", "eta", *rule.options, *rule.shared, *rule.states)
        }
        twin = rule.values(values)
        known = dict(values)
        for line in (*rule.shared_lines(sp.Symbol), *rule.lines(sp.Symbol)):
            known[line.name] = float(line.expr.subs(known))
            assert known[line.name] == pytest.approx(twin[line.name], rel=1e-12)
        assert set(twin) == set(known) - set(values)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("assignment", ["nndl3", "nndl3-bias", "xor-mean"])
def test_every_line_is_proven_as_the_others_are(name, assignment):
    """The proof holds for the lines of an update too."""
    made = varied(
        assignment, {"optimizer": name, "learning_rate": "0.1", "rounding.significant": 5, "rounding.decimals": None}
    )
    assert verify(made).holds


@pytest.mark.parametrize("name", NAMES)
def test_two_iterations_by_derivation_are_two_of_training(name):
    """The parameters after one and two iterations are the proven values of the lines, to 1e-12."""
    made = varied("nndl3-bias", {"optimizer": name, "learning_rate": "0.05"})
    lines = derive(made, iterations=2)
    digits = proven_digits(lines, givens(made, 2), 15)
    run = train(made, 2, keep=[1, 2])
    for each, behind in zip(run.kept, ("_new", "_new@2"), strict=True):
        for parameter, value in each.parameters.items():
            assert value == pytest.approx(float(digits[f"{parameter}{behind}"].text), rel=1e-12)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_torch_agrees_round_by_round(name):
    """Sixty iterations of torch's own optimizer agree, where it has one, on one sample and on the mean of several."""
    pytest.importorskip("torch", reason="pip install torch==2.13.0")
    if optimizers[name].in_torch is None:
        pytest.skip(f"torch has no {name}")
    for assignment in ("nndl3", "nndl3-bias", "xor-mean"):
        made = varied(assignment, {"optimizer": name, "learning_rate": "0.1"})
        found = compare(made, "torch", 60).findings
        assert [each.rule for each in found] == ["agreement"], found


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("precision", ["double", "single"])
def test_matrices_and_lines_take_the_same_steps(name, precision):
    """Training in arrays and training line by line have the same losses and weights."""
    made = varied("nndl3-bias", {"optimizer": name, "learning_rate": "0.1"})
    dense = varied("nndl3-bias", {"optimizer": name, "learning_rate": "0.1"}, most_lines=0)
    lines, arrays = (train(each, 40, precision=precision) for each in (made, dense))
    assert arrays.losses == pytest.approx(lines.losses, rel=1e-5 if precision == "single" else 1e-10)
    assert arrays.parameters["W1"][1, 0] == pytest.approx(lines.parameters["w2"], rel=1e-4)


@pytest.mark.parametrize("name", FANCY)
def test_programs_of_plain_descent_are_refused_and_formulas_are_not(name):
    """A target that can only subtract the gradient says so; targets that write out the formulas take any optimizer."""
    made = varied("nndl3", {"optimizer": name})
    for target in targets.values():
        if target.descends:
            with pytest.raises(SymbpError, match=f"the target '{target.name}' updates by plain gradient descent"):
                exported(made, target.name)
    assert exported(made, ["json", "latex", "markdown", "unicode"])


@pytest.mark.parametrize("name", FANCY)
def test_what_is_carried_on_is_given_and_shown(name):
    """The states of an optimizer are given for each parameter, and updated in the table."""
    made = varied("nndl3", {"optimizer": name})
    rule, lines = optimizers[name], derive(made)
    states = lines.givens(Role.STATE)
    assert len(states) == len(rule.shared) + 8 * len(rule.states)
    updates = {step.name for step in lines.of_kind(Kind.UPDATE)}
    assert {f"{step.name}_new" for step in states} <= updates
    assert table(lines, made)["w1_new"].value


@pytest.mark.long
@pytest.mark.parametrize("name", FANCY)
@given(first=st.integers(1, 9), step=st.integers(1, 99))
@settings(max_examples=4, deadline=None)
def test_random_options(name, first, step):
    """Whatever the options, the lines are proven, and arrays and lines train alike."""
    options = dict.fromkeys(optimizers[name].options, f"0.{first}")
    changes = {"optimizer": name, "learning_rate": f"0.{step:02d}", "training.options": options}
    made = varied("nndl3", {**changes, "rounding.carry": "exact"})
    assert verify(made).holds
    # Where a gradient all but vanishes, dividing by its root magnifies the last bits.
    assert train(varied("nndl3", changes, most_lines=0), 5).losses == pytest.approx(train(made, 5).losses, rel=1e-6)
