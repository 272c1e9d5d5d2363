"""The whole exercise answered: statements that are true of the runs, of any assignment, and the same each time."""

import importlib.util
import json
import re
import subprocess
import sys

import pytest
from conftest import REPOSITORY

from symbp import load, train, varied
from symbp.code.program import program
from symbp.errors import SymbpError
from symbp.page.formats import files, formats
from symbp.page.model import Items, Preformatted
from symbp.page.words import Style
from symbp.studying import report
from symbp.studying.programs import prints, source
from symbp.studying.questions import questions
from symbp.studying.runs import bound, loss_text
from symbp.studying.study import Study

pytestmark = pytest.mark.long

sys.path.insert(0, str(REPOSITORY / "tests" / "reports"))


@pytest.fixture(scope="module")
def answers():
    study = Study("nndl3")
    return {question.name if question.part else question.number: question.of(study) for question in questions.values()}


def rows(answer, table=0):
    cells = ([Style().text(cell) for cell in row] for row in answer.tables[table].rows)
    return {label: tuple(rest) for label, *rest in cells}


def listings(answer):
    return [block.text for block in answer.before if isinstance(block, Preformatted)]


def said(answer):
    return " ".join(Style().text((sentence,)) for sentence in (*answer.short, *answer.statement))


def test_nine_questions_are_answered(answers):
    assert [number for number in answers if isinstance(number, int)] == list(range(1, 10))
    for number, answer in answers.items():
        assert said(answer).endswith(".")
        assert answer.tables or "because torch is not installed" in said(answer)
        assert (answer.chart is None) == (number == 9) or isinstance(number, str)


def test_the_wrong_program(answers):
    wrong = answers["wrong-program"]
    assert "its gradients of w1, w2, w3 and w4 are wrong, those of w1 and w3 even in their sign" in said(wrong)
    assert rows(wrong)["dL/dw1"] == ("-0.0084214805", "0.014583332")
    (listing,) = listings(wrong)
    marked = [row for row in listing.splitlines() if "#" in row]
    assert marked == [
        "dL_dout_h1 = dL_dw5 + dL_dw6  # wrong: should be dL_din_o1*w5 + dL_din_o2*w6",
        "dL_dout_h2 = dL_dw7 + dL_dw8  # wrong: should be dL_din_o1*w7 + dL_din_o2*w8",
    ]


def test_the_programs_that_are_shown_print_what_stands_beside_them(answers):
    pytest.importorskip("torch")
    shown_ = rows(answers[1])
    for column, text in enumerate(listings(answers[1])):
        printed = prints(text)
        assert shown_["loss, iteration 1000"][column] == loss_text(printed[1000, "loss"])
        assert shown_["dL/dw6"][column] == loss_text(printed[1, "dL/dw6"])
    assert loss_text(train("nndl3", 1000).losses[-1]) == shown_["loss, iteration 1000"][1]


@pytest.mark.parametrize("name", ["nndl3", "xor-mean", "logistic", "nndl3-class", "relu-batch", "linear-2-3-2-1-bias"])
def test_the_programs_of_any_assignment_go_the_way_of_its_run(name):
    pytest.importorskip("torch")
    run = train(name, 2)
    for form in ("numpy", "torch"):
        printed = prints(source(program(load(name)), form, 2, (1, 2), {}))
        assert printed[2, "loss"] == pytest.approx(run.losses[-1], rel=1e-12)
        for parameter, gradient in run.iterations[0].gradients.items():
            assert printed[1, f"dL/d{parameter}"] == pytest.approx(gradient, rel=1e-12, abs=1e-15)
        for parameter, value in run.parameters.items():
            assert printed[2, parameter] == pytest.approx(value, rel=1e-12)


def test_what_the_library_computes_is_the_formula(answers):
    pytest.importorskip("torch")
    for value, slope, theirs, by_autograd in list(rows(answers["torch-function"]).values())[:-1]:
        assert (value, slope) == (theirs, by_autograd)
    assert rows(answers["torch-squared-error"])['MSELoss(reduction="sum")'] == ("0.41942", "0.41942", "2")
    for ours, theirs, gradient, by_autograd in rows(answers["torch-cross-entropy"]).values():
        assert (ours, gradient) == (theirs, by_autograd)


def test_autograd_adds_up_until_zeroed(answers):
    pytest.importorskip("torch")
    for derived, once, twice, zeroed in rows(answers["autograd"]).values():
        assert derived == once == zeroed
        assert float(twice) == pytest.approx(2 * float(once), rel=1e-5)
    for told in ("refuses to change such a parameter in place", "stands the test of torch.autograd.gradcheck"):
        assert told in said(answers["autograd"])


def test_without_torch_its_programs_are_shown_and_not_run(monkeypatch):
    for name in ("programs", "torch_function", "torch_squared_error", "torch_cross_entropy", "autograd"):
        monkeypatch.setattr(f"symbp.studying.questions.{name}.torch_installed", lambda: False)
    study = Study("nndl3", 3)
    for question in questions.values():
        if question.name in ("programs", "torch-function", "torch-squared-error", "torch-cross-entropy", "autograd"):
            answer = question.of(study)
            assert "because torch is not installed" in said(answer)
            assert len({len(row) for table in answer.tables for row in table.rows}) <= 2


def test_the_summary_says_what_the_questions_have_taught(answers):
    (lessons,) = [block for block in answers[9].after if isinstance(block, Items)]
    told = [Style().text(each) for each in lessons.items]
    assert len(told) == sum(answer.lesson is not None for answer in answers.values())
    assert len(told) == (9 if importlib.util.find_spec("torch") else 8)
    assert any("from 0.20971 to 0.00473284" in each for each in told)


def test_every_row_is_a_run(answers):
    assert rows(answers[6])["η = 5"][:4] == tuple(
        loss_text(train("nndl3", 1000, learning_rate=5).losses[at]) for at in (0, 9, 99, 999)
    )
    tanh = varied("nndl3", {"activation": "softplus"})
    assert rows(answers[3])["softplus on all units"][3] == loss_text(train(tanh, 1000).losses[-1])
    zeros = varied("nndl3", {"fill": 0})
    assert rows(answers[8])["zeros"][3] == loss_text(train(zeros, 1000).losses[-1])


def test_figures_that_rounding_decides_are_left_out(answers):
    """At step 100 two codings of the same calculation part in the third figure."""
    assert len(rows(answers[6])["η = 100"][3].lstrip("0.")) < 4
    assert len(rows(answers[6])["η = 1"][3].lstrip("0.")) >= 5


def test_what_follows_is_said(answers):
    assert "it is the same run" in said(answers[4])
    assert "0.00281407 on the scale of half the sum" in said(answers[4])
    assert "Where the second half of the run changes nothing: η = 500 at 0.0289, saturated." in said(answers[6])
    assert "the loss of 9 of 20 starts falls without end" in said(answers[7])
    assert "w1 = w2 (1.18086)" in said(answers[8])


SLOW = [
    pytest.param(name, marks=pytest.mark.slow)
    for name in ("nndl3-zero", "nndl3-bias", "nndl3-class", "relu-batch", "xor-mean", "linear-2-3-2-1")
]


@pytest.mark.parametrize("name", ["mazur", *SLOW])
def test_any_assignment_can_be_asked(tmp_path, name):
    (path, *_) = report(name, tmp_path, ["md"], 60)
    text = path.read_text("utf-8")
    assert text.count("### Question") == 9
    assert not re.search(r"\b(nan|inf|None)\b", text)
    for picture in re.findall(r"\]\(([\w.-]+)\)", text):
        assert (tmp_path / picture).read_bytes().startswith(b"<?xml") or "<svg" in (tmp_path / picture).read_text()


@pytest.fixture(scope="module")
def in_every_format(tmp_path_factory):
    """The folder of a report in all formats that can be made here, and their files."""
    folder = tmp_path_factory.mktemp("report")
    made = [form for form in formats if form != "pdf" or importlib.util.find_spec("typst")]
    return folder, report("nndl3", folder, made, 30)


@pytest.mark.slow
def test_a_report_made_twice_is_the_same(in_every_format, tmp_path):
    report("nndl3", tmp_path, ["md"], 30)
    again = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert {"report.md"} < again.keys()
    assert again == {name: (in_every_format[0] / name).read_bytes() for name in again}


def test_what_is_no_exercise_is_refused(tmp_path):
    for name, changes in (("line", ""), ("fizzbuzz", "")):
        with pytest.raises(SymbpError):
            report(name + changes, tmp_path)
    with pytest.raises(SymbpError, match="unknown format 'odt'"):
        report("nndl3", tmp_path, ["odt"])


def test_every_format_is_written(in_every_format):
    pytest.importorskip("typst", reason="pip install 'symbp[pdf]'")
    folder, paths = in_every_format
    assert {path.suffix for path in paths} >= {".csv", ".docx", ".html", ".ipynb", ".json", ".md", ".pdf", ".svg"}
    assert b"data:image/svg+xml;base64," in (folder / "report.html").read_bytes()
    questions_ = json.loads((folder / "report.json").read_text("utf-8"))["questions"]
    assert [each["number"] for each in questions_ if not each["part"]] == list(range(1, 10))


def test_bounds_hold_on_every_machine():
    bounds = [bound(value) for value in (0.0, 3e-13, 5e-10, 1.9e-6, 5e-3, 3.0, float("nan"))]
    assert bounds == ["1e-12", "1e-12", "1e-09", "2e-06", "1e-02", "10", "any bound"]


# -- reports/ -------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_report_on_the_exercise_is_what_its_command_makes(tmp_path):
    report("nndl3", tmp_path)
    folder = REPOSITORY / "reports" / "nndl3-report"
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in folder.iterdir()}
    # Curves and pages have the digits of the library that draws them; what is said has none of its own.
    assert (tmp_path / "report.md").read_bytes() == (folder / "report.md").read_bytes()


@pytest.mark.slow
def test_the_report_on_the_statements_is_what_its_command_makes():
    import statements

    made = files(statements.report(), ["md"])
    assert made["statements.md"] == (REPOSITORY / "reports" / "statements" / "statements.md").read_bytes()
    assert list(made) == ["statements.md", "programs.svg"]


@pytest.mark.slow
def test_a_diverging_report_ends_well(tmp_path):
    command = [sys.executable, "-m", "symbp", "experiment", "linear-2-3-2-1-bias", "--report", "--iterations", "50"]
    done = subprocess.run([*command, "--out", tmp_path, "--to", "md"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
