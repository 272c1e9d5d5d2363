"""What was worked out before is said again, and only while everything that it depends on is as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from symbp import cache
from symbp.cli.again import _Record

ASSIGNMENT = """
[network]
layers = [1, 1]
activation = "sigmoid"
[loss]
name = "squared-error"
[data]
x = [[1]]
y = [[0]]
[parameters]
w1 = 2
[training]
learning_rate = 1
"""
PROGRAM = """
import sys
from symbp.cli import main
code = 0
try:
    main()
except SystemExit as end:
    code = end.code or 0
sys.stdout.flush()
print("worked out" if "sympy" in sys.modules else "said again", code, file=sys.stderr)
"""


@pytest.fixture
def run(tmp_path):
    """The command line in a process of its own, with a cache of this test: what it prints, whether anew, its code."""
    (tmp_path / "net.toml").write_text(ASSIGNMENT)

    def called(*words: str, kept: str = "kept", **given: str | bytes) -> tuple[str, str]:
        variables = {**os.environ, "SYMBP_CACHE": str(tmp_path / kept) if kept != "off" else "off"}
        done = subprocess.run(
            [sys.executable, "-P", "-c", PROGRAM, *words],
            cwd=tmp_path,
            env=variables,
            capture_output=True,
            text=True,
            check=True,
            **given,
        )
        return done.stdout, done.stderr.splitlines()[-1]

    return called


def test_the_same_again_is_said_again(run):
    first, how = run("table", "net.toml")
    assert how == "worked out 0"
    assert run("table", "net.toml") == (first, "said again 0")
    assert run("table", "net.toml", "--decimals", "2")[1] == "worked out 0"
    assert run("table", "net.toml", kept="elsewhere")[1] == "worked out 0"


def test_a_changed_assignment_is_worked_out(run, tmp_path):
    first, _ = run("table", "net.toml")
    (tmp_path / "net.toml").write_text(ASSIGNMENT.replace("w1 = 2", "w1 = 3"))
    second, how = run("table", "net.toml")
    assert how == "worked out 0"
    assert second != first
    (tmp_path / "net.toml").write_text(ASSIGNMENT)
    assert run("table", "net.toml")[0] == first


def test_files_are_written_again(run, tmp_path):
    run("solve", "net.toml", "--to", "md,html")
    files = {path: path.read_bytes() for path in (tmp_path / "net").iterdir()}
    assert len(files) >= 2
    for path in files:
        path.unlink()
    _, how = run("solve", "net.toml", "--to", "md,html")
    assert how == "said again 0"
    assert {path: path.read_bytes() for path in (tmp_path / "net").iterdir()} == files


def test_a_sheet_is_marked_anew_when_it_changes(run, tmp_path):
    (tmp_path / "sheet.txt").write_text("dL/dw1 = 5\n")
    first, how = run("check", "net.toml", "sheet.txt")
    assert how == "worked out 1"
    assert run("check", "net.toml", "sheet.txt") == (first, "said again 1")
    (tmp_path / "sheet.txt").write_text("dL/dw1 = 0.092\n")
    assert run("check", "net.toml", "sheet.txt")[0] != first


def test_a_new_page_in_a_folder_is_seen(run, tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "1.txt").write_text("dL/dw1 = 5\n")
    first, _ = run("check", "net.toml", "pages")
    assert run("check", "net.toml", "pages")[1] == "said again 1"
    (pages / "2.txt").write_text("w1_new = 7\n")
    second, how = run("check", "net.toml", "pages")
    assert how.startswith("worked out")
    assert second != first


def test_a_new_template_of_ones_own_is_seen(run, tmp_path):
    own = tmp_path / "own" / "pages"
    own.mkdir(parents=True)
    (tmp_path / "sheet.txt").write_text("dL/dw1 = 5\n")
    words = ("check", "net.toml", "sheet.txt", "--templates", "own")
    first, _ = run(*words)
    assert run(*words)[1] == "said again 1"
    (own / "marking.jinja").write_text('<% extends "symbp/pages/marking.jinja" %>')
    assert run(*words) == (first, "worked out 1")


def test_what_was_piped_in_is_not_kept(run):
    given = {"input": "dL/dw1 = 5\n"}
    for _ in range(2):
        assert run("check", "net.toml", "-", **given)[1] == "worked out 1"


def test_an_error_is_not_kept(run):
    for _ in range(2):
        assert run("table", "nothing.toml")[1].endswith(" 2")


def test_nothing_is_kept_where_it_is_off(run, tmp_path):
    for _ in range(2):
        assert run("table", "net.toml", kept="off")[1] == "worked out 0"
    assert not (tmp_path / "off").exists()


def test_a_damaged_file_is_taken_for_none(run, tmp_path):
    first, _ = run("table", "net.toml")
    for path in (tmp_path / "kept").iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    assert run("table", "net.toml") == (first, "worked out 0")


def test_a_folder_that_cannot_be_written_is_no_error(run, tmp_path):
    (tmp_path / "kept").write_text("a file and no folder")
    for _ in range(2):
        assert run("table", "net.toml")[1] == "worked out 0"


def test_byte_code_stands_for_what_it_was_compiled_from(tmp_path):
    """A plug-in that is worked on lies in a folder of its own, which no installation changes."""
    record = _Record()
    record.hear("open", (str(tmp_path / "__pycache__" / "own.cpython-311.pyc"), "rb", os.O_RDONLY))
    assert str(tmp_path / "own.py") in record.read


def test_what_was_kept_comes_back(tmp_path, monkeypatch):
    monkeypatch.setenv("SYMBP_CACHE", str(tmp_path / "deep" / "kept"))
    name = cache.key("a", 1)
    assert cache.get(name) is None
    cache.put(name, b"content")
    assert cache.get(name) == b"content"
    assert cache.get(cache.key("a", 2)) is None


def test_what_was_used_longest_ago_makes_room(tmp_path, monkeypatch):
    monkeypatch.setenv("SYMBP_CACHE", str(tmp_path))
    monkeypatch.setattr(cache, "LARGEST_CACHE", 1000)
    names = [cache.key(i) for i in range(5)]
    for i, name in enumerate(names):
        cache.put(name, b"x" * 250)
        os.utime(tmp_path / name, (i, i))
        if i == 2:
            cache.get(names[0])
    assert [cache.get(name) is not None for name in names] == [True, False, False, True, True]


def test_too_large_a_content_is_not_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("SYMBP_CACHE", str(tmp_path))
    monkeypatch.setattr(cache, "LARGEST_KEPT", 10)
    cache.put("name", b"x" * 11)
    assert list(tmp_path.iterdir()) == []


def test_the_program_is_part_of_the_key(tmp_path, monkeypatch):
    (tmp_path / "module.py").write_text("one = 1\n")
    monkeypatch.setattr(cache, "program", lambda: [str(tmp_path)])
    before = cache.code.__wrapped__()
    assert cache.code.__wrapped__() == before
    (tmp_path / "module.py").write_text("two = 22\n")
    assert cache.code.__wrapped__() != before


def test_the_folder_is_the_systems(monkeypatch):
    monkeypatch.delenv("SYMBP_CACHE")
    place = cache.folder()
    assert place is not None
    assert Path(place).name == "symbp"
