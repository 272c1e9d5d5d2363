"""What nobody should hand in: an answer at once, a clear message, nothing run, bounded memory."""

import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bulk import BULK, ROW, book
from conftest import HERE
from terminal import run

from symbp import load
from symbp.errors import SymbpError
from symbp.marking import check, check_text
from symbp.marking.key import answer_key
from symbp.reading.containers import containers

HOSTILE = sorted((HERE / "hostile").iterdir())
ASSIGNMENT = load("nndl3")
SLOWEST = 5.0
"""Seconds of CPU; each takes less than one, this only tells a hang from a busy machine."""


@pytest.fixture(scope="module", autouse=True)
def prepared():
    """What is made once for an assignment is not the sheet's doing."""
    key = answer_key(ASSIGNMENT)
    assert len(key.points) == len(key.points_at(data=False, near=False)) == 20
    check_text(ASSIGNMENT, "dL/dw1 = 0.1234567")


def test_there_are_enough_of_them():
    assert len(HOSTILE) >= 100
    endings = {f".{name}" for name in containers if name != "plain"} | {".txt"}
    assert {path.suffix for path in HOSTILE} >= endings - {".docx", ".xlsx"}
    assert {path.suffix for path in (*HOSTILE, *map(Path, BULK))} >= endings


@pytest.mark.long
@pytest.mark.parametrize("path", HOSTILE, ids=[path.name for path in HOSTILE])
def test_a_hostile_file_is_answered_at_once(path):
    answered(path)


@pytest.mark.long
@pytest.mark.parametrize("name", BULK)
def test_a_large_one_is_answered_at_once(name, tmp_path):
    (tmp_path / name).write_bytes(BULK[name]())
    begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answered(tmp_path / name)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - begun < 300_000


def answered(path):
    begun = time.process_time()
    try:
        marking = check(ASSIGNMENT, path)
        said = [fault.message for fault in marking.faults] or [mark.line for mark in marking.marks] or marking.remarks
    except SymbpError as error:
        said = [str(error)]
    assert said
    assert all(said)
    assert time.process_time() - begun < SLOWEST


def test_a_spreadsheet_that_is_none_of_them_is_read(tmp_path):
    (tmp_path / "sheet.xlsx").write_bytes(book(ROW.replace("<v>1</v>", "<v>-0.0084</v>")))
    assert check(ASSIGNMENT, tmp_path / "sheet.xlsx").all_right


@pytest.mark.long
def test_memory_is_bounded():
    """All of them one after the other, in a process of its own with 1.5 GB."""
    program = (
        "import resource, sys, pathlib\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))\n"
        "from symbp.marking import check\n"
        "from symbp.errors import SymbpError\n"
        "from symbp import load\n"
        "a = load('nndl3')\n"
        "for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):\n"
        "    try: check(a, path)\n"
        "    except SymbpError: pass\n"
        "print('survived')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(HERE / "hostile")], capture_output=True, text=True, check=False
    )
    assert done.stdout == "survived\n", done.stderr[-2000:]
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1_500_000


def test_a_large_file_is_not_read(tmp_path):
    (tmp_path / "large.txt").write_bytes(b"dw1 = 1\n" * 1_400_000)
    with pytest.raises(SymbpError, match="larger than 1 MB"):
        check(ASSIGNMENT, tmp_path / "large.txt")


@pytest.mark.long
@pytest.mark.parametrize("name", ["formula-tower.txt", "bomb.xlsx", "formula-import.txt", "import.py", "deep.json"])
def test_the_command_says_so_and_ends_with_2(name):
    done = run("check", "nndl3", HERE / "hostile" / name)
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stdout + done.stderr


def test_nothing_of_a_listing_is_run(tmp_path):
    trace = tmp_path / "was-here"
    check_text(ASSIGNMENT, f"import os\nos.system('touch {trace}')\nd_w1 = open('{trace}', 'w')\n", "py")
    assert not trace.exists()
