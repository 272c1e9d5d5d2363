"""The sweep: every gradient is what SymPy's own diff of the expanded loss is."""

import pytest
import sympy as sp

from symbp import derive, parse
from symbp.backprop import extend, is_derivative
from symbp.errors import DerivationError
from symbp.network import forward
from symbp.passes import expanded, inlined, renamed
from symbp.steps import Derivation, Kind, Role, Step, symbol

TINY = """
[network]
units = [["x"], ["h"], ["o"]]
connections = [["w1", "x", "h"], ["w2", "h", "o"]]
{biases}
activation = "{activation}"
{options}
[loss]
name = "{loss}"
[data]
x = [[0.5]]
y = [[0.25]]
[parameters]
fill = 0.5
"""


def tiny(activation="sigmoid", loss="squared-error", biases="", options=""):
    return parse(TINY.format(activation=activation, loss=loss, biases=biases, options=options))


@pytest.mark.parametrize("loss", ["squared-error", "binary-cross-entropy", "softmax-cross-entropy"])
@pytest.mark.parametrize("activation", ["identity", "sigmoid", "tanh", "softplus"])
def test_gradients_are_those_of_sympy(activation, loss):
    derivation = derive(tiny(activation, loss))
    whole = expanded(derivation, "L")
    point = {
        symbol("x"): sp.Rational(1, 3),
        symbol("y1"): sp.Rational(1, 5),
        symbol("w1"): 2,
        symbol("w2"): sp.Rational(3, 7),
    }
    for name in ("w1", "w2"):
        ours, theirs = expanded(derivation, f"dL/d{name}"), sp.diff(whole, symbol(name))
        assert sp.N((ours - theirs).subs(point), 40, chop=sp.Float("1e-38")) == 0


def test_a_shared_bias_collects_all_its_uses():
    derivation = derive(tiny(biases='biases = [["b", "h"], ["b", "o"]]'))
    assert derivation.formula("dL/db") == "dL/din_o + dL/din_h"
    assert derivation["dL/db"].why == "sum over uses"


def test_a_shared_weight_collects_all_its_uses():
    text = TINY.replace('["w2", "h", "o"]', '["w1", "h", "o"]')
    derivation = derive(parse(text.format(activation="tanh", loss="squared-error", biases="", options="")))
    assert derivation.formula("dL/dw1") == "dL/din_o*out_h + dL/din_h*x"


def test_a_fixed_bias_has_no_gradient_and_a_threshold_is_subtracted():
    derivation = derive(tiny(biases='biases = [["b", "h"]]\nbias = "fixed"\nbias_sign = "-"'))
    assert derivation.formula("in_h") == "w1*x - b"
    assert "dL/db" not in derivation
    assert derivation.givens(Role.FIXED)[0].name == "b"


@pytest.mark.parametrize(("chosen", "slope"), [("0", 0), ("1", 1), ('"1/2"', sp.Rational(1, 2))])
def test_the_slope_of_relu_at_zero_is_derived_from_how_relu_is_written(chosen, slope):
    derivation = derive(tiny("relu", options=f"options = {{slope_at_zero = {chosen}}}"))
    expr = derivation["dout_h/din_h"].expr
    assert expr.subs(symbol("in_h"), 0) == slope
    assert (expr.subs(symbol("in_h"), 2), expr.subs(symbol("in_h"), -2)) == (1, 0)
    assert derivation["out_h"].expr.subs(symbol("in_h"), 0) == 0


def test_a_wrong_slope_is_not_believed():
    z = symbol("z")
    lines = (
        Step("z", None, Kind.GIVEN, why=Role.INPUT),
        Step("w", None, Kind.GIVEN, why=Role.WEIGHT),
        Step("in_h", symbol("w") * z, Kind.PRE),
        Step("L", sp.tanh(symbol("in_h")), Kind.LOSS, slopes={"in_h": 1 - symbol("L")}),
    )
    with pytest.raises(DerivationError, match="is offered as the slope of 'L' by 'in_h', but it is not"):
        extend(Derivation(lines))
    right = (*lines[:3], Step("L", sp.tanh(symbol("in_h")), Kind.LOSS, slopes={"in_h": 1 - symbol("L") ** 2}))
    assert extend(Derivation(right)).formula("dL/din_h") == "1 - L**2"


def test_a_slope_by_what_does_not_occur_is_not_believed():
    x, w = symbol("x"), symbol("w")
    lines = (
        Step("x", None, Kind.GIVEN, why=Role.INPUT),
        Step("w", None, Kind.GIVEN, why=Role.WEIGHT),
        Step("in_a", w * x, Kind.PRE),
        Step("in_b", w + x, Kind.PRE),
        Step("L", sp.tanh(symbol("in_a")), Kind.LOSS, slopes=dict.fromkeys(("in_a", "in_b"), 1 - symbol("L") ** 2)),
    )
    with pytest.raises(DerivationError, match="by 'in_b', but it is not"):
        extend(Derivation(lines))


def test_derivatives_are_proven_not_sampled():
    z = symbol("z")
    softplus = sp.log(1 + sp.exp(z))
    assert is_derivative(1 / (1 + sp.exp(-z)), softplus, z)
    assert not is_derivative(1 / (1 + sp.exp(z)), softplus, z)
    assert not is_derivative(1 / (1 + sp.exp(-z)) + sp.Rational(1, 10**40), softplus, z)


def test_samples_have_lines_of_their_own_and_one_gradient():
    text = TINY.format(activation="sigmoid", loss="squared-error", biases="", options="")
    derivation = derive(
        parse(text.replace("x = [[0.5]]", "x = [[0.5], [1]]").replace("y = [[0.25]]", "y = [[0.25], [0]]"))
    )
    assert derivation.formula("L") == "1/2*(L[1] + L[2])"
    assert derivation.formula("dL/dL[2]") == "1/2"
    assert derivation.formula("dL/dw1") == "dL/din_h[1]*x[1] + dL/din_h[2]*x[2]"


def test_inputs_are_differentiated_on_request():
    derivation = extend(forward(tiny()), input_gradients=True)
    assert derivation.formula("dL/dx") == "dL/din_h*w1"
    assert derivation["dL/dx"].kind is Kind.ADJOINT


def test_passes():
    derivation = derive("nndl3")
    delta = inlined(symbol("dL/din_h1"), derivation, keep={"dL/din_o1", "dL/din_o2", "w5", "w6", "out_h1"})
    assert delta.free_symbols == {symbol(n) for n in ("dL/din_o1", "dL/din_o2", "w5", "w6", "out_h1")}
    other = renamed(derivation, {"w1": "v_11", "in_h1": "alpha_1"})
    assert other.formula("alpha_1") == "v_11*x1 + w3*x2"
    assert other["dL/dw1"].wrt == "v_11"
