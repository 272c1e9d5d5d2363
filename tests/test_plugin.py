"""The example of a plug-in is installed, passes the contract, and is used; it edits nothing."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib

import pytest
from conftest import REPOSITORY

PLUGIN = REPOSITORY / "tests" / "plugin"
PROJECT = tomllib.loads((PLUGIN / "pyproject.toml").read_text("utf-8"))["project"]
POINTS = PROJECT["entry-points"]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder with the package and what an installation writes of it; no network and no build is needed."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(PLUGIN / "symbp_example", folder / "symbp_example", ignore=shutil.ignore_patterns("__pycache__"))
    told = folder / f"symbp_example-{PROJECT['version']}.dist-info"
    told.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: {PROJECT['name']}\nVersion: {PROJECT['version']}\n"
    (told / "METADATA").write_text(metadata, "utf-8")
    groups = (f"[{group}]\n" + "".join(f"{n} = {at}\n" for n, at in each.items()) for group, each in POINTS.items())
    (told / "entry_points.txt").write_text("".join(groups), "utf-8")
    return folder


def run(site, cwd, *words):
    path = os.pathsep.join([str(site), str(REPOSITORY)])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", *map(str, words)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=500)


def test_each_thing_is_one_file():
    files = {path.name for path in (PLUGIN / "symbp_example").iterdir() if path.is_file()}
    modules = {f"{at.partition('.')[2]}.py" for group in POINTS.values() for at in group.values()}
    assert files == modules | {"__init__.py", "go.txt"}
    assert set(POINTS) == {f"symbp.{kind}" for kind in ("activations", "losses", "languages", "misconceptions")}


@pytest.mark.long
def test_it_keeps_the_contract(site, tmp_path):
    (tmp_path / "test_own.py").write_text("def test_own():\n    pass\n", "utf-8")
    words = ("pytest", "-p", "symbp.contract.plugin", "--symbp-contract", "-p", "no:cacheprovider", "-v", "-rs")
    done = run(site, tmp_path, *words)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    for group in POINTS.values():
        for name in group:
            assert f"[{name}] PASSED" in done.stdout
    assert "test_own PASSED" in done.stdout
    assert "tanh" not in done.stdout
    assert shutil.which("go") or "go is not installed (https://go.dev/doc/install)" in done.stdout


@pytest.mark.long
def test_without_a_plug_in_the_contract_says_so(tmp_path):
    done = run(REPOSITORY, tmp_path, "pytest", "-p", "symbp.contract.plugin", "--symbp-contract")
    assert done.returncode == 4
    assert "no installed package has an entry point in any of: symbp.activations, " in done.stderr


SPEC = """
title = "A plug-in's own"
[network]
layers = [2, 2, 2]
activation = ["example-elu", "sigmoid"]
[loss]
name = "example-log-cosh"
[data]
x = [[0.5, 0.3]]
y = [[0.23, -0.07]]
[parameters]
weights = [0.2, -0.4, 0.5, 0.6, 0.1, -0.5, -0.3, 0.8]
[training]
learning_rate = 1
"""


@pytest.mark.long
def test_it_is_used_as_if_it_were_symbps(site, tmp_path):
    (tmp_path / "mine.toml").write_text(SPEC, "utf-8")
    assert run(site, tmp_path, "symbp", "solve", "mine.toml", "--to", "md").returncode == 0
    solved = (tmp_path / "mine" / "solution.md").read_text("utf-8")
    assert r"\cosh" in solved
    assert "The slope of ELU at 0 is α = 1." in solved
    assert run(site, tmp_path, "symbp", "verify", "mine.toml").stdout.startswith("mine: all hold")
    assert "go " in run(site, tmp_path, "symbp", "targets").stdout
    (tmp_path / "answers.txt").write_text("dL/dw5 = 0.00864\n", "utf-8")
    checked = run(site, tmp_path, "symbp", "check", "nndl3", "answers.txt").stdout
    assert "the derivative of the activation counted twice" in checked


@pytest.mark.long
def test_a_program_in_its_language_is_written(site, tmp_path):
    """Whether or not there is a compiler: braces close, every line stands there, and no slot is left open."""
    (tmp_path / "mine.toml").write_text(SPEC, "utf-8")
    assert run(site, tmp_path, "symbp", "export", "mine.toml", "--to", "go", "--out", ".").returncode == 0
    text = (tmp_path / "mine.go").read_text("utf-8")
    code = "\n".join(line.partition("//")[0] for line in text.splitlines())
    assert [code.count(each) for each in "({["] == [code.count(each) for each in ")}]"]
    assert "<<" not in text
    assert "<%" not in text
    assert "var out_h1 float64 = choose(in_h1 > 0.0, in_h1, math.Exp(in_h1) - 1.0)" in text
    assert "math.Cosh" not in text
    assert "largest_L" in text


@pytest.mark.long
def test_pip_installs_it(tmp_path):
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed (pip install hatchling): .ci/run has it")
    words = ("pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--target", tmp_path / "site", PLUGIN)
    assert run(REPOSITORY, tmp_path, *words).returncode == 0
    listed = "from symbp.code.languages import languages; print(languages.outside)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "site"), str(REPOSITORY)])}
    command = [sys.executable, "-c", listed]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stdout == "('go',)\n"
