"""The notations of courses, as their books write them: facts, written in."""

import dataclasses

import pytest
from pages import written

from symbp import derive, load, table
from symbp.formula.layout import read
from symbp.formula.scripts import latex
from symbp.formula.typeset import raised
from symbp.marking import check_text
from symbp.marking.key import answer_key
from symbp.marking.names import Names
from symbp.notation import notations
from symbp.solving import Solution
from symbp.spec import parse

COURSES = ("mazur", "han-kamber", "ng", "bishop", "nielsen")
BOOKS = {
    # Mazur: net_{h1}, out_{o1}, E_total, target, w^+ after the update.
    "mazur": {
        "in_h1": r"\mathit{net}_{h_1}", "out_o1": r"\mathit{out}_{o_1}", "y1": r"\mathit{target}_1", "w1_new": "w^+_1",
        "dL/dw5": r"\frac{\partial E_{\mathit{total}}}{\partial w_5}", "dL/din_o1": r"\delta_{o_1}",
    },
    "han-kamber": {
        "in_h1": "I_{h_1}", "out_h1": "O_{h_1}", "y1": "T_1", "dL/din_o1": r"\frac{\partial E}{\partial I_{o_1}}",
    },
    # Ng: layers in square brackets, dW and dz for derivatives of the loss.
    "ng": {
        "in_h2": "z^{[1]}_2", "out_o1": "a^{[2]}_1", "w5": "W^{[2]}_{11}", "w6": "W^{[2]}_{21}", "b_h1": "b^{[1]}_1",
        "dL/dw5": r"\mathit{dW}^{[2]}_{11}", "dL/din_o1": r"\mathit{dz}^{[2]}_1",
    },
    # Bishop: a is the net input, z the activation, t a target, E the error.
    "bishop": {
        "in_h2": "a^{(1)}_2", "out_h2": "z^{(1)}_2", "y1": "t_1", "w6": "w^{(2)}_{21}",
        "dL/din_o1": r"\delta^{(2)}_1", "dL/dw5": r"\frac{\partial E}{\partial w^{(2)}_{11}}",
    },
    # Nielsen: the inputs are layer 1, so the hidden layer is 2; w^l_{jk} leads from k to j; C is the cost.
    "nielsen": {
        "in_h2": "z^2_2", "out_o1": "a^3_1", "w6": "w^3_{21}", "b_o1": "b^3_1", "dL/din_o1": r"\delta^3_1", "L": "C",
    },
}  # fmt: skip


def course(name, notation):
    assignment = load(name)
    return dataclasses.replace(assignment, notation=notation)


@pytest.mark.parametrize("notation", COURSES)
def test_names_are_those_of_the_book(notation):
    names = notations[notation].latex(derive("nndl3-bias"))
    assert {name: names[name] for name in BOOKS[notation]} == BOOKS[notation]


@pytest.mark.parametrize("notation", COURSES)
def test_a_sheet_is_read_by_the_names_of_its_notation(notation):
    """Every line by its name on the page; a derivative by what it is taken by has one name alone."""
    for name in ("nndl3-bias", "xor-mean"):
        key = answer_key(course(name, notation))
        for line, spelt in notations[notation].latex(key.derivation).items():
            assert line in {meaning.line for meaning in key.names.meanings(spelt)}, (line, spelt)


@pytest.mark.parametrize("notation", ["mazur", "han-kamber"])
def test_a_whole_document_in_a_notation_is_read_as_right(notation):
    assignment = course("nndl3-bias", notation)
    marking = check_text(assignment, written(Solution.of(table(derive(assignment), assignment)), "md"), "md")
    assert marking.all_right, (marking.faults, marking.first)
    assert len(marking.marks) > 60


@pytest.mark.parametrize(("notation", "name"), [("han-kamber", "I_{h_1}^{[1]}"), ("ng", "z^{[1](1)}_1")])
def test_a_name_of_a_course_means_in_every_iteration_the_line_of_that_iteration(notation, name):
    assignment = course("relu-batch", notation)
    values = {row.name: row.rounded for row in table(derive(assignment, iterations=2), assignment).rows}
    sheet = [
        f"## Iteration {number}\n\n${name} = {values[line]}$\n" for number, line in ((1, "in_h1[1]"), (2, "in_h1[1]@2"))
    ]
    marking = check_text(assignment, "\n".join(sheet), "md")
    assert [mark.line for mark in marking.marks] == ["in_h1[1]", "in_h1[1]@2"]
    assert marking.all_right


@pytest.mark.parametrize("notation", COURSES)
def test_golden_documents_of_each_notation(notation, golden):
    assignment = course("nndl3-bias", notation)
    golden(f"notations/{notation}.md", written(Solution.of(table(derive(assignment), assignment)), "md"))


def test_error_terms_of_han_and_kamber_are_target_minus_output():
    made = parse(SPEC)
    assert made.marking.target_minus_output
    page = written(Solution.of(table(derive(made), made)), "md")
    assert r"\mathit{Err}_{o_1} = -\frac{\partial E}{\partial I_{o_1}}" in page
    value = table(derive(made), made).hand["dL/din_o1"].text
    marking = check_text(made, f"Err_o1 = {value.removeprefix('-') if value.startswith('-') else '-' + value}")
    assert marking.all_right, marking.marks


def test_a_power_of_what_has_a_number_high_is_bracketed():
    assert latex.write(raised(read("a^3_1"), read("2"))) == "(a^3_1)^{2}"


SPEC = """
notation = "han-kamber"
[network]
layers = [2, 2, 1]
activation = "sigmoid"
[loss]
name = "half-squared-error"
[data]
x = [[0.5, 0.3]]
y = [[0.23]]
[parameters]
weights = [0.2, -0.4, 0.5, 0.6, 0.1, -0.3]
[training]
learning_rate = 1
"""


def test_the_layer_may_stand_before_or_behind_the_units():
    """The letters of the two are the same: w, 1, 2, 2."""
    made = parse("""
[network]
layers = [2, 2, 1]
activation = "sigmoid"
numbering = "matrix"
[loss]
name = "squared-error"
[data]
x = [["0.7", "-0.4"]]
y = [["0.9"]]
[parameters]
weights = [[["0.5", "-0.3"], ["-0.2", "0.4"]], [["0.6", "-0.4"]]]
""")
    names = Names(made, derive(made))
    for name, line in (("w_{12}^{(2)}", "w2_12"), ("w^{(2)}_{12}", "w2_12"), ("w^{(1)}_{22}", "w1_22")):
        assert [meaning.line for meaning in names.meanings(name)] == [line], name
