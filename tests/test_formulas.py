"""Formulas: any equivalent form is right, in any way of writing; what is different is proven different."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from pages import NETWORKS

from symbp import derive, load, parse
from symbp.contract.nets import assignments
from symbp.errors import SymbpError
from symbp.formula import plain, typeset
from symbp.formula.scripts import latex
from symbp.marking import Verdict, check_text
from symbp.marking.expression import ExpressionError, name, names_of
from symbp.marking.formulas import read_formula
from symbp.notation import notations
from symbp.passes import expanded

RIGHT = [
    "dw5 = (o1-y1)*o1*(1-o1)*h1",
    "dw5 = delta_o1 h1",
    "dw5 = h1(o1-y1)o1(1-o1)",
    "dw5 = (o1 - o1^2)(h1 o1 - h1 y1)",
    "dw5 = -(y1-o1)*o1*(1-o1)*h1",
    "dw5 = (o1-0.23)*o1*(1-o1)*h1",
    "dw5 = (out_o1 - y1) σ'(in_o1) σ(in_h1)",
    r"\frac{\partial L}{\partial w_5} = \left(o_1 - y_1\right) \cdot o_1 (1 - o_1) \, h_1",
    r"\frac{\partial E}{\partial w_{5}} = \delta_{o1} \cdot \mathit{out}_{h_1}",
    r"\dfrac{\partial L}{\partial w_5} = \frac{\partial L}{\partial o_1} \frac{\partial out_{o1}}{\partial in_{o1}}h_1",
    "∂L/∂w5 = ∂L/∂out_o1 · out_o1·(1 − out_o1) · out_h1",
    "out_h1 = 1/(1+e^{-in_h1})",
    "out_h1 = 1/(1+exp(-(w1 x1 + w3 x2)))",
    "out_h1 = σ(w1*x1+w3*x2)",
    "out_h1 = 1/(1+e^-net_h1)",
    "out_h1 = ½(1 + tanh(in_h1/2))",
    "L = ½(o1-y1)² + ½(o2-y2)²",
    "L = 1/2*((y1-o1)**2 + |o2-y2|^2)",
    "dh1 = delta_o1*w5 + delta_o2*w6",
    "dL/dw5 = dL/dnet_o1 * dnet_o1/dw5",
    "dE/dw5 = dE/dout_o1 * dout_o1/dnet_o1 * dnet_o1/dw5",
    "dL/dout_h1 = dL/dz_o1 * dz_o1/da_h1 + dL/dz_o2 * dz_o2/da_h1",
    "dw5 = delta_o1*0.5622",
    "- dw5 = delta_o1 h1",
    r"L = \frac12(o_1-y_1)^2 + \frac12(o_2-y_2)^2",
    "w5_new = w5 - dw5",
    "w5_new = w5 - 1*(o1-y1)*o1*(1-o1)*h1",
    "w5+ = w5 - eta dL/dw5",
    "dw1 = ((o1-y1)o1(1-o1)w5 + (o2-y2)o2(1-o2)w6) h1(1-h1) x1",
]

WRONG = [
    ("dw5 = (y1-o1)*o1*(1-o1)*h1", "target-minus-output"),
    ("dw5 = (o1-y1)*h1", "slope-left-out"),
    ("dw5 = (o1-y1)*o1*(1-o1)*h2", "wrong-activation"),
    ("dw5 = delta_o2*h1", "wrong-delta"),
    ("dw1 = (dw5+dw6)*h1*(1-h1)*x1", "gradient-for-weight"),
    ("dw1 = (delta_o1*w5_new + delta_o2*w6_new)*h1*(1-h1)*x1", "updated-weights"),
    ("dw1 = delta_o1*w5*h1*(1-h1)*x1", "only-one-path"),
    ("dw1 = (delta_o1 + delta_o2)*h1*(1-h1)*x1", "weight-left-out"),
    ("dw5 = (o1-y1)*in_o1*(1-in_o1)*h1", "slope-at-wrong-place"),
    ("w5_new = w5 + eta*dw5", "update-sign"),
    ("w5_new = w5 - dw5*eta*2", "update-twice"),
    ("L = (o1-y1)^2 + (o2-y2)^2", "factor-two"),
    ("in_o1 = w5*in_h1 + w7*in_h2", "pre-activation-forward"),
    ("in_o1 = w5*x1 + w7*x2", "inputs-for-activations"),
    ("out_h1 = tanh(in_h1)", "another-activation"),
]


@pytest.mark.parametrize("line", RIGHT)
def test_any_equivalent_form_is_right(line):
    marking = check_text("nndl3", line)
    assert marking.all_right, (marking.marks, marking.faults)


@pytest.mark.long
@pytest.mark.parametrize(("line", "mistake"), WRONG)
def test_a_wrong_formula_is_wrong_and_named(line, mistake):
    mark = check_text("nndl3", line).marks[0]
    assert mark.verdict is Verdict.WRONG
    assert mark.mistake.id == mistake


def test_nearly_right_is_wrong():
    """What agrees in every printed digit at the assignment's numbers is still another formula."""
    mark = check_text("nndl3", "dw5 = (o1-y1)*o1*(1-o1)*h1*1.0000000001").marks[0]
    assert mark.verdict is Verdict.WRONG
    # At these numbers x1 - x2 is 1/5 = w1: equal there, and not the same formula.
    assert check_text("nndl3", "in_h1 = (x1 - x2)*x1 + w3*x2").marks[0].verdict is Verdict.WRONG


def test_a_formula_can_follow_from_a_wrong_one():
    text = "dL/dout_h1 = delta_o1*w5\ndw1 = delta_o1*w5*h1*(1-h1)*x1\ndw3 = dL/dout_h1*h1*(1-h1)*x2"
    verdicts = {mark.line: str(mark.verdict) for mark in check_text("nndl3", text).marks}
    # The last line is right in terms of the quantity that it names.
    assert verdicts == {"dL/dout_h1": "wrong", "dL/dw1": "follows", "dL/dw3": "right"}


def test_own_names_are_written_out():
    marking = check_text("nndl3", "t1 = (o1-y1)*o1*(1-o1)\nt2 = t1*w5 + (o2-y2)o2(1-o2)w6\ndw1 = t2*h1*(1-h1)*x1")
    assert marking.all_right
    fault = check_text("nndl3", "q1 = (o1-y1)*o1").faults[0]
    assert "no quantity is called 'q1'" in fault.message


def test_a_chain_has_a_formula_and_a_number():
    marks = check_text("nndl3", "dw5 = (o1-y1)*o1*(1-o1)*h1 = 0.2469*0.2495*0.5622 = 0.0346").marks
    assert [(mark.formula, str(mark.verdict)) for mark in marks] == [(True, "right"), (False, "right")]
    only = check_text("nndl3", "dw5 = 0.2469*0.2495*0.5622").marks
    assert [str(mark.verdict) for mark in only] == ["right"]


@pytest.mark.parametrize(
    ("written", "message", "place"),
    [
        ("o1 +", "the end was not expected here", 4),
        ("(o1", "the end was not expected here", 3),
        ("o1 * * h1", "'*' was not expected here", 5),
        ("o1 + foo7", "'foo7' is not known", 5),
        ("o1 $ 3 !", "two numbers side by side", 7),
        ("2 3", "a number was expected", 2),
        ("9^9^9", "an exponent beyond 64", 0),
        ("h1/0", "a division by 0", 0),
        (r"\foo{1}", r"'\foo' is not understood", 0),
    ],
)
def test_what_is_no_formula_is_pointed_at(written, message, place):
    fault = check_text("nndl3", f"dw5 = {written}").faults[0]
    if "$" not in written:
        assert (fault.message, fault.caret) == (message, place)


@pytest.mark.long
@pytest.mark.parametrize("assignment", NETWORKS)
def test_what_we_print_is_read_back_as_right(assignment):
    loaded = load(assignment)
    derivation = derive(loaded)
    lines = [step for step in derivation if step.expr is not None]
    sheets = {"": "\n".join(f"{step.name} = {derivation.formula(step.name)}" for step in lines)}
    for notation in notations.values():
        several = notation.indexing is not None and len(loaded.samples) > 1
        if notation.layers or notation.name == "nielsen" or several:
            # Letters that stand for other quantities than ours (a pre-activation without its threshold); the number
            # of a layer where a power stands; and layer and sample in one superscript.
            continue
        names, layouts = notation.latex(derivation), notation.layouts(derivation)
        formulas = {step.name: typeset.write(derivation.arranged(step.expr), layouts.__getitem__) for step in lines}
        written = {name: latex.write(formula) for name, formula in formulas.items()}
        # Cases in LaTeX span several lines: nobody types them into a sheet.
        # A sheet in the letters of a course is read by them.
        sheet = "\n".join(f"{names[n]} = {text}" for n, text in written.items() if r"\text{if" not in text)
        sheets[notation.name] = sheet
    for notation_name, sheet in sheets.items():
        own = loaded if notation_name in ("", "in-out", "z-a") else replace(loaded, notation=notation_name)
        marking = check_text(own, sheet)
        assert marking.all_right, [m for m in marking.marks if m.verdict is not Verdict.RIGHT][:3] or marking.faults[:3]
        assert len(marking.marks) >= len(lines) * 0.6, notation_name


@pytest.mark.long
@pytest.mark.parametrize("assignment", ["nndl3", "nndl3-tanh", "nndl3-class", "nndl3-cross-entropy", "mazur"])
def test_a_gradient_written_out_in_the_givens_is_right(assignment):
    derivation = derive(assignment)
    text = "\n".join(
        f"{step.name} = {plain.write(derivation.arranged(expanded(derivation, step.name)), str)}"
        for step in derivation.of_kind("gradient")
    )
    assert check_text(assignment, text).all_right


@pytest.mark.long
@given(made=assignments(widest=2, deepest=2, most_samples=2))
@settings(max_examples=15)
def test_our_own_formulas_of_random_networks_are_right(made):
    try:
        assignment = parse(made[0])
        derivation = derive(assignment)
    except SymbpError:
        return
    text = "\n".join(f"{step.name} = {derivation.formula(step.name)}" for step in derivation if step.expr is not None)
    marking = check_text(assignment, text)
    assert not marking.faults
    assert {mark.verdict for mark in marking.marks} <= {Verdict.RIGHT, Verdict.CANNOT_TELL}


def test_limits():
    known = lambda word: name("x") if word == "x" else None  # noqa: E731
    assert names_of(read_formula("(" * 50 + "x" + ")" * 50, known)) == {"x"}
    for text in ("(" * 70 + "x" + ")" * 70, "x" * 3000, "x^65", "x^9^9", "1" * 70, "1e400"):
        with pytest.raises(ExpressionError):
            read_formula(text, known)
