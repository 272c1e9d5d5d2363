"""The command line: output, exit codes, one sentence for every fault."""

import json
import os
import subprocess
import sys

import pytest
from terminal import run

from symbp.page.views import FORMAT_VERSION

pytestmark = pytest.mark.long


def test_help_names_every_command():
    out = run("--help").stdout
    for command in ("list", "solve", "derive", "table", "check", "verify", "schema"):
        assert f" {command} " in out


@pytest.mark.parametrize(
    ("line", "offered"),
    [("sol", ["solve"]), ("table nndl3-b", ["nndl3-bias"]), ("table nndl3 --format te", ["tex", "text"])],
)
def test_a_shell_completes_commands_assignments_and_formats(line, offered):
    words = {"COMP_WORDS": f"symbp {line}", "COMP_CWORD": str(len(line.split())), "_SYMBP_COMPLETE": "complete_bash"}
    done = subprocess.run(
        [sys.executable, "-c", "import sys, symbp.cli; sys.argv = ['symbp']; symbp.cli.main()"],
        env=os.environ | words,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == offered, done.stderr


def test_list():
    rows = {line.split(maxsplit=1)[0]: line.split(maxsplit=1)[1] for line in run("list").stdout.splitlines()}
    assert rows["nndl3"] == "NNDL assignment 3"


def test_table_formats():
    assert (
        json.loads(run("table", "nndl3", "--format", "json", "--digits", "30").stdout)["rows"][-1]["name"] == "w8_new"
    )
    assert run("table", "nndl3", "--format", "csv", "--decimals", "3").stdout.splitlines()[14].split(",")[-4] == "0.250"
    text = run("table", "nndl3").stdout
    assert "0.2097097937" in text


def test_what_is_unusual_is_said_beside_the_output():
    done = run("table", "nndl3", "--format", "csv")
    assert done.stderr.startswith("note: Target out of reach: y2 = -0.07")
    assert "note:" not in done.stdout
    assert not run("table", "nndl3-tanh", "--format", "csv").stderr


def test_policies_on_the_command_line():
    out = run(
        "table", "nndl3", "--significant", "2", "--carry", "exact", "--mode", "half-even", "--format", "json"
    ).stdout
    content = json.loads(out)
    assert content["rounding"] == {"significant": 2, "mode": "half-even", "carry": "exact"}


def test_derive():
    assert "dL/dw1         := dL/din_h1*x1" in run("derive", "nndl3").stdout
    one = run("derive", "nndl3", "--of", "w5").stdout
    assert "dL/dw5" in one
    assert "dL/dw1" not in one
    assert run("derive", "nndl3", "--of", "out_h1", "--expand").stdout == "out_h1 := 1/(1 + exp(-(w1*x1 + w3*x2)))\n"
    assert r"\frac{\partial L}{\partial w_1}" in run("derive", "nndl3", "--format", "latex").stdout
    assert "z_{h_1}" in run("derive", "nndl3", "--format", "latex", "--notation", "z-a").stdout
    assert json.loads(run("derive", "nndl3", "--format", "json").stdout)["format_version"] == FORMAT_VERSION


def test_verify():
    done = run("verify", "nndl3")
    assert done.returncode == 0
    assert done.stdout.startswith("nndl3: all hold\n")
    assert json.loads(run("verify", "line", "--format", "json").stdout)["reports"][0]["holds"] is True


def test_check(tmp_path):
    (tmp_path / "good.csv").write_text("name,value\nh1,0.5622\n")
    (tmp_path / "bad.txt").write_text("h1 = 0.6\nh2 = 0.7133\n")
    (tmp_path / "odd.json").write_text("[")
    good, bad, odd = (run("check", "nndl3", str(tmp_path / name)) for name in ("good.csv", "bad.txt", "odd.json"))
    assert (good.returncode, bad.returncode, odd.returncode) == (0, 1, 2)
    assert "The first slip is at out_h2" in bad.stdout
    assert "not valid JSON" in odd.stderr
    assert (
        json.loads(run("check", "nndl3", str(tmp_path / "bad.txt"), "--format", "json").stdout)["format_version"]
        == FORMAT_VERSION
    )


def test_schema_is_json_schema():
    content = json.loads(run("schema").stdout)
    assert content["properties"]["title"]["type"] == "string"
    assert content["additionalProperties"] is False


def test_solve(tmp_path):
    done = run("solve", "nndl3", "--to", "md,tex", cwd=tmp_path)
    pictures = [f"nndl3/{name}.svg" for name in ("network", "paths-w5", "paths-w1")]
    assert done.stdout.splitlines() == ["nndl3/solution.md", *pictures, "nndl3/solution.tex"]
    assert (tmp_path / "nndl3" / "solution.tex").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["solve", "nndl4"], "'nndl4' is neither a file nor a bundled assignment. Did you mean 'nndl3'?"),
        (["solve", "nndl3", "--to", "md,pfd"], "unknown format 'pfd'. Did you mean 'pdf'?"),
        (["solve", "nndl3", "--to", "markdown"], "unknown format 'markdown'. Did you mean 'md'?"),
        (["solve", "nndl3", "--to", "excel"], "unknown format 'excel'. Did you mean 'xlsx'?"),
        (["export", "nndl3", "--to", "pytorch"], "unknown target 'pytorch'. Did you mean 'torch'?"),
        (["solve", "nndl3", "--to", "md", "--notation", "zz"], "unknown notation 'zz'"),
        (["table", "nndl3", "--format", "jsn"], "unknown format 'jsn'. Did you mean 'json'?"),
        (["table", "nndl3", "--decimals", "4", "--significant", "4"], "expected --decimals or --significant, not both"),
        (["derive", "nndl3", "--of", "w9"], "no line 'w9'"),
        (["verify"], "expected an assignment or --all"),
    ],
)
def test_every_fault_is_one_sentence_and_exit_2(arguments, sentence, tmp_path):
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert not done.stdout
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["table", "nndl3", "--decimals", "x"], ["table"], ["table", "nndl3", "--carry", "both"]]
)
def test_wrong_usage_is_exit_2_without_traceback(arguments):
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_help_imports_nothing_heavy():
    code = "import sys, symbp.cli; sys.argv = ['symbp', '--help']\n"
    code += "try:\n symbp.cli.main()\nexcept SystemExit: pass\n"
    code += "print(sorted({'sympy', 'numpy', 'pydantic', 'jinja2', 'flint'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_export_writes_keeps_and_refuses(tmp_path):
    done = run("export", "nndl3", "--to", "c, json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "nndl3/nndl3.h\nnndl3/nndl3.json\n")
    again = run("export", "nndl3", "--to", "c", cwd=tmp_path)
    assert again.returncode == 2
    assert (
        again.stderr == "symbp: 'nndl3/nndl3.h' exists; expected a new file, or --force (force=True) to overwrite it\n"
    )
    assert run("export", "nndl3", "--to", "c", "--force", cwd=tmp_path).returncode == 0
    for arguments, message in (
        (("nndl3", "--to", "cc"), "symbp: unknown target 'cc'. Did you mean 'c'?"),
        (("nndl3", "--to", ","), "symbp: --to: expected at least one target, such as python or xlsx"),
        (("fizzbuzz", "--to", "xlsx"), "symbp: the target 'xlsx' writes line by line, and fizzbuzz is worked out in"),
    ):
        refused = run("export", *arguments, cwd=tmp_path)
        assert refused.returncode == 2
        assert refused.stderr.startswith(message)
    assert "octave        Octave and MATLAB\n" in run("targets").stdout


def test_a_wide_network_is_exported_in_matrices(tmp_path):
    done = run("export", "relu-1000-100-10", "--to", "numpy-matrix", "--out", str(tmp_path))
    assert done.returncode == 0
    program = subprocess.run([sys.executable, done.stdout.splitlines()[0]], capture_output=True, text=True, check=True)
    loss = json.loads(run("table", "relu-1000-100-10", "--format", "json").stdout)["rows"]
    shown = next(row for row in loss if row["name"] == "L")["entries"]["1,1"]
    assert float(program.stdout.splitlines()[0].removeprefix("L = ")) == pytest.approx(shown, rel=1e-12)


def test_a_table_as_a_spreadsheet():
    pytest.importorskip("xlsxwriter", reason="pip install 'symbp[xlsx]'")
    made = run("table", "nndl3", "--format", "xlsx", "--decimals", "2", text=False).stdout
    assert made.startswith(b"PK")


def test_the_schema_of_a_derivation():
    assert json.loads(run("schema", "--of", "derivation").stdout)["required"] == ["format", "format_version", "lines"]
