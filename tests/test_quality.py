"""Lint and types, as the project promises them."""

import subprocess
import sys

import pytest
from conftest import REPOSITORY


def run(*command):
    return subprocess.run([sys.executable, "-m", *command], cwd=REPOSITORY, capture_output=True, text=True, check=False)


def test_ruff_finds_nothing():
    pytest.importorskip("ruff", reason="pip install 'symbp[test]'")
    done = run("ruff", "check", "symbp", "tests")
    assert done.returncode == 0, done.stdout


def test_the_code_is_formatted():
    pytest.importorskip("ruff", reason="pip install 'symbp[test]'")
    done = run("ruff", "format", "--check", "symbp", "tests")
    assert done.returncode == 0, done.stdout


@pytest.mark.long
def test_mypy_finds_nothing():
    pytest.importorskip("mypy", reason="pip install 'symbp[test]'")
    done = run("mypy")
    assert done.returncode == 0, done.stdout
