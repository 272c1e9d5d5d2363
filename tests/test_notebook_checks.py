"""A solution as a notebook: its cells check each section with NumPy, and find a number that is wrong."""

import json

import pytest
from pages import NETWORKS, solved, written

from symbp import derive, load, table
from symbp.marking import check_text
from symbp.solving import Solution
from symbp.spec.assignment import Carry, Rounding, Size


def programs(solution):
    cells = json.loads(written(solution, "ipynb"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def run(source, capsys):
    """What our own program prints, in names of its own."""
    exec(compile(source, "notebook", "exec"), {})  # noqa: S102 - written by symbp from names and formulas
    return capsys.readouterr().out.splitlines()


@pytest.mark.long
@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("name", NETWORKS)
def test_the_cells_run_and_check_every_line(name, size, capsys):
    solution = solved(name, show=size)
    said = run("\n".join(programs(solution)), capsys)
    assert len(said) == sum(step.expr is not None for step in solution.table.derivation) > 0


def test_a_number_that_is_wrong_is_found(capsys):
    source = "\n".join(programs(solved("nndl3")))
    assert "0.5622, 0.0001)" in source
    with pytest.raises(AssertionError, match="out_h1: 0.56217"):
        run(source.replace("0.5622, 0.0001)", "0.5623, 0.0001)"), capsys)
    with pytest.raises(AssertionError, match="dL_dw5"):
        run(source.replace("dL_din_o1*out_h1", "dL_din_o1*out_h2"), capsys)


def test_lines_that_are_carried_on_exact_are_checked_too(capsys):
    assignment = load("nndl3")
    worked = table(derive(assignment), assignment, rounding=Rounding(decimals=3, carry=Carry.EXACT))
    source = "\n".join(programs(Solution.of(worked)))
    assert "return value" in source
    assert len(run(source, capsys)) == 37


def test_the_checks_are_no_answers():
    text = written(solved("nndl3"), "ipynb")
    assert check_text("nndl3", text, "ipynb").all_right
    assert len(programs(solved("nndl3"))) >= 4
    assert "check(" not in written(solved("nndl3"), "md")
