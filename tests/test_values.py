"""Four arithmetics: exact, balls, by hand, intervals."""

from decimal import Decimal
from fractions import Fraction

import pytest
import sympy as sp

from symbp import derive, load, parse
from symbp.errors import PrecisionError
from symbp.spec import Rounding
from symbp.spec.assignment import Carry, Mode
from symbp.steps import Derivation, Kind, Role, Step, symbol
from symbp.values import by_hand, closed_forms, evaluate, proven_digits, reachable
from symbp.values.balls import Balls, bounds
from symbp.values.rounding import Figures, rounded

X = symbol("x")


def one_line(expr, **givens):
    given = tuple(Step(name, None, Kind.GIVEN, why=Role.INPUT) for name in givens)
    numbers = {name: Fraction(value) for name, value in givens.items()}
    return Derivation((*given, Step("y", expr, Kind.PRE))), numbers


@pytest.mark.parametrize(
    "name",
    [
        "nndl3",
        "nndl3-bias",
        "nndl3-relu",
        "nndl3-relu-o2",
        "nndl3-tanh",
        "nndl3-sum",
        "nndl3-mean",
        "nndl3-cross-entropy",
        "nndl3-zero",
        "nndl3-class",
        "linear-2-3-2-1",
        "linear-2-3-2-1-bias",
        "relu-batch",
        "xor-sum",
        "xor-mean",
        "line",
    ],
)
def test_values_equal_the_fifty_digits_of_an_independent_program(name, facts):
    assignment = load(name)
    expected = facts("first_pass")["values"][name]
    givens = {key: number.value for key, number in assignment.numbers.items()}
    made = proven_digits(derive(assignment), givens, 40)
    for line, digits in expected.items():
        if "/" in digits or "." not in digits:
            assert made[line].low == made[line].high == Fraction(digits), line
        else:
            # Two numbers to 40 digits: the given one is cut or rounded at the fiftieth.
            assert abs(Fraction(digits) - made[line].low) <= abs(Fraction(digits)) / 10**44 + Fraction(1, 10**60), line
            assert made[line].text == rounded(Fraction(digits), Figures(significant=40)).text, line
        assert made[line].certified


def test_what_a_published_program_prints_is_reproduced_digit_for_digit(facts):
    for name, printed in facts("printed_linear")["printed"].items():
        assignment = load(name)
        exact = closed_forms(derive(assignment), {key: number.value for key, number in assignment.numbers.items()})
        for line, text in printed.items():
            assert exact[line] == sp.Rational(text.rstrip(".")), (name, line)
    assert exact["w3_11_new"] == sp.Rational(-91, 16)


def test_a_tie_is_rounded_as_the_policy_says_and_flagged():
    derivation, givens = one_line(X / 2, x="0.0005")
    up = by_hand(derivation, givens, Rounding(decimals=4, mode=Mode.HALF_UP))["y"]
    even = by_hand(derivation, givens, Rounding(decimals=4, mode=Mode.HALF_EVEN))["y"]
    assert (up.text, even.text) == ("0.0003", "0.0002")
    assert up.tie
    assert even.tie
    negative = by_hand(*one_line(X / 2, x="-0.0005"), Rounding(decimals=4))["y"]
    assert negative.text == "-0.0003"


def test_what_is_not_near_a_tie_is_not_flagged():
    assert not by_hand(*one_line(X / 2, x="0.00051"), Rounding(decimals=4))["y"].tie
    near = Fraction("0.00025") + Fraction(1, 10**16)
    assert by_hand(*one_line(X, x=near), Rounding(decimals=4))["y"].tie


def test_a_rounding_that_binary_floats_get_wrong():
    # 2.675 is below 2.675 as a binary float; by hand it is the tie that it looks like.
    assert round(2.675, 2) == 2.67
    assert by_hand(*one_line(X * 1, x="2.675"), Rounding(decimals=2))["y"].text == "2.68"


def test_precision_grows_until_every_digit_is_proven():
    # exp(x) - 1 - x - x²/2 loses fifty digits to cancellation.
    expr = sp.exp(X) - 1 - X - X**2 / 2
    made = proven_digits(*one_line(expr, x=Fraction(1, 10**25)), 30)["y"]
    assert made.certified
    assert made.text == "1.66666666666666666666666670833e-76"


def test_a_value_that_cannot_be_told_from_zero_is_not_called_proven():
    made = proven_digits(*one_line(sp.exp(X) * sp.exp(-X - 1) - sp.Integer(0) - sp.exp(-1), x="0.3"), 10)["y"]
    assert not made.certified
    assert made.text == "0"


def test_carrying_rounded_differs_from_carrying_exact():
    assignment = load("nndl3")
    givens = {name: number.value for name, number in assignment.numbers.items()}
    derivation = derive(assignment)
    carried = by_hand(derivation, givens, Rounding(decimals=4))
    exact = by_hand(derivation, givens, Rounding(decimals=4, carry=Carry.EXACT))
    assert (carried["dL/dw3"].text, exact["dL/dw3"].text) == ("-0.0050", "-0.0051")


@pytest.mark.parametrize("name", ["nndl3", "nndl3-relu", "nndl3-cross-entropy", "relu-batch", "mazur"])
@pytest.mark.parametrize(
    "rounding", [Rounding(decimals=3), Rounding(decimals=None, significant=3), Rounding(decimals=4, carry=Carry.EXACT)]
)
def test_intervals_hold_the_truth_and_every_hand_calculation(name, rounding):
    assignment = load(name)
    givens = {key: number.value for key, number in assignment.numbers.items()}
    derivation = derive(assignment)
    limits = reachable(derivation, givens, rounding)
    hand = by_hand(derivation, givens, rounding)
    for line, proven in proven_digits(derivation, givens, 12).items():
        low, high = limits[line]
        assert low <= proven.low <= proven.high <= high
        if line in hand:
            assert low <= hand[line].rounded.value <= high


@pytest.mark.parametrize(
    ("value", "figures", "text"),
    [
        ("0.25", {"decimals": 4}, "0.2500"),
        ("-0.00004", {"decimals": 4}, "0.0000"),
        ("1234.5", {"decimals": 0}, "1235"),
        ("0.0084214", {"significant": 3}, "0.00842"),
        ("9.996", {"significant": 3}, "10.0"),
        ("0.00000012345", {"significant": 3}, "1.23e-7"),
        ("123456", {"significant": 3}, "1.23e5"),
        ("0", {"significant": 3}, "0"),
        ("1/3", {"significant": 20}, "0.33333333333333333333"),
    ],
)
def test_rounded_text(value, figures, text):
    made = rounded(Fraction(value), Figures(**figures))
    assert made.text == text
    assert Fraction(Decimal(text)) == made.value


def test_exact_values_are_short_closed_forms():
    assignment = load("nndl3")
    exact = closed_forms(derive(assignment), {name: number.value for name, number in assignment.numbers.items()})
    assert exact["out_h1"] == 1 / (1 + sp.exp(sp.Rational(-1, 4)))
    assert exact["in_h2"] == sp.Rational(-1, 50)
    assert exact["dL/dw1"] is None


def test_a_softplus_under_an_exponential_is_a_power():
    # SymPy turns exp(13/10*log(1 + e)) into (1 + e)**(13/10) by itself.
    expr = sp.exp(sp.Rational(13, 10) * sp.log(1 + sp.exp(X)))
    derivation, givens = one_line(expr, x="0.5")
    made = proven_digits(derivation, givens, 25)["y"].text
    assert made == str(sp.N((1 + sp.exp(sp.Rational(1, 2))) ** sp.Rational(13, 10), 25))
    assert closed_forms(derivation, givens)["y"] == (1 + sp.exp(sp.Rational(1, 2))) ** sp.Rational(13, 10)


def test_a_rounding_that_makes_a_line_impossible_is_named_as_the_cause():
    steps = (
        Step("x", None, Kind.GIVEN, why=Role.INPUT),
        Step("out", X * 1, Kind.ACT),
        Step("y", sp.log(1 - symbol("out")), Kind.LOSS),
    )
    with pytest.raises(PrecisionError, match="after the lines before have been rounded"):
        by_hand(Derivation(steps), {"x": Fraction("0.99999")}, Rounding(decimals=4))
    assert by_hand(Derivation(steps), {"x": Fraction("0.99999")}, Rounding(decimals=4, carry=Carry.EXACT))


def test_a_tie_is_seen_where_rounding_adds_a_figure():
    # 19.99/2 = 9.995 rounds to 10.0, whose last place is ten times that of 9.99.
    made = by_hand(*one_line(X / 2, x="19.99"), Rounding(decimals=None, significant=3))["y"]
    assert made.text == "10.0"
    assert made.tie


def test_zero_times_the_logarithm_of_zero_is_zero():
    derivation, givens = one_line(-symbol("y1") * sp.log(X), x="0", y1="0")
    assert evaluate(derivation, givens, Balls())["y"] == 0


@pytest.mark.parametrize("expr", [sp.log(X), 1 / X, sp.log(X - 1)])
def test_what_is_not_defined_is_said_with_its_line(expr):
    derivation, givens = one_line(expr, x="0")
    for calculation in (
        lambda: proven_digits(derivation, givens),
        lambda: by_hand(derivation, givens, Rounding()),
        lambda: closed_forms(derivation, givens),
    ):
        with pytest.raises(PrecisionError, match="'y' is not defined at these numbers"):
            calculation()


def test_balls_keep_rationals_exact():
    low, high = bounds(evaluate(*one_line(X / 3, x="1"), Balls())["y"])
    assert low == high == Fraction(1, 3)


def test_a_sheet_without_a_step_has_no_updates():
    assert not derive(
        parse("""
[network]
layers = [1, 1]
activation = "tanh"
[loss]
name = "squared-error"
[data]
x = [[1]]
y = [[0]]
[parameters]
fill = 1
""")
    ).of_kind(Kind.UPDATE)
