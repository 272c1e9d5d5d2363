"""Questions for learning platforms: the numbers in their files, as parsers of others read them."""

from __future__ import annotations

import csv
import importlib.util
import io
import itertools
import json
import os
import re
import subprocess
import sys
import zipfile
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest
from conftest import REPOSITORY
from terminal import run

from symbp import Assignment, bundled, load, parse, quiz, varied, write_quiz
from symbp.errors import UnknownNameError
from symbp.page.words import Style
from symbp.pipeline import derive
from symbp.quizzes.forms import quiz_forms
from symbp.quizzes.forms.base import QuizWriter, plain
from symbp.spec.numbers import read_number
from symbp.spec.reader import text_of
from symbp.tables import table

SMALL = [name for name in bundled() if isinstance(load(name), Assignment)]
ALL = ("forward", "loss", "deltas", "gradients", "updates")


def tree_of(text):
    return ET.fromstring(text)  # noqa: S314 - our own


def needs(module):
    return pytest.mark.skipif(not importlib.util.find_spec(module), reason=f"needs {module}")


def made(name, form, **options):
    files = quiz_forms[form].files(QuizWriter(quiz(load(name), **options), Style(), text_of(name)))
    return {file: content if isinstance(content, bytes) else content.encode() for file, content in files.items()}


def only(name, form, **options):
    (content,) = made(name, form, **options).values()
    return content


@pytest.mark.long
@pytest.mark.parametrize("name", SMALL)
def test_the_tolerance_takes_every_honest_rounding_and_no_known_mistake(name):
    assignment = load(name, arrays=False)
    asked = quiz(assignment, ALL)
    worked = table(derive(assignment), assignment)
    assert len(asked.questions) > 5
    for each in asked.questions:
        digits = worked.proven[each.line]
        exact = (digits.low + digits.high) / 2
        assert abs(exact - each.value) < each.tolerance, each.line
        assert each.text == worked[each.line].rounded
        for wrong in each.wrong:
            assert abs(wrong.value - each.value) > 2 * each.tolerance
            assert wrong.message
        values = sorted(wrong.value for wrong in each.wrong)
        assert all(b - a > 2 * each.tolerance for a, b in itertools.pairwise(values))


def test_parts_and_lines_are_asked_for_and_nothing_else():
    assert [each.line for each in quiz(load("mazur"), ["loss", "dL/dw5"]).questions] == ["L", "dL/dw5"]
    with pytest.raises(UnknownNameError, match="Did you mean 'gradients'"):
        quiz(load("mazur"), ["gradient"])


@pytest.mark.parametrize(
    ("number", "text"), [("-1/5000", "-0.0002"), ("3", "3"), ("1e-7", "0.0000001"), ("0.0", "0"), ("-12.50", "-12.5")]
)
def test_numbers_without_powers_of_ten(number, text):
    assert plain(read_number(number).value) == text
    assert Fraction(text) == read_number(number).value


def test_moodle_has_a_question_a_line_with_its_tolerance_and_messages():
    tree = tree_of(only("nndl3", "moodle"))
    asked = quiz(load("nndl3"))
    found = tree.findall("question[@type='numerical']")
    assert [each.findtext("name/text") for each in found] == [each.line for each in asked.questions]
    for question, each in zip(found, asked.questions, strict=True):
        right, *wrong = question.findall("answer")
        assert (right.get("fraction"), Fraction(right.findtext("text"))) == ("100", each.value)
        assert Fraction(right.findtext("tolerance")) == each.tolerance
        assert [Fraction(other.findtext("text")) for other in wrong] == [other.value for other in each.wrong]
        assert all(other.findtext("feedback/text").startswith("<p>") for other in wrong)
    given = tree.findtext("question[@type='description']/questiontext/text")
    intro = tree_of(f"<div>{given}</div>")
    assert len(intro.findall(".//table")) == 2


def test_cloze_has_a_gap_a_line():
    tree = tree_of(only("nndl3", "cloze"))
    text = tree.findtext("question/questiontext/text")
    gaps = re.findall(r"\{1:NUMERICAL:=(-?[\d.]+):([\d.]+)((?:~%0%-?[\d.]+:[\d.]+#(?:\\.|[^~}\\])*)*)\}", text)
    asked = quiz(load("nndl3"))
    assert [Fraction(value) for value, _, _ in gaps] == [each.value for each in asked.questions]
    assert [wrong.count("~%0%") for _, _, wrong in gaps] == [len(each.wrong) for each in asked.questions]


@needs("pygiftparser")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_gift_is_read_by_its_parser():
    from pygiftparser import parser

    asked = quiz(load("nndl3"))
    found = parser.parseFile(io.StringIO(only("nndl3", "gift").decode()))
    assert [each.title for each in found[1:]] == [each.line for each in asked.questions]
    # That parser knows no negative numbers.
    positive = [i for i, each in enumerate(asked.questions) if each.value > 0 and all(w.value > 0 for w in each.wrong)]
    assert positive
    for i in positive:
        read = found[i + 1]
        assert read.valid
        answers = read.answers.answers
        assert Fraction(str(answers[0].value)) == asked.questions[i].value
        assert [answer.fraction for answer in answers] == [100, *[0] * len(asked.questions[i].wrong)]


def test_qti_for_canvas_accepts_what_is_within_the_tolerance():
    with zipfile.ZipFile(io.BytesIO(only("mazur", "qti"))) as parts:
        tree = tree_of(parts.read("mazur/mazur.xml"))
        manifest = tree_of(parts.read("imsmanifest.xml"))
        listed = {element.get("href") for element in manifest.iter() if element.tag.endswith("file")}
        assert listed == set(parts.namelist()) - {"imsmanifest.xml"}
    space = {"q": "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"}
    asked = quiz(load("mazur"))
    items = tree.findall(".//q:item", space)[1:]
    assert len(items) == len(asked.questions)
    for item, each in zip(items, asked.questions, strict=True):
        right = item.findall(".//q:respcondition", space)[-1]
        low, high = right.find(".//q:vargte", space).text, right.find(".//q:varlte", space).text
        assert (Fraction(low), Fraction(high)) == (each.value - each.tolerance, each.value + each.tolerance)
        links = {element.get("linkrefid") for element in item.findall(".//q:displayfeedback", space)}
        assert links == {element.get("ident") for element in item.findall("q:itemfeedback", space)}


def test_canvas_is_warned_of_numbers_that_it_takes_for_0():
    remarks = [
        quiz_forms["qti"].remarks(quiz(varied("mazur", {"data.x": [[x, x]]}), ["dL/dw1"])) for x in ("0.5", "0.001")
    ]
    assert remarks == [[], ["Canvas takes numbers below 0.0001 for 0: dL/dw1"]]


@needs("text2qti")
def test_qti_has_the_elements_that_another_writer_has():
    from text2qti.config import Config
    from text2qti.qti import QTI
    from text2qti.quiz import Quiz

    text = "Quiz title: q\n\n1. How much?\n= 0.5 +- 0.1\n"
    theirs = QTI(Quiz(text, config=Config(), source_name="q")).zip_bytes()
    tags = []
    for content in (theirs, only("nndl3", "qti", ask=["dL/dw5"])):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            (name,) = (n for n in parts.namelist() if n.endswith(".xml") and "manifest" not in n and "meta" not in n)
            found = tree_of(parts.read(name))
            tags.append({element.tag for element in found.iter()})
    feedback = {tag for tag in tags[1] if tag.endswith(("feedback", "flow_mat"))}
    assert tags[1] - feedback == tags[0]


def test_qti_2_has_an_item_a_question():
    with zipfile.ZipFile(io.BytesIO(only("nndl3", "qti2", ask=["gradients"]))) as parts:
        names = parts.namelist()
        manifest = tree_of(parts.read("imsmanifest.xml"))
        assert {element.get("href") for element in manifest.iter() if element.tag.endswith("file")} == set(names[1:])
        asked = quiz(load("nndl3"), ["gradients"]).questions
        for i, each in enumerate(asked, start=1):
            item = tree_of(parts.read(f"q{i}.xml"))
            space = {"q": "http://www.imsglobal.org/xsd/imsqti_v2p1"}
            assert Fraction(item.findtext(".//q:correctResponse/q:value", None, space)) == each.value
            codes = {element.get("identifier") for element in item.findall("q:modalFeedback", space)}
            assert len(codes) == len(each.wrong)


def test_prairielearn_has_a_folder():
    files = made("nndl3", "prairielearn", ask=["gradients"])
    info = json.loads(files["nndl3-prairielearn/info.json"])
    assert info["type"] == "v3"
    assert len(info["uuid"]) == 36
    page = tree_of(f"<div>{files['nndl3-prairielearn/question.html'].decode()}</div>")
    inputs = page.findall("pl-number-input")
    assert [Fraction(each.get("correct-answer")) for each in inputs] == [
        each.value for each in quiz(load("nndl3"), ["gradients"]).questions
    ]


def test_csv_has_a_question_a_row():
    rows = list(csv.DictReader(io.StringIO(only("nndl3", "csv", ask=["dL/dw5"]).decode())))
    assert [(row["line"], row["answer"], row["tolerance"]) for row in rows] == [("dL/dw5", "0.0346", "0.0002")]


HOSTILE = """
title = "</text> ]]> & \\"x\\" <script>alert(1)</script> {=1} ~ #"
[network]
layers = [1, 1]
activation = "sigmoid"
[loss]
name = "squared-error"
[data]
x = [["1"]]
y = [["0.5"]]
[parameters]
weights = ["0.5"]
"""


@pytest.mark.parametrize("form", sorted(quiz_forms))
def test_a_title_is_text_in_every_form_and_the_same_quiz_has_the_same_bytes(form):
    writer = QuizWriter(quiz(parse(HOSTILE), ["gradients"]), Style(), HOSTILE)
    files = dict(quiz_forms[form].files(writer))
    assert files == dict(quiz_forms[form].files(writer))
    for name, content in files.items():
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                texts = {each: parts.read(each).decode() for each in parts.namelist()}
        else:
            texts = {name: content if isinstance(content, str) else content.decode()}
        for each, text in texts.items():
            assert "<script>" not in text or each.endswith((".csv", ".json", ".gift", ".ipynb", ".toml")), each
            if each.endswith(".xml"):
                tree_of(text)


def test_files_are_written_side_by_side(tmp_path):
    paths = write_quiz("nndl3", sorted(quiz_forms), tmp_path / "out", ask=["gradients"])
    assert all(path.is_file() for path in paths)
    assert not list((tmp_path / "out").rglob(".symbp-*"))


def test_gradescope_gets_a_score_and_a_reason_for_each_line(tmp_path):
    (path,) = write_quiz("mazur", ["gradescope"], tmp_path, ask=["dL/dw5", "dL/dw1"], points=Fraction(2))
    with zipfile.ZipFile(path) as parts:
        parts.extractall(tmp_path / "source")
    (tmp_path / "submission").mkdir()
    (tmp_path / "submission" / "sheet.md").write_text("dw5 = 0.0822\ndw1 = 0.000668396\n")
    command = [sys.executable, str(tmp_path / "source" / "grade.py"), str(tmp_path)]
    subprocess.run(command, check=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(REPOSITORY)})
    found = json.loads((tmp_path / "results" / "results.json").read_text("utf-8"))
    assert [(test["name"], test["score"], test["max_score"]) for test in found["tests"]] == [
        ("dL/dw5", 2, 2),
        ("dL/dw1", 0, 2),
    ]
    assert "only one of several paths" in found["tests"][1]["output"]
    assert "0.00043856" not in found["output"]


def test_a_notebook_marks_its_answers():
    import nbformat

    content = only("nndl3", "notebook", ask=["dL/dw5", "dL/dw1"])
    made_up = nbformat.reads(content.decode(), as_version=4)
    nbformat.validate(made_up)
    cells = {cell["id"]: cell["source"] for cell in made_up.cells}
    right = cells["answers"].replace("dL/dw5 = ", "dL/dw5 = 0.0346").replace("dL/dw1 = ", "dL/dw1 = 0.0146")
    names: dict[str, object] = {}
    exec(right, names)  # noqa: S102 - our own notebook
    exec(cells["q1"], names)  # noqa: S102
    with pytest.raises(AssertionError):
        exec(cells["q2"], names)  # noqa: S102


def test_what_a_form_cannot_say_is_said_to_the_teacher(tmp_path):
    worth_two = run("quiz", "nndl3", "--to", "gift", "--points", "2", cwd=tmp_path)
    assert "GIFT does not say what a question is worth" in worth_two.stderr
    assert "GIFT" not in run("quiz", "nndl3", "--to", "gift", cwd=tmp_path).stderr
