"""Conventions that a course relies on, and NumPy's twins far away from zero: facts, written in."""

import numpy as np
import pytest
import sympy as sp

from symbp import load, parse
from symbp.activations import activations
from symbp.losses import losses
from symbp.optimizers import optimizers
from symbp.page.words import plain

BOUNDS = {
    "identity": (None, None),
    "leaky-relu": (None, None),
    "relu": (0, None),
    "sigmoid": (0, 1),
    "softmax": (0, 1),
    "softplus": (0, None),
    "tanh": (-1, 1),
}
DEFAULTS = {
    "sgd": ({}, {}, {}),
    "momentum": ({"mu": "0.9"}, {"v": "0"}, {}),
    "nesterov": ({"mu": "0.9"}, {"v": "0"}, {}),
    "rmsprop": ({"alpha": "0.99", "epsilon": "1e-8"}, {"v": "0"}, {}),
    "adam": (
        {"beta1": "0.9", "beta2": "0.999", "epsilon": "1e-8"},
        {"m": "0", "v": "0"},
        {"beta1_t": "1", "beta2_t": "1"},
    ),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_what_the_outputs_lie_between(name):
    record = activations[name]
    assert (record.low, record.high) == BOUNDS[name]


@pytest.mark.parametrize(
    ("activation", "target", "floor"), [("sigmoid", "1.5", "0.125"), ("tanh", "-1.5", "0.125"), ("relu", "-1", "0.5")]
)
def test_a_target_beyond_these_bounds_is_out_of_reach(activation, target, floor):
    text = f'[network]\nlayers = [1, 1]\nactivation = "{activation}"\n[loss]\nname = "half-squared-error"\n'
    text += f"[data]\nx = [[1]]\ny = [[{target}]]\n[parameters]\nfill = 1\n"
    (warning,) = plain(parse(text).warnings)
    assert f"{target}" in warning
    assert floor in warning


@pytest.mark.parametrize("name", DEFAULTS)
def test_usual_options_and_states_of_an_optimizer(name):
    rule = optimizers[name]
    assert (dict(rule.options), dict(rule.states), dict(rule.shared)) == DEFAULTS[name]


def test_slopes_at_zero_are_those_of_torch():
    assert dict(activations["relu"].options) == {"slope_at_zero": 0}
    assert activations["leaky-relu"].options["leak"] == sp.Rational(1, 100)


def test_the_leak_is_what_is_below_zero():
    record = activations["leaky-relu"]
    out = record.forward(np.array([[-2.0], [0.0], [3.0]]), {"leak": 0.25, "slope_at_zero": 0.5})
    assert out[:, 0].tolist() == [-0.5, 0.0, 3.0]


def test_the_squared_error_is_halved_where_nothing_is_said():
    assert {name: loss.reduction for name, loss in losses.items() if loss.reduction != "sum"} == {
        "squared-error": "half-sum"
    }
    assert load("nndl3").loss.outputs == "half-sum"


@pytest.mark.parametrize(
    ("name", "z", "value"),
    [
        ("sigmoid", -1000.0, 0.0),
        ("sigmoid", 1000.0, 1.0),
        ("softplus", 1000.0, 1000.0),
        ("softplus", -1000.0, 0.0),
        ("tanh", -1000.0, -1.0),
    ],
)
def test_numpy_has_the_value_of_a_far_number_without_a_warning(name, z, value):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert activations[name].forward(np.array([[z]]), {})[0, 0] == value


def test_numpy_has_the_loss_of_logits_far_from_zero():
    record = losses["softmax-cross-entropy"]
    o, y = np.array([[1000.0], [998.0]]), np.array([[0.0], [1.0]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert record.values(o, y, {}) == pytest.approx([2 + np.log1p(np.exp(-2))])
        assert record.gradient(o, y, {}).sum() == pytest.approx(0)


def test_targets_that_do_not_sum_to_1_are_taken_as_they_are():
    record = losses["softmax-cross-entropy"]
    o, y, step = np.array([[0.3], [-0.2]]), np.array([[0.23], [-0.07]]), np.array([[1e-6], [0.0]])
    slope = (record.values(o + step, y, {}) - record.values(o - step, y, {})) / 2e-6
    assert record.gradient(o, y, {})[0] == pytest.approx(slope, rel=1e-6)
    # (y1 + y2)·p1 - y1, with p1 = 1/(1 + exp(-0.5))
    assert record.gradient(o, y, {})[0] == pytest.approx([0.16 / (1 + np.exp(-0.5)) - 0.23])


def test_a_probability_of_0_for_a_target_of_0_costs_nothing():
    record = losses["binary-cross-entropy"]
    o, y = np.array([[0.0, 1.0, 0.25]]), np.array([[0.0, 1.0, 0.0]])
    with np.errstate(divide="raise", invalid="raise"):
        assert record.values(o, y, {}) == pytest.approx([0, 0, np.log(4 / 3)])
        assert record.gradient(o, y, {})[0] == pytest.approx([1, -1, 4 / 3])


@pytest.mark.parametrize("threshold", [sp.Rational(1, 2), sp.Integer(1), sp.Integer(3)])
def test_the_huber_loss_has_neither_a_jump_nor_a_corner_at_its_threshold(threshold):
    record = losses["huber"]
    o = sp.Symbol("o", real=True)
    near, far = (value for value, _ in record.term(o, sp.Integer(0), sp.Integer(0), {"threshold": threshold}).args)
    assert (near - far).subs(o, threshold) == 0
    assert sp.diff(near - far, o).subs(o, threshold) == 0
    size = float(threshold)
    outputs, targets = np.array([[-2 * size, size / 2, 5 * size]]), np.zeros((1, 3))
    assert record.gradient(outputs, targets, {"threshold": size})[0].tolist() == [-size, size / 2, size]
    values = record.values(outputs, targets, {"threshold": size})
    assert values == pytest.approx([1.5 * size**2, size**2 / 8, 4.5 * size**2])
