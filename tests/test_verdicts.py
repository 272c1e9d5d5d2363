"""What a marker must never do: call wrong right, right wrong, or say of a mistake what is not so. One test a kind."""

import json
import re

import pytest

from symbp import load, parse, write
from symbp.marking import Verdict, check_text
from symbp.marking.judge import GOOD

ONE = """
[network]
units = [["x"], ["h"], ["o"]]
connections = [["w1", "x", "h"], ["w2", "h", "o"]]
targets = ["t"]
activation = "sigmoid"
[loss]
name = "half-squared-error"
[data]
x = [[0.7]]
y = [[1]]
[parameters]
w1 = -0.3
w2 = 0.8
[training]
learning_rate = 0.5
"""
# in_h = -0.21, out_h = 0.447692, in_o = 0.358154, out_o = 0.588593, L = 0.084628, dL/dout_o = -0.411407,
# dL/din_o = -0.099623, dL/dw2 = -0.044600, w2_new = 0.822300, dL/din_h = -0.019706, w1_new = -0.293103
ZERO = ONE.replace("y = [[1]]", "y = [[0]]")
BINARY = ONE.replace("half-squared-error", "binary-cross-entropy")


def verdicts(spec, text, form="plain"):
    marking = check_text(parse(spec) if "\n" in spec else load(spec), text, form)
    found = {}
    for mark in marking.marks:
        found.setdefault(mark.line, []).append(mark.verdict)
    return marking, found


def good(spec, text, *lines, form="plain"):
    marking, found = verdicts(spec, text, form)
    bad = {line: found.get(line) for line in lines if not found.get(line) or not set(found[line]) <= {*GOOD}}
    assert not bad, (bad, marking.faults)
    return marking


def not_good(spec, text, *lines, form="plain"):
    marking, found = verdicts(spec, text, form)
    assert not any(set(found.get(line, ())) & GOOD for line in lines), found
    return marking


def wrong(spec, text, *lines):
    marking, found = verdicts(spec, text)
    assert all(Verdict.WRONG in found.get(line, ()) for line in lines), found
    return marking


# Wrong called right.


@pytest.mark.parametrize(
    "text", ["dL/dw2 = 0.5/(x - 0.7)", "delta_h = log(x - 0.7)", "dL/dw2 = delta_o*h*(x - 0.7)/(x - 0.7)"]
)
def test_a_formula_that_is_undefined_at_the_numbers_is_not_right(text):
    not_good(ONE, text, text.split(" ", 1)[0].replace("delta_h", "dL/din_h"))


@pytest.mark.parametrize("more", [" + 0.01", "*1.05", " + w2/10", " - 0.0001", "*0.9999"])
def test_constants_are_exact(more):
    good(ONE, "L = 0.5*(o - t)^2", "L")
    wrong(ONE, f"L = 0.5*(o - t)^2{more}", "L")


def test_a_number_in_a_formula_stands_for_a_line_in_its_place_only():
    good(ONE, "delta_o = (0.5886 - t)*0.5886*(1 - o)", "dL/din_o")
    good(ONE, "dL/dw2 = -0.0996*h", "dL/dw2")
    wrong(ONE, "dL/dw2 = -0.0996*0.5886*h/o*1.02", "dL/dw2")
    wrong(ONE, "delta_o = (0.4477 - t)*o*(1 - o)", "dL/din_o")


def test_few_digits_are_coarse_and_those_that_show_nothing_earn_nothing():
    marking = good(ONE, "o = 0.59\ndL/dw2 = -0.045", "out_o", "dL/dw2")
    assert [mark.coarse for mark in marking.marks] == [True, True]
    assert marking.score == 1
    nothing = not_good(ONE, "dL/dw1 = -0.0\ndL/dw2 = 0.0\nw1_new = -0.3", "dL/dw1", "dL/dw2", "w1_new")
    assert nothing.score == 0
    assert good(ONE + "[marking]\ndigits = 2\n", "o = 0.59", "out_o").marks[0].coarse is False
    half = check_text(parse(ONE + '[marking]\ncoarse = "1/2"\n'), "o = 0.59\nh = 0.4477")
    assert half.score.as_integer_ratio() == (3, 4)
    # Zeros at the end need not be written, and what is 0 is 0.
    assert not any(mark.coarse for mark in check_text("nndl3", "in_h1 = 0.25\nw5_new = 0.0654").marks)


def test_what_is_given_earns_nothing():
    marking = wrong(ONE, "x = 0.7\nw1 = -0.3\nw2 = 0.8\ndL/dw1 = 0.5", "dL/dw1")
    assert marking.score == 0
    assert json.loads(write(marking, "json").decode())["score"] == 0.0


def test_a_finer_sheet_refines_the_policy():
    text = "in_h = -0.21000000\nout_h = 0.44769209\nin_o = 0.35815367\nout_o = 0.58859342\n"
    good(ONE, text + "dL/dw2 = -0.04460025", "out_h", "dL/dw2")
    wrong(ONE, text + "dL/dw2 = -0.04460052", "dL/dw2")


def test_a_calculation_that_does_not_give_its_result_is_told():
    marking = good(ONE, "dL/dw2 = 2*3 = -0.0446", "dL/dw2")
    assert "2*3 is 6" in marking.marks[0].remark
    assert "2*3 is 6" in write(marking, "text").decode()
    assert good(ONE, "dL/dw2 = -0.0996*0.4477 = -0.0446", "dL/dw2").marks[0].remark == ""


@pytest.mark.parametrize(
    ("text", "line", "needs"),
    [("dL/dout_o = o - 1", "dL/dout_o", "t = 1"), ("dL/dw1 = delta_h*0.7", "dL/dw1", "")],
)
def test_a_formula_for_these_numbers_only_has_a_remark(text, line, needs):
    marking = good(ONE, text, line)
    assert needs in marking.marks[0].remark


def test_inputs_and_rates_of_one_hide_nothing():
    spec = ONE.replace("[[0.7]]", "[[1]]").replace("learning_rate = 0.5", "learning_rate = 1")
    assert "x = 1" in good(spec, "dL/dw1 = delta_h", "dL/dw1").marks[0].remark
    assert "eta = 1" in good(spec, "w2_new = w2 - dL/dw2", "w2_new").marks[0].remark
    assert good(spec, "dL/dw1 = delta_h*x", "dL/dw1").marks[0].remark == ""


# Right called wrong.


@pytest.mark.parametrize(
    ("spec", "text", "line"),
    [
        (ONE, "delta_o = (o-1)*o*(1-o)", "dL/din_o"),
        (ONE, "L = 1/2*(o-1)^2", "L"),
        (ZERO, "delta_o = o*o*(1-o)", "dL/din_o"),
        (ZERO, "L = o^2/2", "L"),
        (BINARY, "L = -log(o)", "L"),
        (BINARY, "dL/dout_o = -1/o", "dL/dout_o"),
        (BINARY, "delta_o = o - 1", "dL/din_o"),
        (BINARY.replace("y = [[1]]", "y = [[0]]"), "dL/dout_o = 1/(1-o)", "dL/dout_o"),
    ],
)
def test_a_target_of_0_or_1_may_be_put_in(spec, text, line):
    good(spec, text, line)


def test_the_other_target_may_not():
    wrong(ONE, "dL/dout_o = o", "dL/dout_o")
    wrong(ZERO, "dL/dout_o = o - 1", "dL/dout_o")


@pytest.mark.parametrize("sign", ["=", "←", ":="])
def test_a_new_value_under_the_old_name_is_the_update(sign):
    good(ONE, f"dw2 = -0.0446\nw2 {sign} 0.8 - 0.5*(-0.0446) = 0.8223", "w2_new")
    wrong(ONE, f"dw2 = -0.0446\nw2 {sign} 0.8 + 0.5*(-0.0446) = 0.7777", "w2_new")


def test_a_misread_given_is_not_put_into_lines_above_it():
    marking = wrong(ONE, "h = 0.4477\no = 0.5886\nw2 = 0.9", "w2")
    assert {mark.line: mark.verdict for mark in marking.marks}["out_o"] is Verdict.RIGHT


PLUS = (
    "h = 0.4477\no = 0.5886\ndelta_o = (t-o)*o*(1-o) = 0.0996\ndelta_h = 0.0197\nw2_new = w2 + eta*delta_o*h = 0.8223\n"
)


def test_target_minus_output_is_a_convention_where_the_step_is_added():
    marking = good(ONE, PLUS, "dL/din_o", "dL/din_h", "w2_new")
    assert marking.score == 1
    assert sum("target − output" in remark for remark in marking.remarks) == 1
    assert check_text(parse(ONE), PLUS.replace("+ eta", "- eta").replace("0.8223", "0.7777")).score < 1
    assert check_text(parse(ONE), "dL/dout_o = -0.4114\ndelta_o = 0.0996\nw2_new = 0.7777").score < 1
    asked = ONE + '[marking]\ndelta = "target-minus-output"\n'
    assert good(asked, "delta_o = 0.0996", "dL/din_o").remarks == ()


def test_target_minus_output_is_a_convention_where_the_gradients_are_right():
    # in_o = 0.358154, δ = (t − o)·o(1 − o) = 0.0996, ∂L/∂w2 = −δ·h = −0.0446.
    good(ONE, "h = 0.4477\no = 0.5886\ndelta_o = 0.0996\ndE/dw2 = -0.0446", "dL/din_o", "dL/dw2")
    assert check_text(parse(ONE), "delta_o = 0.0996\ndE/dw2 = 0.0446").score < 1
    # A derivative that is written as one has the sign of a derivative.
    for name in ("dE/dnet_o", "∂E/∂net_o", r"\frac{\partial E}{\partial net_o}"):
        wrong(ONE, f"h = 0.4477\no = 0.5886\n{name} = 0.0996\ndE/dw2 = -0.0446", "dL/din_o")


def test_target_minus_output_is_a_convention_on_numbers_that_a_slip_has_spoiled():
    marking = check_text(parse(ONE), "h = 0.5000\no = 0.5987\ndelta_o = 0.0964\ndE/dw2 = -0.0482\nw2_new = 0.8241")
    verdicts = {mark.line: mark.verdict for mark in marking.marks}
    assert verdicts.pop("out_h") is Verdict.WRONG
    assert set(verdicts.values()) == {Verdict.FOLLOWS}


def test_a_result_may_be_rounded_from_a_written_member():
    good(ONE, "o = 0.5886\nE = 0.5*(1-0.5886)^2 = 0.5*0.1693 = 0.0847", "L")
    good(ONE, "o = 0.5886\nE = 0.5*(1-0.5886)^2\n  = 0.5*0.1693\n  = 0.0847", "L")
    wrong(ONE, "o = 0.5886\nE = 0.5*(1-0.5886)^2 = 0.5*0.1693 = 0.0874", "L")


def test_capital_and_small_letters_are_two_names_where_both_are_used():
    good(ONE, "o = 0.5886\ne = t - o = 0.4114\nE = 1/2*e^2 = 0.0846", "L")


def test_own_names_take_over_the_lines_that_they_are():
    spec = ONE.replace('"sigmoid"', '"tanh"')
    marking = good(
        spec, "a_raw = w1*x\na = tanh(a_raw)\nb_raw = w2*a\nb = tanh(b_raw)", "in_h", "out_h", "in_o", "out_o"
    )
    assert not marking.faults
    slip = wrong(spec, "b_raw = w2*h\ndb_raw = dL/dout_o*(1 - b_raw^2)", "dL/din_o")
    assert slip.first.mistake.id == "slope-at-wrong-place"


def test_a_sentence_is_no_product():
    marking, found = verdicts(ONE, "h = 0.4477\nError to h = 0.05")
    assert set(found) == {"out_h"}
    assert len(marking.faults) == 1


# Untrue explanations, and what is missing.


def test_copied_gives_way():
    for text in ("o = 0.5886\nw1_new = 0.4 + 0.1886 = 0.5886", "w2 = 0.8\nw2_new = 0.8000"):
        marking = check_text(parse(ONE), text)
        assert all(mark.mistake is None or "copied" not in mark.mistake.id for mark in marking.marks), text


@pytest.mark.parametrize(
    ("spec", "text", "mistake"),
    [
        (BINARY, "o = 0.5886\nL = 0.8882", "branch-of-cross-entropy"),
        ("nndl3", "dL/dw5 = delta_o1*w5", "weight-for-output"),
        ("nndl3", "in_h1 = (w1*x1 + w3*x2)/2", "mean-of-inputs"),
        ("nndl3-bias", "in_h1 = w1*x1 + w3*x2", "bias-left-out"),
        ("nndl3", "in_h1 = w1*x1 + w2*x2", "transposed-weights"),
        ("nndl3", "delta_h1 = ((o1 - y1)*w5 + (o2 - y2)*w6)*h1*(1 - h1)", "slope-left-out"),
        ("nndl3", "w5_new = w5 - 1*(o1 - y1)*h1", "slope-left-out"),
    ],
)
def test_it_is_named(spec, text, mistake):
    marking, _ = verdicts(spec, text)
    names = {marking.first.mistake.id, *(id_ for id_, _ in marking.first.mistake.also)}
    assert mistake in names, names


def test_the_headline_says_how_much_was_read():
    marking = check_text(parse(ONE), "h = 0.4477\nthing one = 3\nfoo + bar = 4")
    said = "assignment: 1 of 3 numbers were read."
    assert write(marking, "text").decode().splitlines()[:2] == [said, "1 of 1 lines right, score 1.00."]
    assert json.loads(write(marking, "json"))["said"] == said
    assert re.search(r"<h1>[^<]*</h1>\s*<p>" + said, write(marking, "html").decode())
    assert write(marking, "md").decode().split("\n\n")[1] == said
    nothing = check_text(parse(ONE), "foo + bar = 4")
    assert "0 of 1 numbers were read" in write(nothing, "text").decode()
    assert "score" not in write(check_text(parse(ONE), "w1 = -0.3"), "text").decode().splitlines()[0]


# As people write it.


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("net_h = -0.21 → out_h = 0.4477; net_o = 0.3582 -> o = 0.5886", ("in_h", "out_h", "in_o", "out_o")),
        ("h = 0.4477, o = 0.5886", ("out_h", "out_o")),
        ("Gradient of w2: dw2 = -0.0446", ("dL/dw2",)),
        ("(a) dL/dw2 = -0.0446 (x = 0.7 here)", ("dL/dw2",)),
        (r"$$\delta_o \approx -0.4114 \cdot 0.2422 = -0.0996$$", ("dL/din_o",)),
        (r"h = {1 \over 1 + e^{-z_h}} = 0.4477", ("out_h",)),
        (r"\hat{y} = 0.5886" + "\n" + r"dL/d\hat{y} = -0.4114", ("out_o", "dL/dout_o")),
        ("z^{[1]} = -0.21\na^{[1]} = 0.4477\nz₂ = 0.3582", ("in_h", "out_h", "in_o")),
        ("| weight | gradient | new value |\n|--|--|--|\n| w2 | -0.0446 | 0.8223 |", ("dL/dw2", "w2_new")),
        ("| unit | net | out |\n|--|--|--|\n| h | -0.2100 | 0.4477 |\n", ("in_h", "out_h")),
        ("w2(t+1) = w2(t) - eta*dw2 = 0.8223", ("w2_new",)),
        ("o = approx. 0.5886   <- output", ("out_o",)),
    ],
)
def test_it_is_read(text, lines):
    marking = good(ONE, text, *lines)
    assert not marking.faults


def test_a_delta_of_the_other_sign_is_shown_by_the_name_that_the_sheet_has_for_it():
    marking = good(ONE, "h = 0.4477\no = 0.5886\nδ_o = 0.0996\nw2_new = w2 + eta*δ_o*h = 0.8223", "dL/din_o")
    page = write(marking, "text").decode()
    assert "δ_o " in page
    assert "dL/din_o" not in page
    rows = json.loads(write(marking, "json"))["rows"]
    assert {row["name"]: row["called"] for row in rows} | {"dL/din_o": "δ_o", "out_o": None} == {
        row["name"]: row["called"] for row in rows
    }
    plain = write(good(ONE, "δ_o = -0.0996", "dL/din_o"), "text").decode()
    assert "dL/din_o" in plain


def test_a_step_is_one_quantity_by_number_and_by_formula():
    sheet = "δ_o = 0.0996\nΔw2 = 0.5*δ_o*h = 0.0223\nw2_new = w2 + Δw2 = 0.8223"
    marking = good(ONE, sheet, "dL/din_o", "w2_new")
    assert [mark.shown for mark in marking.marks if "step" in mark.line] == ["Δw2", "Δw2"]
