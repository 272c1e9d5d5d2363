"""Verdicts at the edge: how much honest rounding may do, for what numbers a formula is right, which mistake it was."""

from fractions import Fraction

import pytest

from symbp import check_text, load
from symbp.marking.slips import slips
from symbp.marking.slips.base import Written
from symbp.marking.written import read_written
from symbp.spec import parse

DELTAS = "dL/din_o1 = 0.061605188463531\ndL/din_o2 = 0.14918108353171\n"
"""With these dL/dout_h1 is 0.00616051885 - 0.07459054177 = -0.06843002292."""


def last(text, name="nndl3"):
    return check_text(load(name), text).marks[-1]


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        ("-0.0684", "right"),
        ("-0.0683", "right-rounded"),  # cut, or one unit by rounding both products
        ("-0.0685", "right-rounded"),
        ("-0.0686", "wrong"),  # 1.7 units: half a unit for each product and for the sum are 1.5
        ("-0.0682", "wrong"),
    ],
)
def test_each_product_may_be_rounded_once(written, verdict):
    assert last(f"{DELTAS}dL/dout_h1 = {written}").verdict == verdict


def test_products_that_come_out_even_leave_no_room():
    # in_h1 = 0.2*0.5 + 0.5*0.3 = 0.25
    assert last("in_h1 = 0.2500").verdict == "right"
    assert [last(f"in_h1 = {written}").verdict for written in ("0.2502", "0.2501")] == ["wrong", "wrong"]


@pytest.mark.parametrize(
    ("written", "verdict", "id_"),
    [("0.5622", "right", ""), ("0.5621", "right-rounded", "cut"), ("0.5623", "wrong", "off-by-one")],
)
def test_cutting_is_no_slip_and_goes_towards_zero(written, verdict, id_):
    # out_h1 = 0.562176…
    mark = last(f"out_h1 = {written}")
    assert (mark.verdict, mark.mistake.id if mark.mistake else "") == (verdict, id_)


def test_what_follows_from_a_slip_is_worked_out_from_it():
    # out_h1 = 0.5262 in place of 0.5622: in_o1 = 0.1*0.5262 - 0.3*0.495 = -0.09588 in place of -0.0923.
    sheet = "in_h1 = 0.25\nin_h2 = -0.02\nout_h1 = 0.5262\nout_h2 = 0.4950\nin_o1 = -0.0959"
    marks = {mark.line: mark.verdict for mark in check_text(load("nndl3"), sheet).marks}
    assert marks == {"in_h1": "right", "out_h1": "wrong", "in_h2": "right", "out_h2": "right", "in_o1": "follows"}


def test_a_zero_that_a_slip_has_made_is_said_to_show_nothing():
    mark = last("dL/dw1 = 0.0000\ndL/din_h1 = 0.0000\ndL/dw3 = 0.0000")
    assert (mark.line, mark.verdict, mark.trivial) == ("dL/dw3", "follows", True)


@pytest.mark.parametrize(
    ("formula", "verdict", "remark"),
    [
        ("dL/dout_o1 = out_o1 - y1", "right", ""),
        ("dL/dout_o1 = out_o1 - 1", "right", "right for y1 = 1"),
        ("dL/dout_o2 = out_o2", "right", "right for y2 = 0"),
        ("dL/dout_o2 = out_o2 - 0", "right", "right for y2 = 0"),
        ("-dL/dout_o2 = y2 - out_o2", "right", ""),
        ("-dL/dout_o2 = out_o2 - y2", "wrong", ""),
        ("dL/dout_o1 = out_o1", "wrong", ""),
        ("dL/dout_o2 = out_o2 - 1", "wrong", ""),
        ("dL/dw5 = dL/din_o1*out_h1*(x1 - 0.6)/(x1 - 0.6)", "wrong", "it divides by 0 at the assignment's numbers"),
    ],
)
def test_for_what_numbers_a_formula_is_right(formula, verdict, remark):
    mark = last(formula, "softmax-squared-error")
    assert (mark.verdict, mark.remark) == (verdict, remark)


@pytest.mark.parametrize("formula", ["log(-x1**2 - 1)", "sqrt(-1 - out_h1**2)"])
def test_a_formula_that_is_defined_nowhere_is_never_right(formula):
    assert last(f"dL/dout_o1 = {formula}", "softmax-squared-error").verdict != "right"


def test_points_at_which_nothing_can_be_calculated_prove_nothing():
    from symbp.marking.compare import same

    def undefined():
        raise ValueError

    assert same([undefined] * 20) is None
    assert same([]) is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("0.10", "1/100"),
        ("0.1", "1/10"),
        ("1.50e-3", "1/100000"),
        ("3", "0"),
        # Sixteen figures of a program: fourteen of them are meant.
        ("0.5621765008857981", "5621765008857981/1000000000000000000000000000000"),
    ],
)
def test_what_precision_a_number_claims(text, unit):
    assert read_written(text).unit == Fraction(unit)


def test_a_number_for_a_multiple_is_so_much_finer():
    tenfold = read_written("0.62").divided(Fraction(-10))
    assert (tenfold.value, tenfold.unit) == (Fraction("-0.062"), Fraction("0.001"))


def made(slip, written, right):
    """What a slip says of whole numbers of units of the fourth place."""
    return slips[slip].made(Written(Fraction(written, 10**4), 4, Fraction(right, 10**4)))


def test_a_lost_sign_leaves_the_figures_as_they_are():
    assert made("sign-lost", 84, -84)
    assert not made("sign-lost", 85, -84)
    assert not made("sign-lost", 84, 84)


def test_transposed_digits_are_neighbours():
    assert made("digits-transposed", 5262, 5622)
    assert not made("digits-transposed", 2625, 5622)
    assert not made("digits-transposed", 2652, 5622 - 3000 + 30)


@pytest.mark.long
@pytest.mark.parametrize(
    ("sheet", "assignment", "id_"),
    [
        # (out_o1 - y1)·out_o1·(1 - out_o1), without the paths over the other outputs
        ("dL/din_o1 = -0.1475", "softmax-squared-error", "softmax-elementwise"),
        ("dL/dw1 = -0.008421\nw1_new = 0.191579", "nndl3", "update-sign"),
        ("dL/dout_h1 = 0.006161", "nndl3", "only-one-path"),
        ("dL/dout_h1 = 0.1185", "nndl3", "gradient-for-weight"),
    ],
)
def test_the_mistake_has_its_name(sheet, assignment, id_):
    mark = last(sheet, assignment)
    assert mark.verdict == "wrong"
    assert id_ in {mark.mistake.id, *(other for other, _ in mark.mistake.also)}


def test_a_slope_at_a_value_that_is_0_only_because_a_weight_is_0():
    """The sign of w2*ln(2) with w2 = 0 cannot be seen on balls: that it is 0 is known from the exact values."""
    assignment = parse("""
[network]
layers = [1, 1, 1]
activation = ["softplus", "identity"]
[loss]
name = "absolute-error"
[data]
x = [["0"]]
y = [["0"]]
[parameters]
weights = ["0", "0"]
""")
    sheet = "in_h1 = 0\nout_h1 = 0.6931\nout_o1 = 0\ndL/dout_o1 = 0\n"
    assert check_text(assignment, sheet).score == 1
