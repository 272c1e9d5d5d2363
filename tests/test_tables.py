"""The table: a reader with a calculator gets the digits that are printed."""

import csv
import io
import json
import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal

import pytest
from pages import written as write

from symbp import derive, load, table
from symbp.page.views import FORMAT_VERSION
from symbp.spec import Rounding
from symbp.spec.assignment import Carry


def made(name, **policy):
    assignment = load(name)
    return table(derive(assignment), assignment, rounding=Rounding(**policy) if policy else None)


def calculated(text):
    """What a calculator makes of a row's numbers: Python's own parser and Decimal, none of our code."""
    text = re.sub(r" \([^()]*(?:\([^()]*\))?[^()]*(?:[<>]=?)[^()]*\)$", "", text)
    text = re.sub(r"(\d+(?:\.\d+)?(?:e-?\d+)?)", r"D('\1')", text.replace("**2", "**TWO"))
    names = {"D": Decimal, "TWO": 2, "exp": lambda x: x.exp(Context(prec=50)), "log": lambda x: x.ln(Context(prec=50))}
    names |= {"abs": abs, "max": max, "tanh": lambda x: 1 - 2 / ((2 * x).exp(Context(prec=50)) + 1)}
    return eval(text, {"__builtins__": {}}, names)  # noqa: S307 - a test of our own output


@pytest.mark.parametrize("carry", list(Carry))
@pytest.mark.parametrize("decimals", [2, 4, 7])
@pytest.mark.parametrize(
    "name", ["nndl3", "nndl3-bias", "nndl3-tanh", "nndl3-relu-o2", "nndl3-cross-entropy", "nndl3-class", "mazur"]
)
def test_numbers_put_in_work_out_to_the_number_by_hand(name, decimals, carry):
    worked = made(name, decimals=decimals, carry=carry)
    for row in worked.rows:
        if row.substituted and not row.tie:
            value = calculated(row.substituted).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
            assert value == Decimal(row.rounded), (row.name, row.substituted)


def test_the_rows_that_a_teacher_expects():
    rows = {row.name: row for row in made("nndl3").rows}
    assert rows["dL/dw1"].substituted == "(-0.0168)*0.5"
    assert (rows["dL/dw3"].rounded, rows["dL/dw3"].drift) == ("-0.0050", 1)
    assert rows["out_h2"].substituted == "1/(1 + exp(0.0200))"
    assert rows["in_h1"].exact == "1/4"
    assert rows["L"].value == "0.2097097937"
    assert rows["w8_new"].rounded == "0.7261"
    assert all(row.certified for row in rows.values())


def test_exact_carrying_shows_as_many_figures_as_it_takes():
    row = made("nndl3", decimals=4, carry=Carry.EXACT)["dL/dw3"]
    assert row.substituted == "(-0.01684)*0.3"
    assert row.rounded == "-0.0051"
    assert row.drift == 0


def test_json_has_the_promised_keys():
    content = json.loads(write(made("relu-batch"), "json"))
    assert content["format_version"] == FORMAT_VERSION
    keys = {
        "name",
        "kind",
        "layer",
        "unit",
        "sample",
        "formula",
        "substituted",
        "exact",
        "value",
        "certified",
        "rounded",
        "numpy",
    }
    assert all(keys <= set(row) for row in content["rows"])
    by_name = {row["name"]: row for row in content["rows"]}
    assert by_name["in_h2[3]"]["sample"] == 3
    assert by_name["in_h2[3]"]["unit"] == 2
    assert by_name["in_h2[3]"]["layer"] == 1
    assert by_name["x1[1]"]["formula"] == ""


def test_csv_reads_back():
    worked = made("nndl3")
    rows = list(csv.DictReader(io.StringIO(write(worked, "csv"))))
    assert [row["name"] for row in rows] == [row.name for row in worked.rows]
    assert rows[-1]["rounded"] == worked.rows[-1].rounded
    assert math.isclose(float(rows[-1]["numpy"]), worked.rows[-1].numpy, rel_tol=1e-12)


def test_markdown_has_one_row_a_line():
    worked = made("nndl3")
    lines = write(worked, "md").splitlines()
    assert len(lines) == 4 + len(worked.rows)
    assert {line.count(" | ") for line in lines[2:] if not line.startswith("|:")} == {7}


def test_digits_are_as_many_as_asked_for():
    assignment = load("nndl3")
    row = table(derive(assignment), assignment, digits=60)["dL/dw1"]
    assert row.value.startswith("-0.0084214804615022088025072489009968")
    assert len(row.value.removeprefix("-0.00")) == 60
