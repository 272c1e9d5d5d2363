"""A worksheet has a gap for every line, and its key, as whatever is filled in rightly, is all right."""

import csv
import io
import re
import shutil
import subprocess
import time
from fractions import Fraction

import pytest
from pages import written
from terminal import run

from symbp import check, check_text, derive, load, table, worksheet
from symbp.errors import SymbpError
from symbp.page.model import Gap
from symbp.page.words import Style
from symbp.solving import Solution
from symbp.solving.sheet import Asked, Hint, Worksheet, page
from symbp.steps import Kind

ASKED = (Kind.PRE, Kind.ACT, Kind.LOSS, Kind.GRADIENT, Kind.UPDATE)


@pytest.fixture(scope="module")
def solution():
    return Solution.of(table(derive(load("nndl3")), load("nndl3")))


def gaps(worksheet):
    """The numbers of the gaps, in the order in which they are read."""
    cells = [cell for grid in page(worksheet).tables() for row in grid.rows for cell in row]
    return [part.number for cell in cells for part in cell if isinstance(part, Gap)]


def test_every_gap_has_its_number(solution):
    lines = len(solution.table.derivation.of_kind(*ASKED)) + 4
    assert gaps(Worksheet(solution)) == list(range(1, lines + 1))
    assert gaps(Worksheet(solution, Asked.FORMULAS)) == list(range(1, 2 * lines + 1))
    assert gaps(Worksheet(solution, Asked.ALL)) == list(range(1, 3 * lines + 1))
    assert gaps(Worksheet(solution, key=True)) == []


def test_the_help_before_a_gap(solution):
    plain, formula, numbers, rule = (
        written(Worksheet(solution, hint=hint), "md") for hint in (Hint.NONE, Hint.FORMULA, Hint.NUMBERS, Hint.RULE)
    )
    assert r"w_1\,x_1 + w_3\,x_2" in formula
    assert r"w_1\,x_1 + w_3\,x_2" not in plain
    assert r"0.2 \cdot 0.5 + 0.5 \cdot 0.3" in numbers
    assert r"\sum" in rule
    assert not any("0.2500" in sheet for sheet in (plain, formula, rule))


@pytest.mark.long
@pytest.mark.parametrize("name", ["nndl3", "mazur", "relu-batch", "softmax-squared-error", "linear-2-3-2-1-bias"])
@pytest.mark.parametrize("form", ["md", "html", "csv"])
def test_a_key_is_all_right(name, form, tmp_path):
    (path, *_) = worksheet(name, form, tmp_path, gaps="all", key=True)
    marking = check(name, path)
    assert not marking.faults
    assert all(mark.verdict.startswith("right") for mark in marking.marks)


def test_a_file_is_filled_in_and_read_back(solution):
    rows = list(csv.reader(io.StringIO(written(Worksheet(solution), "csv"))))
    hand = solution.table.hand
    filled = "\n".join(f"{name},{hand[name].text}" for name, _ in rows[1:])
    marking = check_text("nndl3", f"name,value\n{filled}\n", format="csv")
    assert len(marking.marks) == len(rows) - 1
    assert all(mark.verdict.startswith("right") for mark in marking.marks)
    assert all(value == "" for _, value in rows[1:])


def test_a_wide_network_has_no_worksheet(tmp_path):
    with pytest.raises(SymbpError):
        worksheet("relu-1000-100-10", "md", tmp_path)


def test_the_command(tmp_path):
    done = run("worksheet", "nndl3", "--to", "md,csv", "--hint", "rule", "--key", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key.csv", "key.md", "network.svg"]
    assert "Did you mean 'values'" in run("worksheet", "nndl3", "--gaps", "value", "--out", tmp_path).stderr


@pytest.mark.parametrize("form", ["md", "html", "tex", "typ"])
def test_room_to_calculate_in_stands_below_each_question(form, solution):
    room = {"md": "<br>\n" * 5, "html": 'style="height: 3cm"', "tex": "{3cm}", "typ": "height: 3cm"}[form]
    assert written(Worksheet(solution), form).count(room) == 0
    # The forward pass, the loss, the error terms, the gradients: what is given asks nothing.
    assert written(Worksheet(solution, space=3), form).count(room) == 4
    assert written(Worksheet(solution, space=3, key=True), form).count(room) == 0


@pytest.mark.long
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed: apt-get install poppler-utils")
def test_room_in_a_pdf_is_as_high_as_it_is_asked_for(tmp_path):
    pytest.importorskip("typst", reason="pip install 'symbp[pdf]'")
    gaps = {}
    for space in (2, 3):
        (path,) = worksheet("nndl3", "pdf", tmp_path / str(space), space=space)
        told = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, check=True).stdout.decode()
        forward, loss = (float(re.search(rf'yMin="([0-9.]+)"[^>]*>{head}<', told)[1]) for head in ("Forward", "Loss"))
        gaps[space] = (loss - forward) / 72 * 2.54
    assert gaps[3] - gaps[2] == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize("space", [-1, 23])
def test_no_page_has_that_much_room(space, tmp_path):
    assert "expected 0 to 22" in run("worksheet", "nndl3", "--space", space, "--out", tmp_path).stderr


# -- course, author, date, points, formulas in notes -----------------------------------------------

HEADED = """
title = "Sheet 4"
notes = ["Start with $w_1$. It costs $5 and $6, and $\\\\nothing$ is no formula."]
[network]
layers = [2, 2, 2]
activation = "sigmoid"
[loss]
name = "half-squared-error"
[data]
x = [0.5, 0.3]
y = [0.23, 0.07]
[parameters]
weights = [0.2, -0.4, 0.5, 0.6, 0.1, -0.5, -0.3, 0.8]
[training]
learning_rate = 1
[marking]
points = {gradient = 2, "dL/dw5" = 3.5}
[document]
course = "Machine Learning 1"
author = "A. Lehrer"
date = "12 May 2026"
"""


@pytest.fixture
def headed(tmp_path):
    (tmp_path / "headed.toml").write_text(HEADED)
    return load(tmp_path / "headed.toml")


def test_course_author_and_date_stand_below_the_title(headed):
    made = Solution.of(table(derive(headed), headed))
    for subject in (made, Worksheet(made), Worksheet(made, key=True)):
        for form in ("md", "html", "tex", "typ", "text"):
            text = written(subject, form)
            assert all(word in text for word in ("Machine Learning 1", "A. Lehrer", "12 May 2026")), form
        assert 'author: "A. Lehrer"' in written(subject, "typ")
    assert "·" not in written(Solution.of(table(derive(load("nndl3")), load("nndl3"))), "md").split("##")[0]


@pytest.mark.parametrize(
    ("language", "day"), [("en", "12 May 2026"), ("de", "12. Mai 2026"), ("fr", "12 mai 2026"), ("zh", "2026年5月12日")]
)
def test_a_date_is_written_as_the_language_does(language, day, tmp_path):
    (tmp_path / "dated.toml").write_text(HEADED.replace('date = "12 May 2026"', "date = 2026-05-12"))
    (path, *_) = worksheet(tmp_path / "dated.toml", "md", tmp_path / "out", language=language)
    assert f"Machine Learning 1 · A. Lehrer · {day}\n" in path.read_text("utf-8").replace("\\", "")


def test_a_note_has_formulas(headed):
    made = Solution.of(table(derive(headed), headed))
    assert "Start with $w_{1}$." in written(made, "md").replace("w_1", "w_{1}")
    assert r"\$5 and \$6" in written(made, "md")
    assert "<msub><mi>w</mi><mn>1</mn></msub>" in written(made, "html")
    assert r"and \$\\nothing\$ is no formula" in written(made, "md")


def test_points_stand_behind_each_line_and_above_them_all(headed):
    sheet = Worksheet(Solution.of(table(derive(headed), headed)))
    grids = list(page(sheet).tables())
    style = Style()
    cells = [style.text(row[-1]) for grid in grids for row in grid.rows]
    assert all(style.text(grid.heads[-1]) == "Points" for grid in grids)
    # Four units with two numbers each, the loss, four deltas, eight gradients with their updates.
    assert cells == ["2"] * 4 + ["1"] * 5 + ["3"] * 4 + ["4.5"] + ["3"] * 3
    assert "of 38.5" in written(sheet, "text").replace("\n", " ")
    assert "Points: 38.5" in written(Worksheet(sheet.solution, key=True), "md")
    assert "Punkte: 38,5" in written(Worksheet(sheet.solution, key=True), "md", style=Style(language="de"))
    assert "Points" not in written(Worksheet(Solution.of(table(derive(load("nndl3")), load("nndl3")))), "md")


def test_points_are_what_a_line_counts_for(headed):
    right, wrong = "in_h1 = 0.25\n", "dL/dw5 = 0.5\n"
    assert check_text(headed, right + wrong).score == Fraction(2, 9)
    assert check_text(headed, right + wrong, weights={"dL/dw5": Fraction(1)}).score == Fraction(1, 2)
    assert check_text("nndl3", right + wrong).score == Fraction(1, 2)


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ("-1", "marking.points: expected a number from 0 to 1000, got -1"),
        (
            "{gradients = 2}",
            "marking.points: 'gradients' is neither a line nor a kind of line. Did you mean 'gradient'",
        ),
        ('{gradient = "x"}', "marking.points: gradient: "),
    ],
)
def test_points_that_mean_nothing(points, message, tmp_path):
    text = HEADED.replace('{gradient = 2, "dL/dw5" = 3.5}', points)
    (tmp_path / "own.toml").write_text(text)
    with pytest.raises(SymbpError, match=re.escape(message)):
        worksheet(tmp_path / "own.toml", "md", tmp_path)
    with pytest.raises(SymbpError, match=re.escape(message.split("'")[1] if "'" in message else "points")):
        check_text(tmp_path / "own.toml", "in_h1 = 0.25")


def test_one_number_is_what_every_line_is_worth(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(HEADED.replace('{gradient = 2, "dL/dw5" = 3.5}', '"1/2"'))
    assert "of 14.5" in written(Worksheet(Solution.of(table(derive(load(path)), load(path)))), "text")


# -- filled in, in every form ---------------------------------------------------------------------


def answers(solution, sheet):
    """The right number for each gap of a sheet, in their order, with the line that is asked for."""
    cells = [cell for grid in page(sheet).tables() for row in grid.rows for cell in row]
    names = [part.name for cell in cells for part in cell if isinstance(part, Gap)]
    return [(name, solution.table.hand[name].text) for name in names]


def all_right(marking, count):
    return marking.all_right and len(marking.answered) == count


GAP = {
    "md": r"\(\d+\) (?:\\_)+",
    "html": r'(?<=autocomplete="off" )(?=/>)',
    "tex": r"\\gap\{\d+\}\{\d+\}",
    "typ": r'#gap\("\d+", \d+\);',
}


@pytest.mark.parametrize("form", GAP)
@pytest.mark.parametrize("hint", ["none", "rule", "formula"])
def test_a_sheet_that_is_filled_in_is_all_right(form, hint, solution):
    sheet = Worksheet.of(solution, hint=hint)
    given = answers(solution, sheet)
    numbers = iter(number for _, number in given)
    blank = written(sheet, form)
    text = re.sub(GAP[form], lambda _: f'value="{next(numbers)}" ' if form == "html" else next(numbers), blank)
    assert next(numbers, None) is None
    marking = check_text("nndl3", text, form)
    assert {mark.line for mark in marking.answered} >= {name for name, _ in given}
    assert marking.all_right, (marking.faults, marking.first)
    # And one that has a wrong number is not.
    name, right = given[0]
    wrong = check_text("nndl3", text.replace(right, "0.9999"), form)
    assert wrong.first.line == name
    if form == "html":
        assert {mark.kind for mark in check_text("nndl3", blank, form).answered if not mark.formula} <= {Kind.GIVEN}


def test_a_spreadsheet_that_is_filled_in_is_all_right(solution, tmp_path):
    openpyxl = pytest.importorskip("openpyxl", reason="pip install 'symbp[xlsx]'")
    pytest.importorskip("xlsxwriter", reason="pip install 'symbp[xlsx]'")
    (path,) = worksheet("nndl3", "xlsx", tmp_path)
    book = openpyxl.load_workbook(path)
    rows = list(book.active.iter_rows(min_row=2))
    assert all(value.value is None and value.number_format == "@" for _, value in rows)
    for name, value in rows:
        value.value = solution.table.hand[name.value].text
    book.save(path)
    assert all_right(check("nndl3", path), len(rows))
    rows[0][1].value = "0.9999"
    book.save(path)
    assert check("nndl3", path).first.line == rows[0][0].value


@pytest.mark.slow
def test_the_form_saves_what_the_marker_reads(browser, solution, tmp_path):
    """With gaps for formula, numbers and value, which become one chain of equations."""
    (path, *_) = worksheet("nndl3", "html", tmp_path, gaps="steps")
    browser.execute_cdp_cmd("Page.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    browser.get(path.as_uri())
    fields = browser.find_elements("css selector", "input.gap")
    names = [field.get_attribute("name") for field in fields]
    for i, (field, name) in enumerate(zip(fields, names, strict=True)):
        number = solution.table.hand[name].text
        # The first gap of a line is for its numbers, which may as well be what they come to.
        field.send_keys(number if i % 2 else f"1*{number}")
    browser.find_element("id", "save").click()
    saved = tmp_path / "worksheet.txt"
    for _ in range(100):
        if saved.is_file():
            break
        time.sleep(0.05)
    assert saved.read_text("utf-8").startswith("NNDL assignment 3: worksheet\n\nin_h1 = 1*0.2500 = 0.2500\n")
    marking = check("nndl3", saved)
    assert marking.all_right, (marking.faults, marking.first)
    assert {mark.line for mark in marking.answered} == set(names)


@pytest.mark.slow
@pytest.mark.parametrize("options", [{}, {"gaps": "all", "hint": "rule", "language": "de"}, {"key": True}])
def test_latex_sets_the_sheet_with_the_class_exam(options, tmp_path):
    if not (shutil.which("pdflatex") and shutil.which("kpsewhich")):
        pytest.skip("no TeX: apt-get install texlive-latex-extra")
    if not subprocess.run(["kpsewhich", "exam.cls"], capture_output=True, check=False).stdout:
        pytest.skip("the class exam is not installed: apt-get install texlive-latex-extra")
    (tmp_path / "own.toml").write_text(HEADED)
    (path, *_) = worksheet(tmp_path / "own.toml", "tex", tmp_path, **options)
    text = path.read_text("utf-8")
    assert r"\documentclass[11pt,a4paper,addpoints]{exam}" in text
    assert text.count(r"\titledquestion") == 4
    assert "[25\\half]" in text
    for _ in range(2):
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", path.name],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Overfull" not in done.stdout
    told = subprocess.run(["pdftotext", path.with_suffix(".pdf"), "-"], capture_output=True, text=True, check=True)
    assert ("Punkte" if options.get("language") else "points") in told.stdout
