"""The whole exercise answered: statements that are true of the runs, of any assignment, and the same each time."""

import json
import re
import subprocess
import sys

import pytest
from conftest import REPOSITORY

from symbp import train, varied
from symbp.errors import SymbpError
from symbp.page.formats import files, formats
from symbp.page.words import Style
from symbp.studying import report
from symbp.studying.questions import questions
from symbp.studying.study import Study
from symbp.studying.trial import bound, shown

pytestmark = pytest.mark.long

sys.path.insert(0, str(REPOSITORY / "tests" / "reports"))


@pytest.fixture(scope="module")
def answers():
    study = Study("nndl3")
    return {question.number: question.answer(study) for question in questions()}


def rows(answer, table=0):
    cells = ([Style().text(cell) for cell in row] for row in answer.tables[table].rows)
    return {label: tuple(rest) for label, *rest in cells}


def said(answer):
    return " ".join(Style().text((sentence,)) for sentence in answer.statement)


def test_nine_questions_are_answered(answers):
    assert list(answers) == list(range(1, 10))
    for number, answer in answers.items():
        assert said(answer).endswith(".")
        assert answer.tables
        assert (answer.chart is None) == (number == 9)


def test_the_programs(answers):
    assert "its gradients of w1, w2, w3 and w4 are wrong, those of w1 and w3 even in their sign" in said(answers[1])
    assert rows(answers[1], 1)["∂L/∂w1"] == ("-0.0084214805", "0.014583332")


def test_every_row_is_a_run(answers):
    assert rows(answers[6])["step 5"][:4] == tuple(
        shown(train("nndl3", 1000, step=5).losses[at]) for at in (0, 9, 99, 999)
    )
    tanh = varied("nndl3", {"activation": "softplus"})
    assert rows(answers[3])["softplus on all units"][3] == shown(train(tanh, 1000).losses[-1])
    zeros = varied("nndl3", {"fill": 0})
    assert rows(answers[8])["zeros"][3] == shown(train(zeros, 1000).losses[-1])


def test_figures_that_rounding_decides_are_left_out(answers):
    """At step 100 two codings of the same calculation part in the third figure."""
    assert len(rows(answers[6])["step 100"][3].lstrip("0.")) < 4
    assert len(rows(answers[6])["step 1"][3].lstrip("0.")) >= 5


def test_what_follows_is_said(answers):
    assert "it is the same run" in said(answers[4])
    assert "0.00281407 on the scale of half the sum" in said(answers[4])
    assert "Where the second half of the run changes nothing: step 500 at 0.0289, saturated." in said(answers[6])
    assert "9 of 20 starts run down without end" in said(answers[7])
    assert "w1 = w2 (1.18086)" in said(answers[8])


SLOW = [
    pytest.param(name, marks=pytest.mark.slow)
    for name in ("nndl3-zero", "nndl3-bias", "nndl3-class", "relu-batch", "xor-mean")
]


@pytest.mark.parametrize("name", ["mazur", "linear-2-3-2-1", *SLOW])
def test_any_assignment_can_be_asked(tmp_path, name):
    (path, *_) = report(name, tmp_path, ["md"], 60)
    text = path.read_text("utf-8")
    assert text.count("## Question") == 9
    assert not re.search(r"\b(nan|inf|None)\b", text)
    for picture in re.findall(r"\]\(([\w.-]+)\)", text):
        assert (tmp_path / picture).read_bytes().startswith(b"<?xml") or "<svg" in (tmp_path / picture).read_text()


def test_a_report_made_twice_is_the_same(tmp_path):
    for folder in ("one", "two"):
        report("nndl3", tmp_path / folder, ["md"], 30)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / f).iterdir()} for f in ("one", "two"))
    assert one == two


def test_what_is_no_exercise_is_refused(tmp_path):
    for name, changes in (("line", ""), ("fizzbuzz", "")):
        with pytest.raises(SymbpError):
            report(name + changes, tmp_path)
    with pytest.raises(SymbpError, match="unknown format 'odt'"):
        report("nndl3", tmp_path, ["odt"])


def test_every_format_is_written(tmp_path):
    pytest.importorskip("typst", reason="pip install 'symbp[pdf]'")
    paths = report("nndl3", tmp_path, formats(), 10)
    assert {path.suffix for path in paths} >= {".csv", ".docx", ".html", ".ipynb", ".json", ".md", ".pdf", ".svg"}
    assert b"data:image/svg+xml;base64," in (tmp_path / "report.html").read_bytes()
    questions_ = json.loads((tmp_path / "report.json").read_text("utf-8"))["questions"]
    assert [each["number"] for each in questions_] == list(range(1, 10))


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
    command = [sys.executable, "-m", "symbp", "experiment", "linear-2-3-2-1-bias", "--report", "--rounds", "50"]
    done = subprocess.run([*command, "--out", tmp_path, "--to", "md"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
