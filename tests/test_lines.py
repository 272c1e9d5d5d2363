"""What the lines of small networks are, and in which order: facts that a small change to the core would break."""

import pytest
import sympy as sp

from symbp import derive, load, parse
from symbp.backprop import extend, is_derivative
from symbp.errors import SymbpError
from symbp.limits import LARGEST_EXPANSION
from symbp.network import forward
from symbp.passes import expanded, expanded_size, renamed
from symbp.steps import Derivation, Kind, Role, Step, symbol

X, W, Z = symbol("x"), symbol("w"), symbol("z")


def net(network, loss='name = "half-squared-error"', data="x = [[1]]\ny = [[0]]", training=""):
    return parse(
        f"[network]\n{network}\n[loss]\n{loss}\n[data]\n{data}\n[parameters]\nfill = 1\n[training]\n{training}"
    )


def backward(derivation):
    return [step.name for step in derivation if step.kind in (Kind.SLOPE, Kind.ADJOINT, Kind.GRADIENT)]


def test_a_product_is_delta_slope_weight_input():
    product = symbol("x1") * symbol("w5") * symbol("dout_h1/din_h1") * symbol("dL/dout_h1") * symbol("eta")
    derivation = derive("nndl3")
    assert str(derivation.arranged(product)).count("Leaf") == 5
    written = derivation.extended([Step("product", product, Kind.LOSS)]).formula("product")
    assert written == "eta*dL/dout_h1*dout_h1/din_h1*w5*x1"
    weights = Step("product", symbol("w1") * symbol("w5"), Kind.LOSS)
    assert derivation.extended([weights]).formula("product") == "w5*w1"
    error = Step("product", symbol("out_h1") * (symbol("out_o1") - symbol("y1")) * symbol("w1"), Kind.LOSS)
    assert derivation.extended([error]).formula("product") == "(out_o1 - y1)*w1*out_h1"


def test_the_backward_pass_goes_from_the_last_layer_to_the_first():
    made = backward(derive(net('layers = [1, 1, 1]\nactivation = "tanh"')))
    assert made == [
        "dL/dout_o1",
        "dout_o1/din_o1",
        "dL/din_o1",
        "dL/dw2",
        "dL/dout_h1",
        "dout_h1/din_h1",
        "dL/din_h1",
        "dL/dw1",
    ]


def test_a_layer_is_finished_before_the_layer_before_it_begins():
    made = backward(derive("nndl3"))
    assert max(made.index(f"dL/din_o{k}") for k in (1, 2)) < min(made.index(f"dL/dout_h{k}") for k in (1, 2))
    assert max(made.index(f"dL/dw{k}") for k in (5, 6, 7, 8)) < made.index("dL/dout_h1")


def test_with_several_samples_the_gradients_stand_behind_all_deltas():
    made = backward(derive(net('layers = [1, 1, 1]\nactivation = "tanh"', data="x = [[1], [2]]\ny = [[0], [1]]")))
    assert made[-2:] == ["dL/dw2", "dL/dw1"]
    assert made.index("dL/din_h1[1]") < made.index("dL/dout_o1[2]")


def test_a_weight_that_stands_twice_is_where_it_stands_first():
    derivation = forward(
        net('units = [["x"], ["h"], ["o"]]\nconnections = [["w", "x", "h"], ["w", "h", "o"]]\nactivation = "tanh"')
    )
    place = derivation["w"].place
    assert (place.layer, place.unit, place.source) == (1, 1, 1)


def test_a_gradient_of_1_is_a_line_too():
    given = (Step("x", None, Kind.GIVEN, why=Role.INPUT), Step("w", None, Kind.GIVEN, why=Role.WEIGHT))
    derivation = extend(Derivation((*given, Step("L", W + X, Kind.LOSS))))
    assert (derivation["dL/dw"].expr, derivation["dL/dw"].kind) == (1, Kind.GRADIENT)


def test_inputs_are_differentiated_only_on_request():
    assignment = load("nndl3")
    assert "dL/dx1" not in extend(forward(assignment))
    assert "dL/dx1" in extend(forward(assignment), input_gradients=True)


def test_helper_lines_of_a_loss_have_no_adjoint_where_it_offers_its_slope():
    derivation = derive("nndl3-cross-entropy")
    assert derivation["softmax_o1"].kind is Kind.LOSS
    assert "dL/dsoftmax_o1" not in derivation
    assert derivation.formula("dL/dout_o1") == "(y1 + y2)*softmax_o1 - y1"


@pytest.mark.parametrize(("outputs", "size"), [("half-sum", "1/2"), ("mean", "1/2"), ("sum", "1")])
def test_an_offered_slope_has_the_scale_of_its_loss(outputs, size):
    choice = f'name = "binary-cross-entropy-with-logits"\noutputs = "{outputs}"'
    derivation = derive(net('layers = [1, 2]\nactivation = "identity"', choice, "x = [[1]]\ny = [[0, 1]]"))
    error = sp.Rational(size) * (symbol("sigmoid_o2") - symbol("y2"))
    assert sp.expand(derivation["dL/dout_o2"].expr - error) == 0


def test_without_a_learning_rate_nothing_is_updated():
    assert not derive(net('layers = [1, 1]\nactivation = "tanh"')).of_kind(Kind.UPDATE)
    stepped = derive(net('layers = [1, 1]\nactivation = "tanh"', training="learning_rate = 1"))
    assert [step.name for step in stepped.of_kind(Kind.UPDATE)] == ["w1_new"]


def test_a_slope_may_take_the_logarithm_of_a_product_apart():
    function = Z * sp.log(X * W)
    assert is_derivative(sp.log(X) + sp.log(W), function, Z)
    assert not is_derivative(sp.log(X) + 2 * sp.log(W), function, Z)


def test_a_name_that_stands_twice_counts_twice_in_what_is_written_out():
    given = (Step("x", None, Kind.GIVEN, why=Role.INPUT), Step("w", None, Kind.GIVEN, why=Role.INPUT))
    square = Step("a", X * W, Kind.PRE)
    twice = Derivation((*given, square, Step("b", symbol("a") * sp.exp(symbol("a")), Kind.ACT)))
    # b is a·exp(a) with a = w·x: a product, an exponential, and two products within.
    assert expanded_size(twice, "b") == 4
    assert expanded(twice, "b") == X * W * sp.exp(X * W)


def test_what_grows_with_every_line_is_not_written_out():
    lines = [Step("a0", None, Kind.GIVEN, why=Role.INPUT)]
    lines += [Step(f"a{k}", symbol(f"a{k - 1}") * sp.exp(symbol(f"a{k - 1}")), Kind.ACT) for k in range(1, 15)]
    derivation = Derivation(tuple(lines))
    assert expanded_size(derivation, "a14") == 2 * (2**14 - 1) > LARGEST_EXPANSION
    with pytest.raises(SymbpError, match="written out has 32766 operations; at most 20000 are written out"):
        expanded(derivation, "a14")


def test_a_renamed_line_offers_its_slopes_by_the_new_names():
    other = renamed(forward(load("nndl3")), {"in_h1": "z_1", "out_h1": "a_1"})
    assert dict(other["a_1"].slopes) == {"z_1": symbol("a_1") * (1 - symbol("a_1"))}
    assert extend(other).formula("da_1/dz_1") == "a_1*(1 - a_1)"
