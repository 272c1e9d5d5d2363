"""Every loss keeps these promises."""

import inspect
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from symbp.activations import activations
from symbp.backprop import is_derivative
from symbp.contract import things
from symbp.losses import losses
from symbp.losses.base import Targets
from symbp.steps import symbol
from symbp.values.arithmetic import program
from symbp.values.balls import Balls, bounds

ALL = pytest.mark.parametrize("loss", things(losses).values(), ids=things(losses))
OUTPUTS = np.array([[0.2, 0.7, 0.35], [0.5, 0.1, 0.25], [0.3, 0.2, 0.4]])
TARGETS = np.array([[0.0, 1.0, 0.3], [1.0, 0.0, 0.5], [0.0, 0.0, 0.2]])
O = [symbol(f"o{k}") for k in range(3)]  # noqa: E741
Y = [symbol(f"y{k}") for k in range(3)]


def expression(loss):
    """The formula of a loss of three outputs, with targets where it has any."""
    return loss.expression(O, Y if loss.targets is not Targets.NONE else [], parts(loss), loss.options)


def parts(loss):
    """The outputs behind the activation that a loss has in itself; none where it has none."""
    if not loss.link:
        return []
    applied = activations[loss.link]
    return [applied.expression(o, lambda term: sp.Add(*map(term, O)), applied.options) for o in O]


def options(loss):
    """The options of a loss as floats, for NumPy."""
    return {key: float(value) for key, value in loss.options.items()}


@ALL
def test_the_record_is_complete(loss):
    """It has a title, a source, a reduction and a remark at the head of its file, and names activations that exist."""
    assert loss.title
    assert loss.source
    assert loss.reduction in ("half-sum", "sum", "mean")
    module = inspect.getmodule(loss.values)
    assert module is not None
    assert module.__doc__
    assert {loss.link, loss.default_output_activation} - {""} <= set(activations)


@ALL
def test_an_offered_slope_is_proven(loss):
    """The short form of a derivative is the derivative, and twice the form is told from it."""
    if loss.slope is None:
        return
    for k in range(3):
        offered = loss.slope(O[k], Y[k], parts(loss)[k], sp.Add(*Y))
        assert is_derivative(offered, expression(loss), O[k])
        assert not is_derivative(offered * 2, expression(loss), O[k])


@ALL
def test_numpy_has_the_same_values(loss):
    """The values of NumPy and the formula agree to the last bits of a double."""
    made = loss.values(OUTPUTS, TARGETS, options(loss))
    assert made.shape == (3,)
    for s in range(3):
        names = {str(o): Balls().number(Fraction(str(OUTPUTS[k, s]))) for k, o in enumerate(O)}
        names |= {str(y): Balls().number(Fraction(str(TARGETS[k, s]))) for k, y in enumerate(Y)}
        low, high = bounds(program(expression(loss))(Balls(), names))
        assert made[s] == pytest.approx(float((low + high) / 2), rel=1e-13, abs=1e-15)


@ALL
def test_the_gradient_is_the_derivative_of_the_values(loss):
    """`gradient` agrees with central differences of `values` for each output, to 1e-6."""
    made = loss.gradient(OUTPUTS, TARGETS, options(loss))
    for k in range(3):
        moved = [OUTPUTS.copy() for _ in range(2)]
        moved[0][k] += 1e-6
        moved[1][k] -= 1e-6
        up, down = (loss.values(each, TARGETS, options(loss)) for each in moved)
        assert made[k] == pytest.approx((up - down) / 2e-6, rel=1e-6, abs=1e-8)


@ALL
def test_a_loss_that_claims_to_be_least_at_its_target_is(loss):
    """Moving all outputs off their targets, by 0.01 or by 0.5, makes such a loss larger."""
    if not loss.least_at_target:
        return
    here = loss.values(TARGETS, TARGETS, options(loss))
    for shift in (-0.5, -0.01, 0.01, 0.5):
        assert (loss.values(TARGETS + shift, TARGETS, options(loss)) > here).all()
