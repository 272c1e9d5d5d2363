"""What a sheet says of the pass with the updated weights: "new error", "the output after the update"."""

from dataclasses import replace

import pytest

from symbp import load
from symbp.marking import Verdict, check_text

FIRST, SECOND = "0.298371109", "0.291027774"
PRINTED = "0.291027924"
"""The final error that the example of 2015 prints, calculated back through updated weights."""


def line_of(text, assignment="mazur"):
    (mark,) = check_text(assignment, text).marks
    return mark.line, mark.verdict


@pytest.mark.parametrize(
    "name",
    [
        "new error",
        "The new total error",
        "loss after the update",
        "new E_total",
        "neuer Gesamtfehler",
        "nouvelle erreur totale",
        "nuevo error total",
        "novo erro total",
        "更新后的总误差",
    ],
)
def test_a_loss_that_is_new_is_that_of_the_next_pass(name):
    assert line_of(f"{name} = {SECOND}") == ("L@2", Verdict.RIGHT)
    assert line_of(f"{name} = {FIRST}") == ("L@2", Verdict.WRONG)


@pytest.mark.parametrize("name", ["total error", "E_total", "renewed error E", "Newton: E_total"])
def test_another_is_that_of_the_first(name):
    assert line_of(f"{name} = {FIRST}") == ("L", Verdict.RIGHT)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("new out_o1 = 0.742088", "out_o1@2"),
        ("new w5 = 0.358916", "w5_new"),
        ("new weight w5 = 0.358916", "w5_new"),
    ],
)
def test_new_outputs_are_of_the_next_pass_and_new_weights_of_this_one(text, line):
    assert line_of(text) == (line, Verdict.RIGHT)


def test_the_final_error_of_the_printed_example_is_wrong_with_its_cause():
    (mark,) = check_text("mazur", f"new error = {PRINTED}").marks
    assert (mark.line, mark.verdict) == ("L@2", Verdict.WRONG)
    assert mark.mistake is not None
    assert mark.mistake.id == "updated-weights"


def test_without_a_learning_rate_there_is_no_next_pass():
    assignment = replace(load("mazur"), learning_rate=None)
    assert line_of(f"new error = {FIRST}", assignment)[0] == "L"


def test_under_the_heading_of_an_iteration_it_is_of_that_one():
    text = f"# Iteration 2\nnew error = {SECOND}\n"
    assert line_of(text) == ("L@2", Verdict.RIGHT)
