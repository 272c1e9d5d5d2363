"""Single operations of the four arithmetics, at the places where they could go wrong."""

from fractions import Fraction

import flint
import numpy as np
import pytest
import sympy as sp

from symbp import derive, load, parse, table
from symbp.activations import activations
from symbp.spec import Rounding
from symbp.spec.assignment import Mode
from symbp.steps import Derivation, Kind, Role, Step, symbol
from symbp.values import by_hand, closed_forms, evaluate, proven_digits, reachable
from symbp.values.arithmetic import UndecidedError
from symbp.values.balls import Balls, bounds, working_precision
from symbp.values.interval import Intervals, interval
from symbp.values.rounding import Figures, rounded

X = symbol("x")


def line(expr, kind=Kind.PRE, **givens):
    given = tuple(Step(name, None, Kind.GIVEN, why=Role.INPUT) for name in givens)
    numbers = {name: Fraction(value) for name, value in givens.items()}
    return Derivation((*given, Step("y", expr, kind))), numbers


def exact(expr, **givens):
    return closed_forms(*line(expr, **givens))["y"]


def digits(expr, **givens):
    return proven_digits(*line(expr, **givens), 12)["y"]


CASES = sp.Piecewise((sp.Integer(10), X > 1), (sp.Integer(20), sp.Eq(X, 1)), (sp.Integer(30), True))


@pytest.mark.parametrize(("x", "value"), [("2", 10), ("1", 20), ("1/2", 30)])
def test_every_arithmetic_takes_the_same_case(x, value):
    assert exact(CASES, x=x) == value
    assert digits(CASES, x=x).low == value
    assert by_hand(*line(CASES, x=x), Rounding())["y"].rounded.value == value


@pytest.mark.parametrize(
    ("relation", "below", "at", "above"), [(sp.Gt, 0, 0, 1), (sp.Ge, 0, 1, 1), (sp.Lt, 1, 0, 0), (sp.Le, 1, 1, 0)]
)
def test_a_comparison_at_its_edge(relation, below, at, above):
    expr = sp.Piecewise((sp.Integer(1), relation(X, 1)), (sp.Integer(0), True))
    assert [exact(expr, x=x) for x in ("0", "1", "2")] == [below, at, above]


def test_a_case_between_two_irrational_numbers_is_decided_by_the_exact_arithmetic():
    near = sp.Piecewise((sp.Integer(1), sp.exp(X) > sp.Rational("2.718281828459045235")), (sp.Integer(0), True))
    assert exact(near, x="1") == 1
    assert exact(near, x="0.999999999999999") == 0


@pytest.mark.parametrize(
    ("expr", "value"),
    [
        (1 / X, Fraction(2)),
        (X**-2, Fraction(4)),
        (sp.sqrt(X), None),
        (1 / sp.sqrt(X), None),
        (sp.sqrt(X + sp.Rational(7, 4)), Fraction(3, 2)),
        (1 / sp.sqrt(X - sp.Rational(1, 4)), Fraction(2)),
        (sp.exp(2 * X - 1), Fraction(1)),
        (sp.tanh(X - sp.Rational(1, 2)), Fraction(0)),
        (sp.log(2 * X), Fraction(0)),
    ],
)
def test_what_is_rational_stays_rational_in_balls(expr, value):
    made = digits(expr, x="1/2")
    rational = isinstance(evaluate(*line(expr, x="1/2"), Balls())["y"], flint.fmpq)
    assert rational is (value is not None)
    if value is None:
        assert made.low < made.high
        low, high = sorted((made.low**2, made.high**2))
        assert low < (Fraction(1, 2) if expr == sp.sqrt(X) else 2) < high
    else:
        assert made.low == made.high == value


def test_powers_of_balls_that_are_not_rational():
    made = digits(sp.exp(X) ** -3 * sp.exp(X) ** 2, x="1")
    assert made.text == "0.367879441171"
    assert digits((1 + sp.exp(X)) ** -2, x="0.3").text == str(sp.N((1 + sp.exp(sp.Rational(3, 10))) ** -2, 12))


def test_both_ends_of_a_ball_are_its_own():
    with working_precision(64):
        low, high = bounds(flint.arb(2).sqrt())
    assert low < high
    assert low**2 < 2 < high**2


def test_a_number_too_small_to_be_written_out_lies_between_its_bounds():
    with working_precision(64):
        tiny = flint.arb(-(10**6)).exp()
        low, high = bounds(tiny)
        assert low == 0 < high
        low, high = bounds(-tiny)
        assert low < 0 == high


def test_a_ball_around_zero_decides_nothing():
    around = flint.arb(0, 1e-9)
    for sides in ((around, flint.fmpq(0)), (flint.fmpq(0), around)):
        with pytest.raises(UndecidedError):
            Balls().compare(*sides)


def test_ties_are_what_a_pocket_calculator_may_round_the_other_way():
    four = Rounding(decimals=4)
    assert by_hand(*line(X * 1, x="0.12345000000001"), four)["y"].tie
    assert not by_hand(*line(X * 1, x="0.123451"), four)["y"].tie
    assert not by_hand(*line(X * 1, x="0.12345001"), four)["y"].tie


def test_a_slope_of_0_or_1_is_read_off_and_not_rounded():
    assignment = load("nndl3-relu")
    made = table(derive(assignment), assignment)
    assert [made[f"dout_h{k}/din_h{k}"].rounded for k in (1, 2)] == ["1", "0"]
    assert made["dL/din_h1"].substituted.endswith("*1")


def test_a_rounding_waits_until_it_is_decided():
    # The exponential is 1.00005 and 10^-40 of it more: ninety-six bits leave open on which side it lies.
    x = Fraction(str(sp.log(sp.Rational("1.00005"), evaluate=False).n(60))) + Fraction(1, 10**40)
    made = by_hand(*line(sp.exp(X), x=x), Rounding(decimals=4, mode=Mode.HALF_EVEN))["y"]
    assert made.low > Fraction("1.00005")
    assert (made.text, made.tie) == ("1.0001", True)


def test_an_interval_is_half_a_unit_wide_on_either_side():
    given = {"x": Fraction(1, 3)}
    for rounding, half in [
        (Rounding(decimals=3), Fraction(1, 2000)),
        (Rounding(decimals=None, significant=2), Fraction(1, 200)),
    ]:
        low, high = reachable(line(X * 1, x="1/3")[0], given, rounding)["y"]
        assert low == pytest.approx(Fraction(1, 3) - half, rel=1e-9)
        assert high == pytest.approx(Fraction(1, 3) + half, rel=1e-9)


def test_the_sign_of_an_interval_around_zero_may_be_any():
    low, high = bounds(Intervals().call("sign", interval((Fraction(-1), Fraction(2)))))
    assert low <= -1 < 1 <= high


@pytest.mark.parametrize(
    ("value", "text"), [("0.0000123", "0.0000123"), ("0.00000123", "0.00000123"), ("0.000000123", "1.23e-7")]
)
def test_small_numbers_are_written_out_as_far_as_anybody_reads(value, text):
    assert rounded(Fraction(value), Figures(significant=3)).text == text


def test_numpy_takes_the_softmax_of_numbers_far_from_zero():
    softmax = activations["softmax"]
    with np.errstate(all="raise"):
        out = softmax.forward(np.array([[1000.0], [999.0]]), {})
    assert out[:, 0] == pytest.approx([1 / (1 + np.exp(-1)), 1 / (1 + np.e)])


NET = """
[network]
layers = {layers}
activation = [{activation}]
bias = "unit"
[loss]
name = "half-squared-error"
[data]
x = [[{x}]]
y = [[0]]
[parameters]
weights = {weights}
biases = {biases}
[rounding]
{rounding}
"""
IN_ONE = {"layers": [1, 1], "activation": '"identity"', "biases": [0], "rounding": "decimals = 4"}
IN_TWO = {**IN_ONE, "layers": [1, 1, 1], "activation": '"identity", "identity"', "biases": [0, 0]}
# sigmoid(z) + sigmoid(-z) - 1 is 0, which neither balls nor closed forms can see.
HIDDEN_ZERO = {"layers": [1, 2, 1], "activation": '"sigmoid", "identity"', "weights": [1, -1, 1, 1]}


def worked(**net):
    assignment = parse(NET.format(**net))
    return table(derive(assignment), assignment)


def test_the_drift_is_counted_in_units_of_the_coarser_number():
    # The truth is 0.33352·2.996 = 0.99923; by hand 0.334·2.996 = 1.00, whose last place is ten times that of 0.999.
    row = worked(**IN_TWO | {"rounding": "significant = 3"}, x=1, weights=["0.33352", "2.996"])["in_o1"]
    assert (row.value, row.rounded, row.drift) == ("0.9992259200", "1.00", 0)
    row = worked(**IN_TWO | {"rounding": "significant = 3"}, x=1, weights=["0.33352", "4"])["in_o1"]
    assert (row.value, row.rounded, row.drift) == ("1.334080000", "1.34", 1)


def test_the_table_says_where_hand_and_machine_may_differ():
    made = worked(**IN_ONE, x="0.5", weights=["0.0001"])
    assert (made["in_o1"].rounded, made["in_o1"].tie) == ("0.0001", True)
    assert not made["L"].tie


def test_the_table_does_not_certify_what_cannot_be_told_from_zero():
    made = worked(**HIDDEN_ZERO, x="0.3", biases=[0, 0, -1], rounding="decimals = 4")
    assert not made["in_o1"].certified
    assert made["in_h2"].certified
    assert made["out_h2"].certified
