"""Every activation keeps these promises."""

import inspect

import numpy as np
import pytest
import sympy as sp

from symbp.activations import activations
from symbp.backprop import is_derivative
from symbp.contract import things
from symbp.page.words import plain
from symbp.steps import symbol
from symbp.values.arithmetic import program
from symbp.values.balls import Balls, bounds

ALL = pytest.mark.parametrize("activation", things(activations).values(), ids=things(activations))
LAYER = [symbol("z1"), symbol("z2"), symbol("z3")]
POINTS = np.array([[-2.5, -0.3, 0.4, 2.9], [0.2, -1.1, 2.0, 0.7], [1.5, 0.1, -0.6, -4.0]])


def options(activation):
    """The options of an activation as floats, for NumPy."""
    return {key: float(value) for key, value in activation.options.items()}


def total(term):
    """A term of each unit of the layer, summed up, as softmax asks for it."""
    return sp.Add(*map(term, LAYER))


@ALL
def test_the_record_is_complete(activation):
    """It has a title, a source, a name in small letters and a remark at the head of its file."""
    assert activation.title
    assert activation.source
    assert activation.name == activation.name.lower()
    module = inspect.getmodule(activation.expression)
    assert module is not None
    assert module.__doc__


@ALL
def test_an_offered_slope_is_proven(activation):
    """The short form of a derivative is the derivative, and a form that is 1 more is told from it."""
    if activation.slope is None:
        return
    units = range(1) if activation.elementwise else range(3)
    outputs = [activation.expression(z, total, activation.options) for z in LAYER]
    for i in units:
        for j in units:
            offered = activation.slope(LAYER[i], outputs[i], outputs[j], i == j, activation.options)
            assert is_derivative(offered, outputs[i], LAYER[j])
            assert not is_derivative(offered + 1, outputs[i], LAYER[j])


@ALL
def test_numpy_has_the_same_values(activation):
    """The forward pass of NumPy and the formula agree to the last bits of a double."""
    values = activation.forward(POINTS, options(activation))
    for s in range(POINTS.shape[1]):
        for i, z in enumerate(LAYER):
            expr = activation.expression(z, total, activation.options)
            point = {str(each): sp.Rational(str(POINTS[k, s])) for k, each in enumerate(LAYER)}
            low, high = bounds(program(expr)(Balls(), {n: Balls().number(_fraction(v)) for n, v in point.items()}))
            assert values[i, s] == pytest.approx(float((low + high) / 2), rel=1e-14, abs=1e-15)


def _fraction(value):
    from fractions import Fraction

    return Fraction(int(value.p), int(value.q))


@ALL
def test_the_vjp_is_the_derivative_of_the_forward_pass(activation):
    """`vjp` agrees with central differences of `forward` for three units and four samples, to 1e-6."""
    upstream = np.array([[0.7, -0.2, 1.0, 0.5], [0.1, 1.3, -0.4, 0.2], [-0.9, 0.6, 0.3, 2.0]])
    made = activation.vjp(POINTS, activation.forward(POINTS, options(activation)), upstream, options(activation))
    for i in range(3):
        moved = [POINTS.copy() for _ in range(2)]
        moved[0][i] += 1e-6
        moved[1][i] -= 1e-6
        up, down = (activation.forward(each, options(activation)) for each in moved)
        assert made[i] == pytest.approx(((up - down) * upstream).sum(axis=0) / 2e-6, rel=1e-6, abs=1e-8)


@ALL
def test_outputs_stay_within_the_bounds_that_are_claimed(activation):
    """Far from zero the outputs are finite too, and no lower and no higher than the record says."""
    wide = activation.forward(np.linspace(-700, 700, 999).reshape(3, -1), options(activation))
    assert np.isfinite(wide).all()
    if activation.low is not None:
        assert wide.min() >= float(activation.low)
    if activation.high is not None:
        assert wide.max() <= float(activation.high)


@ALL
def test_a_kink_is_stated(activation):
    """The remark on a formula with cases says which slope is taken where they meet."""
    if activation.expression(LAYER[0], total, activation.options).has(sp.Piecewise):
        assert "slope" in plain([activation.remark(activation.options)])[0]
