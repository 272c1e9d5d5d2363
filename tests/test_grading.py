"""A whole class: where sheets come from, what is found, what is kept, and who has the last word."""

from __future__ import annotations

import contextlib
import csv
import importlib.util
import io
import os
import pickle
import signal
import subprocess
import sys
import time
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest
from classes import assignment, students

from symbp import bundled, derive, load, mark, table, write
from symbp.errors import SymbpError
from symbp.grading.policy import Policy, line_of
from symbp.grading.sheets import file_name
from symbp.grading.submissions import submissions
from symbp.marking import check_text
from symbp.marking.key import BITS, answer_key
from symbp.marking.lint import worked
from symbp.marking.repertoire import repertoire
from symbp.spec.fingerprint import fingerprint
from symbp.values.balls import working_precision
from symbp.variants import variant, write_variants
from symbp.variants.sheets import SheetOptions

RIGHT, WRONG = "in_h1 = 0.3775\ndL/dw5 = 0.082167", "in_h1 = 0.3775\ndL/dw5 = 0.0777"
QUIET = Policy(feedback=())


def folder(path, **sheets):
    path.mkdir(parents=True, exist_ok=True)
    for name, text in sheets.items():
        (path / f"{name}.txt").write_text(text)
    return path


def archive(path, **files):
    with zipfile.ZipFile(path, "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
    return path


def rows(out):
    text = (out / "scores.csv").read_text("utf-8")
    return {row["student"]: row for row in csv.DictReader(io.StringIO(text))}


def tree(out):
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


# -- where the sheets come from -----------------------------------------------------------------


def test_a_folder_has_a_file_or_a_folder_a_student(tmp_path):
    folder(tmp_path / "class", ada=RIGHT, bob_page2="dL/dw5 = 0.082167", bob_page1="in_h1 = 0.3775")
    folder(tmp_path / "class" / "cleo", one="in_h1 = 0.3775", two="dL/dw5 = 0.0777")
    (tmp_path / "class" / ".DS_Store").write_text("no sheet")
    found = {each.student: each.pages for each in submissions(tmp_path / "class")}
    assert found == {
        "ada": ("ada.txt",),
        "bob": ("bob_page1.txt", "bob_page2.txt"),
        "cleo": ("cleo/one.txt", "cleo/two.txt"),
    }
    mark("mazur", tmp_path / "class", tmp_path / "out", policy=QUIET)
    assert {name: row["score"] for name, row in rows(tmp_path / "out").items()} == {
        "ada": "1.00",
        "bob": "1.00",
        "cleo": "0.50",
    }


def test_numbers_in_names_do_not_make_pages_of_students(tmp_path):
    names = [each.student for each in submissions(folder(tmp_path / "class", s10=RIGHT, s9=RIGHT, s1=RIGHT))]
    assert names == ["s1", "s9", "s10"]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (
            {
                "Ana Ruiz_11_assignsubmission_file_/sheet.md": RIGHT,
                "Bo Li_12_assignsubmission_onlinetext_/onlinetext.html": f"<p>{RIGHT}</p>",
            },
            [("Ana Ruiz_11", "Ana Ruiz", False), ("Bo Li_12", "Bo Li", False)],
        ),
        (
            {"Ana Ruiz_11_assignsubmission_file_sheet.md": RIGHT, "Bo Li_12_assignsubmission_file_a.txt": RIGHT},
            [("Ana Ruiz_11", "Ana Ruiz", False), ("Bo Li_12", "Bo Li", False)],
        ),
        (
            {"liubo_LATE_12_900_sheet.md": RIGHT, "ruizana_11_901_sheet.md": RIGHT, "ruizana_11_902_more.md": WRONG},
            [("liubo_12", "liubo", True), ("ruizana_11", "ruizana", False)],
        ),
        (
            {
                "assignment_7_export/submission_metadata.yml": "submission_3:\n  :submitters:\n  - :name: Ana Ruiz\n"
                "    :sid: '1'\n  - :name: Bo Li\n  :score: 2\nsubmission_4:\n  :submitters:\n  - :name: 'Cy'\n",
                "assignment_7_export/submission_3/sheet.md": RIGHT,
                "assignment_7_export/submission_4/sheet.md": RIGHT,
            },
            [("submission_3", "Ana Ruiz and Bo Li", False), ("submission_4", "Cy", False)],
        ),
        (
            {"exam/ada.txt": RIGHT, "exam/bob.txt": RIGHT, "__MACOSX/exam/._ada.txt": "x"},
            [("ada", "ada", False), ("bob", "bob", False)],
        ),
    ],
    ids=["moodle-folders", "moodle-flat", "canvas", "gradescope", "zipped-folder"],
)
def test_archives_of_platforms_are_read_with_their_names(tmp_path, files, found):
    made = submissions(archive(tmp_path / "exam.zip", **files))
    assert [(each.student, each.name, each.late) for each in made] == found
    done = mark("mazur", tmp_path / "exam.zip", tmp_path / "out", policy=QUIET)
    assert next(row["read"] for row in rows(tmp_path / "out").values()) == "2"
    assert done.summary.late == sum(late for _, _, late in found)


@pytest.mark.parametrize(
    "table",
    [
        "Name;Submitted at;in_h1;dL/dw5\nada;2026-01-02;0,3775;0,082167\nbob;;0,3775;\n",
        "student,line,value\nada,in_h1,0.3775\nada,dw5,0.082167\nbob,in_h1,0.3775\n",
        "student,in_h1,dw5\nada,0.3775,0.082167\nbob,0.3775,\n",
    ],
    ids=["form", "long", "plain"],
)
def test_a_table_has_a_row_a_student(tmp_path, table):
    (tmp_path / "class.csv").write_text(table)
    mark("mazur", tmp_path / "class.csv", tmp_path / "out", policy=QUIET)
    found = rows(tmp_path / "out")
    assert {name: (row["score"], row["read"], row["of"]) for name, row in found.items()} == {
        "ada": ("1.00", "2", "2"),
        "bob": ("1.00", "1", "1"),
    }


@pytest.mark.skipif(not importlib.util.find_spec("openpyxl"), reason="needs openpyxl")
def test_a_spreadsheet_has_a_row_a_student(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["Student", "in_h1", "dL/dw5"], ["ada", "0.3775", 0.082167], ["bob", 0.41, 0.082167]):
        book.active.append(row)
    book.save(tmp_path / "class.xlsx")
    mark("mazur", tmp_path / "class.xlsx", tmp_path / "out", policy=QUIET)
    assert [row["in_h1"] for row in rows(tmp_path / "out").values()] == ["right", "wrong"]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path / "nothing", "does not exist"),
        (lambda path: folder(path / "empty"), "holds nothing"),
        (lambda path: (path / "a.txt").write_text("x") and path / "a.txt", "is none of these"),
        (lambda path: (path / "t.csv").write_text("name,colour\nada,red\n") and path / "t.csv", "none of its heads"),
        (lambda path: (path / "t.csv").write_text("name,w1\n") and path / "t.csv", "has no row"),
    ],
)
def test_errors_name_the_place_and_what_was_expected(tmp_path, make, says):
    with pytest.raises(SymbpError, match=says):
        mark("mazur", make(tmp_path), tmp_path / "out")


# -- what is found ------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("name", ["mazur", "nndl3-bias", "nndl3-cross-entropy"])
def test_every_planted_mistake_of_a_class_is_found_and_nobody_is_accused(name, tmp_path):
    exercise = assignment(name)
    (tmp_path / "class").mkdir()
    handed_in = list(students(exercise, 60))
    for each in handed_in:
        (tmp_path / "class" / f"{each.name}.{each.form}").write_bytes(each.content)
    mark(exercise, tmp_path / "class", tmp_path / "out", policy=QUIET)
    found = rows(tmp_path / "out")
    for each in handed_in:
        row = found[each.name]
        said = {part for id_ in row["mistakes"].replace(" or ", "; ").split("; ") for part in id_.split("+")}
        if each.fate == "right":
            assert (row["score"], row["mistakes"]) == ("1.00", ""), each
        elif each.fate == "wrong" and each.mistake and each.shows:
            assert each.mistake in said or row["score"] == "1.00", (each.name, each.mistake, row["mistakes"])
        elif each.fate in {"blank", "unreadable"}:
            assert (row["status"], row["score"]) == (each.fate, "0.00")


def test_the_report_says_what_was_hard(tmp_path):
    wrong = "dL/dout_o1 = 0.7414\ndL/dw5 = 0.0777\ndL/dw6 = 0.0555\nw1_new = 0.1777"
    folder(tmp_path / "c", a=RIGHT, b=wrong, c=wrong, d=WRONG, e="", f="in_h1 = 0.3775\n\x00 = ?")
    made = mark("mazur", tmp_path / "c", tmp_path / "out", policy=QUIET)
    told = write(made, "text").decode()
    assert "6 sheets were handed in; 1 of them empty" in told
    assert next((line, len(names)) for line, _, names in made.summary.unnamed) == ("dL/dw5", 3)
    assert [(each.students, len(each.numbers)) for each in made.summary.similar] == [(("b", "c"), 3)]
    assert made.summary.distribution[-1] == 2
    for format in ("html", "md", "json", "csv", "tex", "typ"):
        assert write(made, format)
    assert (tmp_path / "out" / "report.html").read_bytes() == write(made, "html")


def test_a_frequent_mistake_has_an_exercise_to_follow(tmp_path):
    base = load("nndl3")
    trial = repertoire(answer_key(base)).throughout["slope-left-out"][0]
    with working_precision(BITS):
        sheet = "\n".join(f"dL/dw{i} = {float(trial[f'dL/dw{i}'].mid()):.4f}" for i in range(1, 9))
    folder(tmp_path / "c", a=sheet, b=sheet, c="dL/dw5 = -0.0306")
    made = mark("nndl3", tmp_path / "c", tmp_path / "out", policy=QUIET)
    (each,) = [each for each in made.follow_ups if each.mistake == "slope-left-out"]
    assert f"symbp worksheet {each.source}" in write(made, "md").decode()
    # Who makes it again is told so, and who does not is right.
    again = variant(base, each.source.partition("--variant 0/")[2])
    key = answer_key(again)
    right = worked(key, {})
    wrong = worked(key, repertoire(key).believed[each.mistake][0])
    assert (right[each.line].text, wrong[each.line].text) == (each.right, each.wrong)
    assert check_text(again, "\n".join(f"{name} = {number.text}" for name, number in right.items())).all_right
    marking = check_text(again, "\n".join(f"{name} = {number.text}" for name, number in wrong.items()))
    assert any(mark_.mistake and mark_.mistake.id == each.mistake for mark_ in marking.marks)


def test_a_mistake_of_one_student_alone_is_none_for_all(tmp_path):
    folder(tmp_path / "c", a=WRONG, b=RIGHT)
    made = mark("mazur", tmp_path / "c", tmp_path / "out", policy=QUIET)
    assert made.follow_ups == ()
    assert "Exercises to follow" not in write(made, "text").decode()


def test_what_a_student_wrote_is_no_formula_of_a_spreadsheet(tmp_path):
    folder(tmp_path / "c", **{"=cmd|calc": RIGHT, "@SUM(1)": RIGHT})
    mark("mazur", tmp_path / "c", tmp_path / "out", policy=QUIET)
    text = (tmp_path / "out" / "scores.csv").read_text()
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


def test_names_of_files_stay_in_their_folder(tmp_path):
    assert file_name("../../etc") != file_name("..\\..\\etc")
    assert all("/" not in file_name(name) for name in ("../x", "/etc/passwd", "a/b"))
    files = {f"{'../' * 3}evil_11_assignsubmission_file_x.txt": RIGHT, "Bo_12_assignsubmission_file_x.txt": RIGHT}
    mark("mazur", archive(tmp_path / "c.zip", **files), tmp_path / "out")
    outside = [path for path in tmp_path.iterdir() if path.name not in {"c.zip", "out"}]
    assert outside == []


def test_damaged_archives_and_odd_names_end_nothing(tmp_path):
    folder(tmp_path / "c", ada=RIGHT)
    (tmp_path / "c" / os.fsdecode(b"Jos\xe9.txt")).write_text(RIGHT)
    (tmp_path / "c" / ("\U0001d538" * 60 + ".txt")).write_text(RIGHT)
    mark("mazur", tmp_path / "c", tmp_path / "out", policy=QUIET)
    assert len(rows(tmp_path / "out")) == 3
    good = archive(tmp_path / "good.zip", **{"/ada.txt": RIGHT, "/bob.txt": WRONG}).read_bytes()
    assert [each.student for each in submissions(tmp_path / "good.zip")] == ["ada", "bob"]
    place = good.index(b"PK\x01\x02")
    for at, byte in ((place, b"X"), (place + 6, b"\x63"), (30, b"\xff")):
        (tmp_path / "bad.zip").write_bytes(good[:at] + byte + good[at + 1 :])
        with contextlib.suppress(SymbpError):
            mark("mazur", tmp_path / "bad.zip", tmp_path / "out", policy=QUIET)


def test_an_archive_that_was_replaced_is_read_anew(tmp_path):
    archive(tmp_path / "c.zip", **{"ada.txt": RIGHT})
    mark("mazur", tmp_path / "c.zip", tmp_path / "out", policy=QUIET)
    archive(tmp_path / "c.zip", **{"ada.txt": WRONG, "cleo.txt": RIGHT})
    mark("mazur", tmp_path / "c.zip", tmp_path / "out", policy=QUIET)
    assert {name: row["score"] for name, row in rows(tmp_path / "out").items()} == {"ada": "0.50", "cleo": "1.00"}


def test_an_empty_sheet_may_earn_something_and_says_who_decided(tmp_path):
    handed_in, out = folder(tmp_path / "c", ada=""), tmp_path / "out"
    (tmp_path / "o.csv").write_text("student,points,remark\nada,0.4,an oral exam\n")
    mark("mazur", handed_in, out, policy=Policy(points=Fraction(20), feedback=("md",)), overrides=tmp_path / "o.csv")
    page = (out / "feedback" / "ada.md").read_text()
    assert "8 of 20 points" in page
    assert "decided by the teacher: an oral exam" in page


def test_pages_for_students(tmp_path):
    folder(tmp_path / "c", ada=WRONG, bob="")
    policy = Policy(points=Fraction(10), feedback=("html", "md"), hide=True)
    mark("mazur", tmp_path / "c", tmp_path / "out", policy=policy)
    assert sorted(path.name for path in (tmp_path / "out" / "feedback").iterdir()) == [
        "ada.html",
        "ada.md",
        "bob.html",
        "bob.md",
    ]
    page = (tmp_path / "out" / "feedback" / "ada.md").read_text()
    assert "the work of ada" in page
    assert "5 of 10 points" in page
    assert "0.08216" not in page  # the right value stays hidden
    assert "The sheet is empty." in (tmp_path / "out" / "feedback" / "bob.md").read_text()


# -- what is kept -------------------------------------------------------------------------------


def times(out):
    return {path.stem: path.stat().st_mtime_ns for path in (out / "marks").iterdir()}


def touched(out, before):
    return {name for name, when in times(out).items() if before.get(name) != when}


def test_only_what_has_changed_is_marked_again(tmp_path):
    handed_in, out = folder(tmp_path / "c", ada=RIGHT, bob=WRONG, cleo=RIGHT), tmp_path / "out"
    mark("mazur", handed_in, out)
    first, before = tree(out), times(out)
    mark("mazur", handed_in, out)
    assert (touched(out, before), tree(out)) == (set(), first)
    folder(handed_in, bob=RIGHT)
    mark("mazur", handed_in, out)
    assert touched(out, before) == {"bob"}
    before = times(out)
    (out / "feedback" / "ada.html").unlink()
    mark("mazur", handed_in, out)
    assert touched(out, before) == {"ada"}


def test_the_teacher_has_the_last_word(tmp_path):
    handed_in, out = folder(tmp_path / "c", ada=WRONG, bob=WRONG, cleo=RIGHT), tmp_path / "out"
    mark("mazur", handed_in, out)
    before = times(out)
    (out / "overrides.csv").write_text(
        "student,line,verdict,points,remark\nada,dw5,right,,read 0.0822\nbob,,,0.9,a good start\nzoe,dw5,right,,\n"
    )
    made = mark("mazur", handed_in, out)
    assert touched(out, before) == {"ada", "bob"}
    found = rows(out)
    assert (found["ada"]["score"], found["bob"]["score"], found["cleo"]["score"]) == ("1.00", "0.90", "1.00")
    assert "decided by the teacher: read 0.0822" in (out / "feedback" / "ada.html").read_text()
    assert made.strangers == ("zoe",)
    (out / "overrides.csv").unlink()
    mark("mazur", handed_in, out)
    assert rows(out)["ada"]["score"] == "0.50"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("line,points\ndw5,1\n", "expected the heads"),
        ("student,line,verdict\nada,dw5,rihgt\n", "Did you mean 'right'"),
        ("student,line,points\nada,w99x,1\n", "is no line"),
        ("student,line,points\nada,dw5,-1\n", "a number from 0 to 1"),
        ("student,line,points\nada,dw5,7\n", "a number from 0 to 1"),
        ("student,line,points\nada,dw5,\n", "a verdict or points"),
        ("student,line,points\n,dw5,1\n", "'student' is empty"),
    ],
)
def test_a_decision_that_cannot_be_read_is_named_with_its_place(tmp_path, text, says):
    (tmp_path / "overrides.csv").write_text(text)
    with pytest.raises(SymbpError, match=says):
        mark("mazur", folder(tmp_path / "c", ada=RIGHT), tmp_path / "out", overrides=tmp_path / "overrides.csv")


def test_late_sheets_count_what_the_teacher_says(tmp_path):
    files = {"liubo_LATE_12_900_sheet.txt": RIGHT, "ruizana_11_901_sheet.txt": RIGHT}
    handed_in, out = archive(tmp_path / "c.zip", **files), tmp_path / "out"
    policy = Policy(late_credit=Fraction(4, 5), feedback=())
    mark("mazur", handed_in, out, policy=policy)
    assert [row["score"] for row in rows(out).values()] == ["0.80", "1.00"]
    (out / "overrides.csv").write_text("student,verdict\nliubo_12,in time\nruizana,late\n")
    mark("mazur", handed_in, out, policy=policy)
    assert [row["score"] for row in rows(out).values()] == ["1.00", "0.80"]
    (out / "overrides.csv").write_text("student,verdict,remark\nruizana_11,late,by two hours\n")
    mark("mazur", handed_in, out, policy=policy)
    assert [row["score"] for row in rows(out).values()] == ["0.80", "0.80"]


def test_every_student_is_marked_by_their_own_numbers(tmp_path):
    write_variants(load("nndl3"), ["ada", "bob"], tmp_path / "given", 3, SheetOptions(to=("md",)))
    rows_of = {name: table(derive(made), made) for name in ("ada", "bob") for made in [variant("nndl3", name, 3)]}
    sheets = {name: f"dL/dw1 = {worked['dL/dw1'].rounded}\n" for name, worked in rows_of.items()}
    folder(tmp_path / "c", **sheets, eve="dL/dw1 = 1\n")
    mark("nndl3", tmp_path / "c", tmp_path / "out", policy=QUIET, variants=tmp_path / "given" / "variants.csv")
    found = rows(tmp_path / "out")
    assert (found["ada"]["score"], found["bob"]["score"]) == ("1.00", "1.00")
    assert found["eve"]["status"] == "unreadable"


def test_another_key_marks_all_again_and_says_whose_marks_moved(tmp_path):
    handed_in, out = folder(tmp_path / "c", ada=RIGHT, bob=WRONG), tmp_path / "out"
    mark("mazur", handed_in, out, policy=QUIET)
    changed = Policy(feedback=(), weights={"dL/dw5": Fraction(3)})
    for _ in range(2):
        made = mark("mazur", handed_in, out, policy=changed)
        assert made.summary.moved == [("bob", Fraction(1, 2), Fraction(1, 4))]
    assert "Marks that another key has changed" in (out / "report.html").read_text()


@pytest.mark.parametrize("name", [name for name in bundled() if name != "mnist-mlp"])
def test_an_assignment_goes_to_other_processes(name):
    made = load(name)
    assert fingerprint(pickle.loads(pickle.dumps(made))) == fingerprint(made)  # noqa: S301 - our own


def test_names_of_lines():
    made = load("mazur")
    assert [line_of(made, name) for name in ("dw5", "∂E/∂w5", "w5+", "group")] == ["dL/dw5", "dL/dw5", "w5_new", None]


# -- killed, doubled, distributed ---------------------------------------------------------------


def command(handed_in, out, *options):
    return [sys.executable, "-m", "symbp", "mark", "mazur", str(handed_in), "--out", str(out), *options]


def made_up(path, count):
    path.mkdir()
    for each in students(assignment("mazur"), count):
        (path / f"{each.name}.{each.form}").write_bytes(each.content)
    return path


@pytest.mark.slow
def test_killed_ten_times_the_result_is_the_same_to_the_byte(tmp_path):
    handed_in = made_up(tmp_path / "c", 300)
    subprocess.run(command(handed_in, tmp_path / "whole", "--jobs", "2"), check=True, capture_output=True)
    out = tmp_path / "killed"
    deaths = 0
    for attempt in range(10):
        process = subprocess.Popen(
            command(handed_in, out, "--jobs", "2"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(4 + attempt / 3)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            deaths += 1
    assert deaths
    assert not [path for path in out.rglob("*.json") if not path.name.startswith(".") and path.stat().st_size == 0]
    subprocess.run(command(handed_in, out), check=True, capture_output=True)
    left_behind = {name for name in tree(out) if Path(name).name.startswith(".symbp-")}
    assert {name: text for name, text in tree(out).items() if name not in left_behind} == tree(tmp_path / "whole")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc, where processes are listed")
def test_a_worker_that_is_killed_loses_nothing(tmp_path):
    handed_in, out = made_up(tmp_path / "c", 200), tmp_path / "out"
    process = subprocess.Popen(command(handed_in, out, "--jobs", "2"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    killed = 0
    while process.poll() is None and not killed:
        time.sleep(0.1)
        workers = [pid for pid in children(process.pid) if b"loky" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        if len(list((out / "marks").glob("*.json"))) > 20 and workers:
            os.kill(workers[-1], signal.SIGKILL)
            killed += 1
    process.communicate(timeout=300)
    assert (process.returncode, killed) == (0, 1)
    assert len(rows(out)) == 200


def children(pid):
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # Behind the name of the program, which stands in brackets: its state, and its parent.
            if each.read_text().rpartition(")")[2].split()[1] == str(pid):
                found.append(int(each.parent.name))
    return found


@pytest.mark.slow
def test_two_processes_on_one_folder_do_not_disturb_each_other(tmp_path):
    handed_in = made_up(tmp_path / "c", 60)
    mark("mazur", handed_in, tmp_path / "alone")
    both = [
        subprocess.Popen(command(handed_in, tmp_path / "both"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    assert [process.communicate(timeout=300) and process.returncode for process in both] == [0, 0]
    assert tree(tmp_path / "both") == tree(tmp_path / "alone")


@pytest.mark.slow
@pytest.mark.skipif(not importlib.util.find_spec("distributed"), reason="needs dask.distributed")
def test_a_cluster_of_dask_marks_a_class(tmp_path):
    import distributed
    import joblib

    handed_in = made_up(tmp_path / "c", 60)
    mark("mazur", handed_in, tmp_path / "alone", policy=QUIET)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        mark("mazur", handed_in, tmp_path / "cluster", policy=QUIET)
    assert tree(tmp_path / "cluster") == tree(tmp_path / "alone")


def test_each_student_reads_the_page_in_the_language_of_the_sheet(tmp_path):
    folder(
        tmp_path / "c",
        anna="Die Netzeingabe von h1 ist 0,25, die Ausgabe von h1 beträgt 0,5622.\nDer Gradient von w5 ist 0,05.",
        ben="The net input of h1 is 0.25. The gradient of w5 is 0.05, and so the new weight w5 is 0.05.",
        chloe="Le gradient de w5 vaut 0,05 et la sortie de h1 est 0,5622; l'entrée nette de h1 vaut donc 0,25.",
        dan="in_h1 = 0.25\nerror total = 0.3\ndL/dw5 = 0.05",
    )
    mark("nndl3", tmp_path / "c", tmp_path / "out", policy=Policy(feedback=("md",)))
    pages = {path.stem: path.read_text("utf-8") for path in (tmp_path / "out" / "feedback").iterdir()}
    heads = {name: text.splitlines()[0] for name, text in pages.items()}
    assert heads["ben"].startswith("# NNDL assignment 3: the work of ben")
    assert heads["dan"].startswith("# NNDL assignment 3: the work of dan")
    assert "| Zeile |" in pages["anna"]
    assert "| ligne |" in pages["chloe"]
    # What the teacher asks for comes before what the sheet is written in.
    mark("nndl3", tmp_path / "c", tmp_path / "other", policy=Policy(feedback=("md",), language="es"))
    assert "| línea |" in (tmp_path / "other" / "feedback" / "anna.md").read_text("utf-8")
