"""The README is true: its commands run, its snippets work, everything is in it."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib

import pytest
from conftest import REPOSITORY

import symbp
from symbp.activations import activations
from symbp.exporting.targets import targets
from symbp.losses import losses
from symbp.page.formats import formats
from symbp.spec.schema import DataTable, LossTable, NetworkTable, RoundingTable, TrainingTable

README = (REPOSITORY / "README.md").read_text("utf-8")
CONSOLE = [
    (command, output)
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]


@pytest.mark.long
@pytest.mark.parametrize(("command", "output"), CONSOLE, ids=[command for command, _ in CONSOLE])
def test_a_command_prints_what_the_readme_shows(command, output, tmp_path):
    if "pdf" in command:
        pytest.importorskip("typst", reason="pip install 'symbp[pdf]'")
    if "xlsx" in command:
        pytest.importorskip("xlsxwriter", reason="pip install 'symbp[xlsx]'")
    (tmp_path / "answers.txt").write_text(re.search(r"```text\n(.*?)```", README, re.DOTALL).group(1), "utf-8")
    program, *arguments = shlex.split(command)
    assert program == "symbp"
    done = subprocess.run(
        [sys.executable, "-m", "symbp", *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    # The sheet of the README has a slip in it: that is what exit code 1 says.
    assert done.returncode == (1 if arguments[0] == "check" else 0), done.stderr
    pattern = "".join(
        ".*" if line == "...\n" else re.escape(line).replace("…", "[^|]*") for line in output.splitlines(keepends=True)
    )
    assert re.fullmatch(pattern, done.stdout, re.DOTALL), done.stdout


def test_the_assignments_in_the_readme_can_be_read():
    whole, part = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    assert symbp.parse(whole).parameters["b_o2"].text == "0.1"
    rest = '[loss]\nname = "huber"\n[data]\nx = [[1, 2]]\ny = [[0]]\n[parameters]\nfill = 1\n'
    assert symbp.parse(part + rest).network.bias_names == ("b1", "b2")


def test_every_key_is_in_the_readme():
    for table in (NetworkTable, LossTable, DataTable, TrainingTable, RoundingTable):
        for key in table.model_fields:
            assert re.search(rf"\b{key}\b", README), key


def test_every_command_and_every_registry_entry_is_in_the_readme():
    from typer.main import get_command

    from symbp.cli import app

    for name, command in get_command(app).commands.items():
        assert f"symbp {name}" in README
        assert command.help
        assert all(parameter.help for parameter in command.params if parameter.name != "help"), name
    for name in (*activations(), *losses()):
        assert f"`{name}`" in README, name
    assert all(f"`{name}`" in README or f"--format {name}`" in README for name in formats())
    table = README.split("| `--to` |")[1].split("\n\n")[0]
    assert [name for name in targets() if f"`{name}`" not in table] == []


@pytest.mark.long
def test_the_activation_in_the_readme_keeps_the_contract(tmp_path):
    """Copy it into a package as a user would, and use it."""
    source = re.search(r"```python\n(\"\"\"Softsign.*?)```", README, re.DOTALL).group(1)
    package = tmp_path / "copy" / "symbp"
    shutil.copytree(REPOSITORY / "symbp", package)
    shutil.copytree(REPOSITORY / "templates", tmp_path / "copy" / "templates")
    (package / "activations" / "softsign.py").write_text(source, "utf-8")
    spec = (package / "assignments" / "nndl3.toml").read_text("utf-8").replace('"sigmoid"', '"softsign"')
    (tmp_path / "spec.toml").write_text(spec, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "symbp", "verify", str(tmp_path / "spec.toml")],
        cwd=tmp_path / "copy",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("spec: all hold"), done.stdout + done.stderr


@pytest.mark.long
@pytest.mark.parametrize("name", ["nndl3", "nndl3-bias"])
def test_a_report_is_what_its_first_line_makes(name, tmp_path):
    kept = REPOSITORY / "reports" / name / "solution.md"
    first = kept.read_text("utf-8").splitlines()[0]
    command = first.removeprefix("<!-- symbp ").removesuffix(" -->")
    subprocess.run(
        [sys.executable, "-m", "symbp", *shlex.split(command), "--out", str(tmp_path)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    for file in ("solution.md", "network.svg"):
        assert (tmp_path / file).read_bytes() == (kept.parent / file).read_bytes()


@pytest.mark.long
def test_the_verification_report_is_what_its_first_line_makes():
    kept = (REPOSITORY / "reports" / "verification.md").read_text("utf-8")
    command = re.search(r"\*Made by\* `symbp (.*)`", kept).group(1)
    done = subprocess.run(
        [sys.executable, "-m", "symbp", *shlex.split(command)], check=True, capture_output=True, text=True
    )
    assert done.stdout == kept


def test_versions_agree():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == symbp.__version__
    assert "[Unreleased]" in (REPOSITORY / "CHANGELOG.md").read_text("utf-8")


def test_the_readme_counts_right():
    from symbp.marking.slips import slips
    from symbp.misconceptions import misconceptions

    words = {9: "nine", 10: "ten", 11: "eleven", 12: "twelve"}
    assert f"{len(misconceptions())} misconceptions and {words[len(slips())]} slips" in README
