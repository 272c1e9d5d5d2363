"""A program with what was found in its margin, and programs that are broken at random."""

import ast
import random
from importlib.resources import files
from pathlib import Path

import pytest
from corpus import assignment, programs
from typer.testing import CliRunner

from symbp.cli.commands import app
from symbp.errors import SymbpError
from symbp.marking import check_text
from symbp.marking.margin import margin

PROGRAM = "h1 = 1\n\nd_w5 = (out_o1 - y1)*out_h1\nd_w6 = (out_o2 - y2)*out_o2*(1 - out_o2)*out_h1\n"


def test_every_line_has_its_verdict():
    rows = margin(check_text("nndl3", PROGRAM, "py"), PROGRAM).text.splitlines()
    assert [row[2:].lstrip()[0] for row in rows] == ["1", "2", "3", "4"]
    assert [row[0] for row in rows[1:]] == [" ", "✗", "✓"]
    assert "dL/dw5" in rows[2]
    assert "←" not in rows[3]


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_on_the_command_line(form, tmp_path):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    result = CliRunner().invoke(app, ["check", "nndl3", str(path), "--show-lines", "--format", form])
    assert "✗ 3  d_w5" in result.output
    assert result.exit_code == 1
    plain = CliRunner().invoke(app, ["check", "nndl3", str(path), "--format", form])
    assert "✗ 3" not in plain.output


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_a_comparison_shows_the_same_lines(form, tmp_path):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    result = CliRunner().invoke(app, ["compare", "nndl3", str(path), "--show-lines", "--format", form])
    assert result.exit_code == 0
    assert "✗ 3  d_w5" in result.output
    assert "✓ 4  d_w6" in result.output
    plain = CliRunner().invoke(app, ["compare", "nndl3", str(path), "--format", form])
    assert "✗ 3" not in plain.output


@pytest.mark.parametrize("other", ["nndl3-bias", "torch", "run.csv", "spec.toml"])
def test_of_what_is_no_listing_no_lines_are_shown(other, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("run.csv").write_text("iteration,quantity,value\n1,L,0.3\n")
    Path("spec.toml").write_text((files("symbp") / "assignments" / "nndl3.toml").read_text())
    result = CliRunner().invoke(app, ["compare", "nndl3", other, "--show-lines"])
    assert result.exit_code != 0
    assert "program" in f"{result.output}{result.exception}"


@pytest.mark.parametrize("command", ["check", "compare"])
@pytest.mark.parametrize("form", ["csv", "json"])
def test_tables_have_no_lines(command, form, tmp_path):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    result = CliRunner().invoke(app, [command, "nndl3", str(path), "--show-lines", "--format", form])
    assert "dL/dw5" in result.output
    assert "✗" not in result.output
    assert result.exit_code == (command == "check")


def test_it_needs_one_file(tmp_path):
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(PROGRAM)
    result = CliRunner().invoke(app, ["check", "nndl3", *map(str, sorted(tmp_path.iterdir())), "--show-lines"])
    assert result.exit_code != 0
    assert isinstance(result.exception, SymbpError | SystemExit)


SHORT = [
    program
    for program in programs()
    if program.text.count("\n") < 60 and ".ipynb" not in program.file and not program.file.startswith("python2")
]


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6))
def test_a_program_that_is_broken_anyhow_is_judged_without_an_error(seed):
    """Operators, names and numbers are exchanged at random: a verdict or a sentence comes of it."""
    source = random.Random(seed)  # noqa: S311 - a seed, so that it is the same every time
    program = source.choice(SHORT)
    tree = ast.parse(program.text)
    for _ in range(source.randint(1, 3)):
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.BinOp | ast.Name | ast.Constant)]
        node = source.choice(nodes)
        if isinstance(node, ast.BinOp):
            node.op = source.choice([ast.Add(), ast.Sub(), ast.Mult(), ast.Div(), ast.MatMult(), ast.Pow()])
        elif isinstance(node, ast.Name):
            node.id = source.choice([other.id for other in nodes if isinstance(other, ast.Name)])
        else:
            node.value = source.choice([0, 1, -1, 2.5, "a", None])
    try:
        marked = check_text(assignment(program.net), ast.unparse(tree), "py")
    except SymbpError:
        return
    assert marked.marks or marked.faults or marked.notes
