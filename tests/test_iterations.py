"""Iterations behind the first, and what an optimizer carries from one to the next."""

from fractions import Fraction

import pytest

from symbp import derive, parse, varied
from symbp.pipeline import givens
from symbp.steps import Kind
from symbp.values import closed_forms

LINE = """
[network]
layers = [1, 1]
activation = "identity"
[loss]
name = "half-squared-error"
[data]
x = [[1], [2], [3]]
y = [[2], [1], [5]]
[parameters]
w1 = "1/2"
[training]
learning_rate = "1/4"
batch_size = 1
"""


@pytest.fixture(scope="module")
def three():
    return derive("nndl3", iterations=3)


def test_the_third_round_has_the_lines_of_the_first(three):
    first = [step for step in three if step.kind is not Kind.GIVEN and "@" not in step.name]
    third = [step.name for step in three if step.name.endswith("@3")]
    assert third == [f"{step.name}@3" for step in first]
    assert len(three) == len(derive("nndl3")) + 2 * len(first)


@pytest.mark.parametrize(
    ("line", "formula"),
    [
        ("in_h1@2", "w1_new*x1 + w3_new*x2"),
        ("in_h1@3", "w1_new@2*x1 + w3_new@2*x2"),
        ("dL/dout_h1@3", "dL/din_o1@3*w5_new@2 + dL/din_o2@3*w6_new@2"),
        ("dL/dw1@3", "dL/din_h1@3*x1"),
        ("w1_new@3", "w1_new@2 - eta*dL/dw1@3"),
    ],
)
def test_a_round_begins_with_the_parameters_of_the_round_before(three, line, formula):
    assert three.formula(line) == formula


def test_each_round_takes_its_batch():
    # L = (w*x - y)²/2, one sample an iteration, worked out here with fractions alone.
    assignment = parse(LINE)
    lines = derive(assignment, iterations=4)
    exact = closed_forms(lines, givens(assignment, 4))
    w = Fraction(1, 2)
    for k, (x, y) in enumerate([(1, 2), (2, 1), (3, 5), (1, 2)], start=1):
        behind = "" if k == 1 else f"@{k}"
        assert exact[f"dL/dw1{behind}"] == (w * x - y) * x
        w -= Fraction(1, 4) * (w * x - y) * x
        assert exact[f"w1_new{behind}"] == w
    assert givens(assignment, 3)["x1@3"] == 3
    assert givens(assignment, 3)["y1@2"] == 1


def test_a_velocity_is_carried_on():
    lines = derive(varied("nndl3", {"optimizer": "momentum"}), iterations=3)
    assert lines.formula("v_w1_new@2") == "dL/dw1@2 + mu*v_w1_new"
    assert lines.formula("v_w1_new@3") == "dL/dw1@3 + mu*v_w1_new@2"
    assert "v_w1@2" not in lines


@pytest.mark.parametrize(
    ("optimizer", "line", "formula"),
    [
        ("momentum", "v_w1_new", "dL/dw1 + mu*v_w1"),
        ("rmsprop", "v_w1_new", "alpha*v_w1 + (1 - alpha)*dL/dw1**2"),
        ("rmsprop", "w1_new", "w1 - eta*dL/dw1/(sqrt(v_w1_new) + epsilon)"),
        ("adam", "m_w1_new", "beta1*m_w1 + (1 - beta1)*dL/dw1"),
        ("adam", "mhat_w1", "m_w1_new/(1 - beta1_t_new)"),
        ("adam", "w1_new", "w1 - eta*mhat_w1/(sqrt(vhat_w1) + epsilon)"),
    ],
)
def test_an_option_stands_first_in_a_product_and_last_in_a_sum(optimizer, line, formula):
    assert derive(varied("nndl3", {"optimizer": optimizer})).formula(line) == formula
