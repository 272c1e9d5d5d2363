"""Softmax as an activation: every output of the layer depends on every net input of it."""

from dataclasses import replace

import numpy as np
import pytest
import sympy as sp

from symbp import derive, load, table
from symbp.activations import activations
from symbp.errors import DerivationError
from symbp.network import forward
from symbp.steps import Kind, symbol

NAME = "softmax-squared-error"
OUTPUTS = ("o1", "o2", "o3")


@pytest.fixture(scope="module")
def lines():
    return derive(NAME)


def by_matrices():
    """The gradients, with the whole Jacobian of the softmax written out in NumPy."""
    assignment = load(NAME)
    value = {name: float(number.value) for name, number in assignment.numbers.items()}
    x, y = (np.array([value[f"{letter}{i}"] for i in range(1, n)]) for letter, n in (("x", 3), ("y", 4)))
    first = np.array([[value["w1"], value["w3"]], [value["w2"], value["w4"]]])
    second = np.array([[value[f"w{i}"], value[f"w{i + 3}"]] for i in (5, 6, 7)])
    hidden = 1 / (1 + np.exp(-first @ x))
    powers = np.exp(second @ hidden)
    out = powers / powers.sum()
    jacobian = np.array([[out[i] * ((i == j) - out[j]) for j in range(3)] for i in range(3)])
    delta = jacobian.T @ (out - y)
    return delta, np.outer(delta, hidden), np.outer((second.T @ delta) * hidden * (1 - hidden), x)


def test_each_output_has_a_derivative_by_each_net_input(lines):
    slopes = {step.name: lines.formula(step.name) for step in lines.of_kind(Kind.SLOPE) if "in_o" in step.name}
    assert slopes == {
        f"dout_{i}/din_{j}": f"out_{i}*(1 - out_{i})" if i == j else "-out_{}*out_{}".format(*sorted((i, j)))
        for i in OUTPUTS
        for j in OUTPUTS
    }


@pytest.mark.parametrize("own", OUTPUTS)
def test_a_net_input_is_reached_over_every_output(lines, own):
    paths = [symbol(f"dL/dout_{other}") * symbol(f"dout_{other}/din_{own}") for other in OUTPUTS]
    assert lines[f"dL/din_{own}"].expr == sp.Add(*paths)
    assert lines[f"dL/din_{own}"].why == "sum over paths"


def test_all_net_inputs_stand_before_the_first_output():
    names = [step.name for step in forward(load(NAME))]
    assert max(names.index(f"in_{unit}") for unit in OUTPUTS) < min(names.index(f"out_{unit}") for unit in OUTPUTS)


def test_the_numbers_are_those_of_the_jacobian(lines):
    assignment = load(NAME)
    made = {row.name: float(row.value) for row in table(lines, assignment, digits=17).rows}
    delta, behind, before = by_matrices()
    assert [made[f"dL/din_{unit}"] for unit in OUTPUTS] == pytest.approx(delta, rel=1e-12)
    assert [made[f"dL/dw{i}"] for i in (5, 6, 7, 8, 9, 10)] == pytest.approx(behind.T.ravel(), rel=1e-12)
    assert [made[f"dL/dw{i}"] for i in (1, 2, 3, 4)] == pytest.approx(before.T.ravel(), rel=1e-12)
    # Unit by unit, as for a sigmoid, the first delta would be another number: the assignment shows the mistake.
    alone = made["dL/dout_o1"] * made["out_o1"] * (1 - made["out_o1"])
    assert abs(alone - delta[0]) > 0.01


def test_the_slope_of_an_elementwise_function_is_refused_for_a_softmax(monkeypatch):
    wrong = replace(activations["softmax"], slope=lambda z, a, other, same, options: a * (1 - a) if same else a - a)
    monkeypatch.setitem(activations._things, "softmax", wrong)
    with pytest.raises(DerivationError, match="'0' is offered as the slope of 'out_o3' by 'in_o1', but it is not"):
        derive(NAME)
