"""Programs of wide networks: compared as programs of a small network that stands for the wide one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from terminal import run

import symbp
from symbp.errors import SpecError
from symbp.finding import Found, find_assignment
from symbp.marking import Marking, Verdict
from symbp.spec import parse
from symbp.spec.standing_in import SAMPLES, small_sizes, stand_in

FOLDER = Path(__file__).parent / "programs" / "wide"

SIZES = {
    "drawn_rows": (3072, 50, 10),
    "frame_columns": (784, 24, 10),
    "lines_of_a_file": (784, 150, 10),
    "loader": (784, 120, 60, 10),
    "pairs_in_batches": (784, 40, 10),
    "random_tensors": (600, 80, 12),
    "shuffled_rows": (784, 100, 10),
}

BUGS = [
    ("frame_columns", "dz2.sum(axis=1, keepdims=True)", "np.sum(dz2)", "bias-summed"),
    ("frame_columns", " * (z1 > 0)", "", "slope-left-out"),
    ("frame_columns", "second.T @ dz2", "second.T @ a2", "another-array"),
    ("frame_columns", "first - rate * dw1", "first + rate * dw1", "update-sign"),
    ("pairs_in_batches", "(out[-1] - y) * slope(sums[-1])", "(out[-1] - y)", "slope-left-out"),
    ("pairs_in_batches", "slope(sums[-back])", "slope(out[-back])", "slope-at-wrong-place"),
    ("shuffled_rows", "dh * (1 - h ** 2)", "dh * (1 - h)", "wrong-slope"),
    ("shuffled_rows", "dz @ W2.T", "p @ W2.T", "another-array"),
    ("shuffled_rows", "dz.sum(axis=0, keepdims=True)", "dz.sum()", "bias-summed"),
    ("drawn_rows", "back[h <= 0] = 0", "pass", "slope-left-out"),
    ("drawn_rows", "-= learning_rate", "+= learning_rate", "update-sign"),
    ("random_tensors", "r.t().mm(dp)", "h.t().mm(dp)", "pre-activation-forward"),
    ("lines_of_a_file", " * middle * (1 - middle)", "", "slope-left-out"),
    ("lines_of_a_file", "self.rate * gap @", "-self.rate * gap @", "update-sign"),
    ("loader", "rule.zero_grad()", "pass", "gradients-not-zeroed"),
]


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text("utf-8")


@cache
def found(name: str) -> Found:
    return find_assignment(text_of(name), name)


def marked(assignment, program: str, folder: Path) -> Marking:
    path = folder / "program.py"
    path.write_text(program, "utf-8")
    return symbp.check(assignment, path)


def test_every_program_is_tried():
    assert {path.stem for path in FOLDER.iterdir()} == {*SIZES}


@pytest.mark.parametrize("name", SIZES)
def test_the_network_of_a_wide_program_is_found_and_all_of_it_is_right(name, tmp_path):
    network = found(name).assignment.network
    assert (network.stands_for, found(name).proven) == (SIZES[name], True)
    marking = marked(found(name).assignment, text_of(name), tmp_path)
    assert marking.all_right
    assert not marking.faults


@pytest.mark.parametrize(("name", "old", "new", "mistake"), BUGS)
def test_a_bug_in_a_wide_program_is_found_and_named(name, old, new, mistake, tmp_path):
    assert old in text_of(name)
    marking = marked(found(name).assignment, text_of(name).replace(old, new, 1), tmp_path)
    wrong = [mark for mark in marking.marks if mark.verdict is Verdict.WRONG]
    assert mistake in {mark.mistake.id for mark in wrong if mark.mistake is not None}


def test_shapes_that_do_not_fit_are_told_in_the_sizes_of_the_program(tmp_path):
    program = text_of("lines_of_a_file").replace("gap_middle @ column.T", "gap_middle @ middle.T")
    marking = marked(found("lines_of_a_file").assignment, program, tmp_path)
    assert "(150, 784) and (150, 150)" in marking.faults[0].entry.fault
    assert not marking.all_right


def test_a_bundled_wide_assignment_takes_programs(tmp_path):
    program = text_of("random_tensors").replace("32, 600, 80, 12", "64, 1000, 100, 10")
    marking = marked("relu-1000-100-10", program, tmp_path)
    assert marking.all_right
    assert not marked("relu-1000-100-10", program.replace("2.0 * (p - y)", "(y - p)"), tmp_path).all_right


def test_a_wide_assignment_takes_no_sheets(tmp_path):
    (tmp_path / "sheet.md").write_text("L = 0.5", "utf-8")
    with pytest.raises(SpecError, match="matrices"):
        symbp.check("fizzbuzz", tmp_path / "sheet.md")


def test_another_learning_rate_under_any_name_is_a_remark(tmp_path):
    text = found("random_tensors").text.replace("learning_rate = 0.000002", "learning_rate = 0.1")
    program = text_of("random_tensors").replace("rate", "pace").replace("2e-6", "0.003")
    marking = marked(parse(text.replace("learning_pace", "learning_rate"), "other"), program, tmp_path)
    assert marking.all_right


@pytest.mark.parametrize("name", ["fizzbuzz", "relu-1000-100-10"])
def test_the_small_network_is_of_the_same_kind(name):
    small, wide = stand_in(name), symbp.load(name)
    assert small.network.stands_for == wide.sizes
    assert [layer[0].activation for layer in small.network.layers[1:]] == [layer.activation for layer in wide.layers]
    assert (small.loss, small.learning_rate, len(small.samples)) == (wide.loss, wide.learning_rate, SAMPLES)


@pytest.mark.parametrize("sizes", [(784, 10, 10), (784, 128, 64, 10), (2, 100, 1), (3072, 3, 12)])
def test_sizes_are_equal_where_they_were_and_differ_where_they_differed(sizes):
    small = small_sizes(sizes)
    pairs = [(i, j) for i in range(len(sizes)) for j in range(i)]
    assert all((small[i] == small[j]) is (sizes[i] == sizes[j]) for i, j in pairs)
    assert all(few == many or few != SAMPLES for few, many in zip(small, sizes, strict=True))


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ("[784, 10]", "2 sizes for 3 layers"),
        ("[1, 30, 10]", "cannot stand for one of 1"),
        ("[30, 30, 10]", "30 stands once for 2 units and once for 3"),
    ],
)
def test_sizes_that_cannot_be_stood_for_are_refused(sizes, said):
    text = (
        f'[network]\nlayers = [2, 3, 2]\nactivation = "sigmoid"\nstands_for = {sizes}\n[loss]\nname = "squared-error"\n'
        "[data]\nx = [[1, 2]]\ny = [[0, 1]]\n[parameters]\nweights = [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]\n"
    )
    with pytest.raises(SpecError, match=said):
        parse(text, "wide")


def test_the_command_says_for_what_the_small_network_stands(tmp_path):
    path = tmp_path / "net.py"
    path.write_text(text_of("random_tensors"), "utf-8")
    result = run("check", str(path))
    assert "600-80-12" in result.stderr
    assert "compared as a network of 5-4-3" in result.stderr
