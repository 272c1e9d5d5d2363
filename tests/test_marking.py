"""Marking numbers: honest rounding is right, a slip is found at its line, what follows from it follows."""

import contextlib
import json
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from symbp import bundled, derive, load, parse, table
from symbp.errors import SymbpError
from symbp.marking import Verdict, check, check_text
from symbp.marking.answers import AnswersError, parse_sheet
from symbp.marking.judge import judge
from symbp.marking.names import Names
from symbp.marking.quantity import read_quantity
from symbp.marking.readers import readers
from symbp.marking.reports import write
from symbp.spec import Rounding
from symbp.spec.assignment import Carry

GOOD = {Verdict.RIGHT, Verdict.RIGHT_ROUNDED}


@pytest.fixture(scope="module")
def names():
    assignment = load("nndl3")
    return Names(assignment, derive(assignment))


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("dw1", "dL/dw1"),
        ("d_w1", "dL/dw1"),
        ("grad_w1", "dL/dw1"),
        ("∂L/∂w1", "dL/dw1"),
        ("dL/dw1", "dL/dw1"),
        ("dE / d w_1", "dL/dw1"),
        (r"\frac{\partial L}{\partial w_1}", "dL/dw1"),
        ("delta_o1", "dL/din_o1"),
        ("δ_o1", "dL/din_o1"),
        ("dL/dout_h1", "dL/dout_h1"),
        ("w1_new", "w1_new"),
        ("w1+", "w1_new"),
        ("w1'", "w1_new"),
        ("h1", "out_h1"),
        ("out(h1)", "out_h1"),
        ("net_h2", "in_h2"),
        ("Loss", "L"),
        ("E_total", "L"),
        ("y_hat_2", "out_o2"),
        ("dw9", None),
        ("__import__('os')", None),
    ],
)
def test_names_are_read_forgivingly(names, written, line):
    assert names.line(written) == line


def test_an_unknown_name_gets_the_nearest():
    fault = check_text("nndl3", "dL/dw9 = 1").faults[0]
    assert "no quantity is called 'dL/dw9'. Did you mean 'dL/dw1'?" in fault.message


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0.10", "1/10", "1/100"),
        ("0.1", "1/10", "1/10"),
        ("0,0084", "21/2500", "1/10000"),
        ("\N{MINUS SIGN}1.2e-3", "-3/2500", "1/10000"),
        ("1.2·10⁻³", "3/2500", "1/10000"),
        (r"1.2 \cdot 10^{-3}", "3/2500", "1/10000"),
        ("-91/16", "-91/16", "0"),
        ("5", "5", "0"),
    ],
)
def test_a_numbers_own_digits_are_its_precision(text, value, unit):
    made = read_quantity(text)
    assert (made.value, made.unit) == (Fraction(value), Fraction(unit))


@pytest.mark.parametrize(
    "text", ["", "-", "abc", "1.2.3", "1e99999", "9" * 100, "0x10", "1/0", "nan", "1,234.5", "2*3", "٣"]
)
def test_what_is_no_number_is_none(text):
    assert read_quantity(text) is None


@pytest.mark.parametrize("carry", list(Carry))
@pytest.mark.parametrize("decimals", [2, 3, 4, 6, 8])
@pytest.mark.parametrize("name", bundled())
def test_our_own_solution_is_all_right(name, decimals, carry):
    assignment = load(name)
    derivation = derive(assignment)
    rounding = Rounding(decimals=decimals, carry=carry)
    worked = table(derivation, assignment, rounding=rounding)
    answers = {row.name: read_quantity(row.rounded) for row in worked.rows if row.formula}
    givens = {key: number.value for key, number in assignment.numbers.items()}
    marks = judge(derivation, givens, answers, rounding)
    assert [(mark.line, str(mark.verdict)) for mark in marks if mark.verdict not in GOOD] == []


@pytest.mark.parametrize("name", ["nndl3", "nndl3-bias", "nndl3-tanh", "mazur"])
def test_a_part_of_our_solution_is_all_right(name):
    """Only what is usually asked: the gradients and the new weights."""
    assignment = load(name)
    worked = table(derive(assignment), assignment)
    rows = [row for row in worked.rows if row.kind in ("gradient", "update")]
    text = "\n".join(f"{row.name} = {row.rounded}" for row in rows)
    assert check_text(name, text, complete=True).all_right


def test_published_hand_calculations_are_judged_as_they_are(facts):
    """Nothing honest is called wrong; every slip is found at its line; what follows is not its own slip."""
    allowed = {
        "exact-rounding": GOOD,
        "carried-rounding": GOOD,
        "root": {Verdict.WRONG},
        "ecf": {Verdict.FOLLOWS, Verdict.RIGHT_ROUNDED},
        "lastdigit": set(Verdict),
    }
    for page in facts("published")["pages"]:
        assignment = parse(page["spec"])
        derivation = derive(assignment)
        answers = {name: read_quantity(value) for name, value, _, _ in page["claims"]}
        givens = {name: number.value for name, number in assignment.numbers.items()}
        marks = judge(derivation, givens, answers, Rounding(decimals=page["decimals"]))
        kinds = {name: detail if kind == "wrong" else kind for name, _, kind, detail in page["claims"]}
        for mark in marks:
            assert mark.verdict in allowed[kinds[mark.line]], (page["id"], mark)


def test_the_classic_slip_is_found_and_what_follows_follows():
    marking = check_text("nndl3", "dL/dw5 = 0.0346\ndL/dw1 = 0.0146\nw1_new = 0.1854\ndL/dw3 = 0.0088\ndL/dw2 = 0.0126")
    verdicts = {mark.line: mark.verdict for mark in marking.marks}
    assert verdicts == {
        "dL/dw5": Verdict.RIGHT,
        "dL/dw1": Verdict.WRONG,
        "dL/dw2": Verdict.RIGHT,
        "dL/dw3": Verdict.WRONG,
        "w1_new": Verdict.FOLLOWS,
    }
    assert marking.first.line == "dL/dw1"
    assert marking.score == Fraction(3, 5)


def test_what_follows_can_count_less_and_a_zero_earns_nothing():
    half = check_text("nndl3", "dL/dw1 = 0.0146\nw1_new = 0.1854", share=Fraction(1, 2))
    assert half.score == Fraction(1, 4)
    killed = check_text("nndl3", "delta_h1 = 0\ndL/dw1 = 0\ndL/dw3 = 0")
    assert [str(mark.verdict) for mark in killed.marks] == ["wrong", "follows", "follows"]
    assert killed.score == 0


def test_cutting_is_right_and_one_unit_the_other_way_is_not():
    assert check_text("nndl3", "out_h1 = 0.5621").all_right  # 0.56217… cut
    assert check_text("nndl3", "out_h1 = 0.5623").first is not None


def test_what_was_not_handed_in_can_be_missing():
    marking = check_text("nndl3", "dw1 = -0.0084", complete=True)
    assert sum(mark.verdict is Verdict.MISSING for mark in marking.marks) == 15
    assert not marking.all_right


FORMS = {
    "plain": "# my sheet\nin_h1 = 0.2*0.5 + 0.5*0.3 = 0.25\nout h1: 0,5622;\n",
    "csv": "name;value\nin_h1;0.25\nout_h1;0,5622\n",
    "json": '{"in_h1": 0.25, "out_h1": 0.5622}',
    "toml": "in_h1 = 0.25\n[hidden]\nout_h1 = 0.5622\n",
    "md": "| name | formula | value |\n|:--|:--|--:|\n| `in_h1` | w1 x1 | 0.25 |\n| $out_{h1}$ | | 0.5622 |\n",
}


@pytest.mark.parametrize("form", readers())
def test_every_form_says_the_same(form, names):
    sheet = parse_sheet(FORMS[form], names, form)
    assert {line: quantity.value for line, quantity in sheet.answers.items()} == {
        "in_h1": Fraction("0.25"),
        "out_h1": Fraction("0.5622"),
    }
    assert not sheet.faults


@pytest.mark.parametrize("form", readers())
@given(text=st.text(max_size=300))
def test_no_text_raises_anything_but_our_own_error(form, text):
    assignment = load("line")
    names = Names(assignment, derive(assignment))
    with contextlib.suppress(SymbpError):
        parse_sheet(text, names, form)


@pytest.mark.parametrize(
    "text",
    [
        "dw1 = 9**9**9",
        "dw1 = (10**7)!",
        "dw1 = " + "(" * 10_000,
        "dw1 = __import__('os')",
        "dw1 = " + "9" * 5000,
        "\0" * 100,
    ],
)
def test_hostile_answers_are_answered_at_once(text):
    marking = check_text("nndl3", text)
    assert not marking.marks
    assert marking.faults


def test_a_file_that_is_no_sheet_is_named(tmp_path):
    for name, content, message in (
        ("a.json", b"[1, 2]", "expected"),
        ("a.toml", b"x = ", "not valid TOML"),
        ("a.txt", b"\xff\xfe", "not text in UTF-8"),
        ("big.txt", b"#" * 2_000_000, "larger than 1 MB"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(AnswersError, match=message):
            check("nndl3", tmp_path / name)
    with pytest.raises(AnswersError, match="cannot be read"):
        check("nndl3", tmp_path / "none.txt")


def test_a_line_answered_twice_is_asked_for_again():
    fault = check_text("nndl3", "dw1 = 1.5\ngrad_w1 = 2.5").faults[0]
    assert fault.message == "dL/dw1 is answered twice, with 1.5 and 2.5"


def test_reports():
    marking = check_text("nndl3", "dw1 = 0.0146\nw1_new = 0.1854\ndw2 = 0,0126 | `x`\ndw8 = 12a")
    rows = json.loads(write(marking, "json"))["rows"]
    assert rows[0] == {
        "name": "dL/dw1",
        "given": "0.0146",
        "verdict": "wrong",
        "expected": "-0.008421",
        "own": None,
        "trivial": False,
        "first": True,
    }
    hidden = write(marking, "json", hide=True)
    assert "-0.0084" not in hidden + write(marking, "md", hide=True) + write(marking, "text", hide=True)
    assert "-0.008421" in write(marking, "md")
    text = write(marking, "text")
    assert "The first slip is at dL/dw1: 0.0146 is wrong; the right value is -0.008421." in text
    assert "    12a\n      ^" in text
