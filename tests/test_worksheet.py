"""A worksheet has a gap for every line, and its key, as whatever is filled in rightly, is all right."""

import csv
import io

import pytest
from pages import written
from terminal import run

from symbp import check, check_text, derive, load, table, worksheet
from symbp.errors import SymbpError
from symbp.page.model import Gap
from symbp.solving import Solution
from symbp.solving.sheet import Asked, Hint, Worksheet, page
from symbp.steps import Kind

ASKED = (Kind.PRE, Kind.ACT, Kind.LOSS, Kind.GRADIENT, Kind.UPDATE)


@pytest.fixture(scope="module")
def solution():
    return Solution.of(table(derive(load("nndl3")), load("nndl3")))


def gaps(worksheet):
    """The numbers of the gaps, in the order in which they are read."""
    cells = [cell for grid in page(worksheet).tables() for row in grid.rows for cell in row]
    return [part.number for cell in cells for part in cell if isinstance(part, Gap)]


def test_every_gap_has_its_number(solution):
    lines = len(solution.table.derivation.of_kind(*ASKED)) + 4
    assert gaps(Worksheet(solution)) == list(range(1, lines + 1))
    assert gaps(Worksheet(solution, Asked.FORMULAS)) == list(range(1, 2 * lines + 1))
    assert gaps(Worksheet(solution, Asked.ALL)) == list(range(1, 3 * lines + 1))
    assert gaps(Worksheet(solution, key=True)) == []


def test_the_help_before_a_gap(solution):
    plain, formula, numbers, rule = (
        written(Worksheet(solution, hint=hint), "md") for hint in (Hint.NONE, Hint.FORMULA, Hint.NUMBERS, Hint.RULE)
    )
    assert r"w_1\,x_1 + w_3\,x_2" in formula
    assert r"w_1\,x_1 + w_3\,x_2" not in plain
    assert r"0.2 \cdot 0.5 + 0.5 \cdot 0.3" in numbers
    assert r"\sum" in rule
    assert not any("0.2500" in sheet for sheet in (plain, formula, rule))


@pytest.mark.long
@pytest.mark.parametrize("name", ["nndl3", "mazur", "relu-batch", "softmax-squared-error", "linear-2-3-2-1-bias"])
@pytest.mark.parametrize("form", ["md", "html", "csv"])
def test_a_key_is_all_right(name, form, tmp_path):
    (path, *_) = worksheet(name, form, tmp_path, gaps="all", key=True)
    marking = check(name, path)
    assert not marking.faults
    assert all(mark.verdict.startswith("right") for mark in marking.marks)


def test_a_file_is_filled_in_and_read_back(solution):
    rows = list(csv.reader(io.StringIO(written(Worksheet(solution), "csv"))))
    hand = solution.table.hand
    filled = "\n".join(f"{name},{hand[name].text}" for name, _ in rows[1:])
    marking = check_text("nndl3", f"name,value\n{filled}\n", format="csv")
    assert len(marking.marks) == len(rows) - 1
    assert all(mark.verdict.startswith("right") for mark in marking.marks)
    assert all(value == "" for _, value in rows[1:])


def test_a_wide_network_has_no_worksheet(tmp_path):
    with pytest.raises(SymbpError):
        worksheet("relu-1000-100-10", "md", tmp_path)


def test_the_command(tmp_path):
    done = run("worksheet", "nndl3", "--to", "md,csv", "--hint", "rule", "--key", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key.csv", "key.md", "network.svg"]
    assert "Did you mean 'values'" in run("worksheet", "nndl3", "--gaps", "value", "--out", tmp_path).stderr
