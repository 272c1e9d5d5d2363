"""The judges of a worked table see small faults too, and say what they have left open."""

from dataclasses import replace
from fractions import Fraction

import flint
import pytest
from pages import said

from symbp import derive, load, parse, proof, table
from symbp.values import Proven
from symbp.values.balls import working_precision

OPEN = """
[network]
layers = [1, 2, 1]
activation = ["sigmoid", "identity"]
bias = "unit"
[loss]
name = "half-squared-error"
[data]
x = [["0.3"]]
y = [[2]]
[parameters]
weights = [1, -1, 1, 1]
biases = [0, 0, -1]
"""
"""sigmoid(z) + sigmoid(-z) - 1 is 0, which neither balls nor closed forms can see."""


@pytest.fixture(scope="module")
def worked():
    assignment = load("nndl3")
    return table(derive(assignment), assignment)


def checks(worked):
    return {check.rule: check for check in proof.report(worked).checks}


def shifted(worked, name, by):
    """The table as it would be if the proven value of a line were a little off."""
    old = worked.proven[name]
    new = Proven(old.text, old.low + Fraction(by), old.high + Fraction(by), certified=True)
    return replace(worked, proven={**worked.proven, name: new})


@pytest.mark.parametrize("by", ["1e-7", "-1e-7"])
def test_numpy_objects_to_the_eighth_digit(worked, by):
    assert checks(worked)["numpy"].holds
    check = checks(shifted(worked, "out_h1", by))["numpy"]
    assert check.holds is False
    assert "another value for out_h1" in said(check)


@pytest.mark.parametrize("by", ["1e-4", "-1e-4"])
def test_finite_differences_object_to_the_fifth_digit(worked, by):
    check = checks(shifted(worked, "dL/dw7", by))["differences"]
    assert check.holds is False
    assert said(check).startswith("dL/dw7 differs from finite differences of the loss by 1.0e-04")


def test_gradients_are_compared_at_twenty_points(worked):
    assert "at 20 random rational points to 30 digits" in said(checks(worked)["diff"])


def test_two_balls_agree_only_if_they_are_narrow():
    with working_precision(400):
        third = flint.arb(1) / 3
        assert proof._agree(third, flint.arb(1) / 3)
        assert not proof._agree(third, third + flint.arb(0, 1e-20))
        assert not proof._agree(third, third + flint.arb(10) ** -40)


def test_open_digits_are_said_to_be_open():
    assignment = parse(OPEN)
    report = proof.report(table(derive(assignment), assignment))
    check = next(check for check in report.checks if check.rule == "digits")
    assert check.holds is None
    assert said(check).startswith("Not every digit is proven: in_o1 and out_o1")
    assert report.holds


def test_a_report_fails_with_the_first_judge_who_objects(worked):
    assert not proof.report(shifted(worked, "out_h1", "1e-7")).holds
