"""Every = between two printed numbers holds on a pocket calculator, in every document."""

from __future__ import annotations

import re
import shlex
from dataclasses import asdict, replace
from importlib.resources import files

import pytest
from hypothesis import given, settings, strategies as st
from pages import signs, written
from pocket import NoNumberError, faults, rounded, value

from symbp import Rounding, bundled, derive, load, table, varied
from symbp.cli.options import pairs
from symbp.contract.nets import assignments
from symbp.dense import dense_table, entry
from symbp.errors import PrecisionError, SymbpError
from symbp.formula.scripts import latex
from symbp.formula.tree import operations
from symbp.page.formats import formats
from symbp.page.views import document as written_document
from symbp.proof import Report
from symbp.solving import Solution
from symbp.solving.dense.entries import WrittenOut, entry_rows
from symbp.solving.document import page
from symbp.solving.solution import made_by
from symbp.spec import parse
from symbp.spec.assignment import Carry, DocumentChoice, Mode, Size

POLICIES = (
    Rounding(),
    Rounding(decimals=2),
    Rounding(decimals=4, carry=Carry.EXACT),
    Rounding(decimals=None, significant=3),
    Rounding(decimals=None, significant=5, carry=Carry.EXACT, mode=Mode.HALF_EVEN),
)


def made(assignment, rounding=None, size=Size.STANDARD):
    """A document without its proof, which takes the longest and is tried elsewhere."""
    worked = table(derive(assignment), assignment, rounding=rounding)
    made = Solution(worked, choice=DocumentChoice(show=size))
    # How it was checked is looked at elsewhere.
    made.__dict__["report"] = Report(assignment.name, ())
    return made, worked.rounding


def policy(rounding):
    return {key: kept for key, kept in asdict(rounding).items() if key != "carry"}


def hold(document, used):
    """Every sign of the document is true in both ways of writing formulas, and none is overlooked."""
    whole = written_document(document)
    counted = signs(whole.page)
    for form in ("md", "tex"):
        wrong, looked = faults(formats[form].files(whole)[f"solution.{form}"].decode(), **policy(used))
        assert not wrong
        assert looked == counted


@pytest.mark.thin(4)
@pytest.mark.long
@pytest.mark.parametrize("size", [Size.STANDARD, Size.FULL])
@pytest.mark.parametrize("name", bundled(wide=False))
def test_every_sign_between_two_printed_numbers_is_true(name, size):
    for rounding in (None, *POLICIES[2:4]):
        try:
            document, used = made(load(name), rounding, size)
        except PrecisionError:
            continue  # rounding has carried a probability to 0 or 1
        hold(document, used)


@pytest.mark.long
@settings(max_examples=10, derandomize=True, deadline=None)
@given(
    assignments(widest=2, deepest=3, most_samples=3),
    st.sampled_from(POLICIES),
    st.sampled_from(["sgd", "momentum", "nesterov", "rmsprop", "adam"]),
)
def test_it_holds_for_random_networks(drawn, rounding, optimizer):
    text = drawn[0].replace("[training]", f'[training]\noptimizer = "{optimizer}"')
    try:
        document, used = made(parse(text), rounding)
    except SymbpError:
        return  # not defined at these numbers, or too coarsely rounded
    hold(document, used)


def test_a_wrong_chain_is_found():
    document, used = made(load("nndl3"), size=Size.FULL)
    text = written(document, "md")
    assert faults(text, **policy(used))[0] == []
    for right, planted in (
        (r"&\approx (-0.0684)", "&= (-0.0684)"),
        (r"0.0616 \cdot 0.5622 = 0.0346", r"0.0616 \cdot 0.5622 = 0.0347"),
        (r"0.4769 \cdot (1 - 0.4769) = 0.2495", r"0.4769 \cdot (1 - 0.4769) \approx 0.2495"),
        (r"\frac{1}{1 + e^{0.0200}} = 0.4950", r"\frac{1}{1 + e^{0.0200}} = 0.4951"),
    ):
        assert right in text
        assert len(faults(text.replace(right, planted, 1), **policy(used))[0]) >= 1, planted


def test_the_calculator_of_the_tests_calculates():
    assert value(r"2\,(1.5 - (-0.5))^{2} \cdot \frac{1}{3}") == value(r"\frac{8}{3}")
    assert rounded(value(r"e^{-0.25}"), decimals=4) == value("0.7788")
    assert rounded(value(r"\max\left(0, -2\right) + \tanh(0.5)"), decimals=4) == value("0.4621")
    with pytest.raises(NoNumberError):
        value(r"w_1 \cdot 2")


@pytest.mark.long
def test_exact_carrying_shows_no_figure_that_was_never_printed():
    for name in ("nndl3", "mazur", "nndl3-tanh", "relu-batch"):
        assignment = load(name)
        document, _ = made(assignment, Rounding(decimals=4, carry=Carry.EXACT))
        results = {number.text.lstrip("-") for number in assignment.numbers.values()}
        worked = table(derive(assignment), assignment, rounding=Rounding(decimals=4, carry=Carry.EXACT))
        results |= {hand.text.lstrip("-") for hand in worked.hand.values()}
        body = written(document, "md").partition("## Forward pass")[2].partition("## Rounding")[0]
        shown = set(re.findall(r"\d+\.\d+", body))
        assert shown <= results


def test_a_mean_over_three_samples_divides_by_three():
    text = load("relu-batch")
    assignment = replace(text, loss=replace(text.loss, batch=type(text.loss.batch)("mean")))
    for carry in Carry:
        body = written(made(assignment, Rounding(carry=carry))[0], "md")
        chained = [line for line in body.splitlines() if r"L^{[1]}} =" in line or r"L^{[1]}} &=" in line]
        assert chained
        assert "0.3333" not in "".join(chained)
        assert r"\frac{1}{3}" in "".join(chained)


@pytest.mark.parametrize("where", ["w2[1,1]", "w2[2,1]", "w1[1,1]", "w1[2,2]"])
def test_a_single_derivative_of_a_network_in_matrices_says_what_its_figures_give(where):
    worked = dense_table(load("nndl3", arrays=True))
    rows = latex.aligned(entry_rows(WrittenOut(worked, entry(worked, where), "in-out")))
    text = "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"
    wrong, looked = faults(text, significant=6)
    assert (wrong, looked) == ([], 1)


@pytest.mark.long
@pytest.mark.parametrize(
    ("changes", "command"),
    [
        ({"loss": "huber"}, "symbp solve nndl3 --set loss=huber"),
        (
            {"learning_rate": 5, "bias": "unit", "fill": "1/2"},
            "symbp solve nndl3 --set bias=unit --set fill=1/2 --set learning_rate=5",
        ),
        (
            {"activation": [["sigmoid", "sigmoid"], ["sigmoid", "relu"]]},
            """symbp solve nndl3 --set 'activation=[["sigmoid", "sigmoid"], ["sigmoid", "relu"]]'""",
        ),
        ({"training.iterations": None}, "symbp.solve(…): nndl3, made in Python"),
    ],
)
def test_a_variation_names_what_made_it(changes, command):
    assignment = varied("nndl3", changes)
    assert page(made(assignment)[0]).command == command
    if command.startswith("symbp solve"):
        words = shlex.split(command)[3:]
        again = varied("nndl3", pairs(words[1::2], "--set"))
        assert written(made(again)[0], "md") == written(made(assignment)[0], "md")


def test_what_was_changed_in_python_or_comes_from_a_file_says_so(tmp_path, monkeypatch):
    base = load("nndl3")
    assert made_by(replace(base, title="mine")) == "symbp.solve(…): nndl3, changed in Python"
    assert made_by(load("nndl3", arrays=True)) == "symbp solve nndl3 --most-lines 0"
    text = (files("symbp") / "assignments" / "nndl3.toml").read_text()
    assert made_by(parse(text, "mine")) == "symbp.solve(…): mine, made in Python"
    (tmp_path / "my sheets").mkdir()
    (tmp_path / "my sheets" / "one.txt").write_text(text)
    monkeypatch.chdir(tmp_path)
    assert made_by(load("my sheets/one.txt"), " --decimals 3") == "symbp solve 'my sheets/one.txt' --decimals 3"
    assert made_by(load(tmp_path / "my sheets" / "one.txt")) == "symbp solve one.txt"


def test_operations_are_those_of_the_printed_line():
    derivation = derive("nndl3")
    for step in derivation:
        if step.expr is not None:
            # Names first, so that their own strokes and signs are not counted.
            text = derivation.formula(step.name)
            for name in sorted(step.uses, key=len, reverse=True):
                text = text.replace(name, "n")
            signs = re.sub(r"\*\*", "^", text).replace("exp", "^")
            assert operations(derivation.arranged(step.expr)) == len(re.findall(r"[-+*/^]", signs)), text
