"""The judges: each finds what has been tampered with."""

import ast
import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sympy as sp
from pages import said

from symbp import derive, load, oracle, parse, proof, table, verify
from symbp.numpy_reference import numpy_values, problem
from symbp.steps import Derivation, symbol


@pytest.fixture(scope="module")
def worked():
    assignment = load("nndl3")
    return table(derive(assignment), assignment)


def with_line(worked, name, expr):
    """The table as it would be had one line been derived wrongly."""
    steps = tuple(replace(step, expr=expr) if step.name == name else step for step in worked.derivation)
    return table(Derivation(steps), worked.assignment)


def failed(report):
    return {check.rule for check in report.checks if check.holds is False}


def test_all_is_well(worked):
    assert failed(proof.report(worked)) == set()
    assert verify("nndl3-relu").holds


def test_a_gradient_with_a_factor_left_out_is_found_by_three_judges(worked):
    # The classic slip: the gradient of a weight where the delta times the weight belongs.
    wrong = with_line(worked, "dL/dout_h1", symbol("dL/dw5") + symbol("dL/dw6"))
    assert failed(proof.report(wrong)) == {"instances", "diff", "numpy", "differences"}


def test_a_wrong_sign_in_one_gradient_is_found(worked):
    wrong = with_line(worked, "dL/dw8", -worked.derivation["dL/dw8"].expr)
    assert failed(proof.report(wrong)) == {"instances", "diff", "numpy", "differences"}


def test_a_wrong_update_is_found_by_numpy(worked):
    wrong = with_line(worked, "w1_new", symbol("w1") + symbol("eta") * symbol("dL/dw1"))
    assert failed(proof.report(wrong)) == {"instances", "numpy"}


def test_numbers_that_do_not_work_out_are_found(worked):
    hand = dict(worked.hand)
    hand["dL/dw1"] = replace(
        hand["dL/dw1"], rounded=replace(hand["dL/dw1"].rounded, text="-0.0085", value=sp.Rational(-85, 10000))
    )
    assert "calculator" in failed(proof.report(replace(worked, hand=hand)))


def test_a_large_loss_is_not_expanded_and_that_is_said(worked, monkeypatch):
    monkeypatch.setattr(proof, "LARGEST_DIFFERENTIATED", 5)
    check = {check.rule: check for check in proof.report(worked).checks}["diff"]
    assert check.holds is None
    assert "more than 5" in said(check)


def test_the_oracle_imports_numpy_and_nothing_of_symbp():
    spec = importlib.util.find_spec("symbp.oracle")
    tree = ast.parse(Path(spec.origin).read_text("utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} == {"__future__", "collections", "dataclasses", "numpy"}


def test_the_oracle_agrees_with_differences_of_its_own_loss():
    for name in ("nndl3", "nndl3-bias", "nndl3-cross-entropy", "nndl3-class", "relu-batch", "mazur"):
        setting = problem(load(name))
        gradient = oracle.run(setting).gradient
        for i in range(len(gradient)):
            if name != "relu-batch":
                assert oracle.differences(setting, i) == pytest.approx(gradient[i], rel=1e-8, abs=1e-10)


def test_numpy_has_a_value_for_every_line():
    for name in ("nndl3-cross-entropy", "relu-batch", "line", "mazur"):
        assignment = load(name)
        values = numpy_values(assignment)
        assert {step.name for step in derive(assignment)} <= set(values)
        assert all(np.isfinite(value) for value in values.values())


def test_a_third_of_each_sample_is_what_a_calculator_gives():
    text = """
network = {layers = [1, 1], activation = "sigmoid", bias = "none"}
loss = {name = "squared-error", batch = "mean"}
data = {x = [[1], [0.5], [0.2]], y = [[0.1], [0.2], [0.3]]}
parameters = {weights = [0.4]}
training = {learning_rate = 0.1}
rounding = {decimals = 4, carry = "rounded"}
"""
    assert verify(parse(text)).holds
    assert verify(parse(text.replace('carry = "rounded"', 'carry = "exact"'))).holds
