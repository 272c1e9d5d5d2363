"""Programs as people write them, each right as it stands and wrong with one change: what the marker says of them.

A program in ``tests/listings`` begins with the facts: its assignment, lines that are right, and bugs: what is
replaced by what, which lines are wrong then (or at least not right), and where the first is said to be.
"""

import re
from pathlib import Path

import pytest
from conftest import HERE

from symbp import bundled, check, export, load
from symbp.marking import check_text

FOLDER = HERE / "listings"
PROGRAMS = sorted(path for path in FOLDER.glob("*.txt"))
_BUG = re.compile(
    r"# bug: (?P<old>.*?) -> (?P<new>.*?)\s*\| (?P<kind>wrong|not right): (?P<lines>[^|]*?)(?: \| line: (?P<at>.*))?$"
)


def facts(path: Path):
    """The assignment, the right lines, the program, and the bugs of a file."""
    head, body = [], []
    for line in path.read_text("utf-8").splitlines():
        (head if line.startswith(("# assignment: ", "# right: ", "# bug: ")) else body).append(line)
    known = dict(line[2:].split(": ", 1) for line in head if not line.startswith("# bug"))
    name = known["assignment"]
    assignment = load(FOLDER / "assignments" / name if name.endswith(".toml") else name)
    bugs = [_BUG.match(line).groupdict() for line in head if line.startswith("# bug")]
    return assignment, known["right"].split(), "\n".join(body) + "\n", bugs


def verdicts(assignment, program):
    marking = check_text(assignment, program, "py")
    found = {}
    for mark in marking.marks:
        found.setdefault(mark.line, []).append(str(mark.verdict))
    return marking, found


@pytest.mark.long
@pytest.mark.parametrize("path", PROGRAMS, ids=[path.stem for path in PROGRAMS])
def test_a_right_program_is_right(path):
    assignment, right, program, _ = facts(path)
    marking, found = verdicts(assignment, program)
    assert not marking.faults
    assert {line: found.get(line) for line in right} == {line: ["right"] * len(found.get(line, "1")) for line in right}
    assert not [line for line, said in found.items() if "wrong" in said]


BUGS = [(path, i) for path in PROGRAMS for i in range(len(facts(path)[3]))]


def bug_id(bug):
    return f"{bug[0].stem}-{bug[1]}"


@pytest.mark.thin(4)
@pytest.mark.long
@pytest.mark.parametrize(("path", "which"), BUGS, ids=map(bug_id, BUGS))
def test_a_bug_is_found(path, which):
    assignment, _, program, bugs = facts(path)
    bug = bugs[which]
    assert program.count(bug["old"]) >= 1
    changed = program.replace(bug["old"], bug["new"], 1)
    marking, found = verdicts(assignment, changed)
    for line in bug["lines"].split():
        if bug["kind"] == "wrong":
            assert "wrong" in found.get(line, []), (line, found.get(line), marking.faults)
        elif not line.endswith("_new"):
            # What goes on with a mistake follows from it; the formula of an update is right in itself.
            assert not set(found.get(line, [])) & {"right", "right-rounded"}, (line, found[line])
    if bug["at"]:
        assert bug["at"] in changed.splitlines()[marking.first.at - 1]


@pytest.mark.long
@pytest.mark.parametrize("target", ["python", "numpy", "torch"])
@pytest.mark.parametrize("name", ["line", "mazur", "nndl3-cross-entropy", "nndl3-relu", "relu-batch", "xor-sum"])
def test_what_is_exported_reads_back_as_right(name, target, tmp_path):
    (path,) = (path for path in export(name, target, tmp_path) if path.suffix == ".py")
    marking, found = verdicts(load(name), path.read_text("utf-8"))
    assert not marking.faults
    assert found
    assert {said for all_said in found.values() for said in all_said} == {"right"}


def test_there_are_enough_of_them():
    assert len(PROGRAMS) + len(BUGS) >= 60


@pytest.mark.slow
@pytest.mark.parametrize("target", ["python", "numpy", "torch"])
@pytest.mark.parametrize("name", bundled(wide=False))
def test_our_own_programs_are_read_back_as_right(name, target, tmp_path):
    """Of every assignment that comes with symbp, those of formulas too, whose 1/3 a program prints in figures."""
    assignment = load(name)
    path = next(path for path in export(assignment, [target], tmp_path) if path.suffix == ".py")
    marking = check(assignment, path)
    assert not marking.faults
    assert marking.marks
    assert not [(mark.line, mark.given) for mark in marking.marks if not mark.verdict.startswith("right")]
