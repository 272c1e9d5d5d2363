"""Variants: the same for ever, with numbers that work out, each with a sheet and a key."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from terminal import run

from symbp import derive, load, parse, table, worksheet
from symbp.errors import SpecError, SymbpError
from symbp.marking import check_text
from symbp.marking.lint import lint
from symbp.reading.codes import code_of, code_on
from symbp.steps import Kind
from symbp.variants import students_of, variant, write_variants
from symbp.variants.sheets import SheetOptions
from symbp.variants.vetting import LEAST_SLOPE, Vetting

TEXT = """
[network]
layers = [2, 2, 1]
activation = "tanh"
bias = "unit"
[loss]
name = "half-squared-error"
[data]
x = [[1.5, 0.5]]
y = [[0.25]]
[parameters]
weights = [0.2, -0.4, 0.5, 0.6, 0.1, -0.5]
biases = [0.1, 0.2, 0.3]
[training]
learning_rate = 0.5
"""


def test_a_student_has_the_same_numbers_for_ever():
    """Written down: a change of these numbers would change sheets that have been handed out."""
    made = variant("nndl3", "anna", 7)
    numbers = {name: number.text for name, number in made.numbers.items()}
    assert numbers == ANNA
    assert made.title == "NNDL assignment 3 (7/anna)"
    assert made.source == "nndl3 --variant 7/anna"
    assert variant("nndl3", "anna", 8).parameters != made.parameters
    assert variant("nndl3", "bert", 7).parameters != made.parameters


ANNA = {
    "x1": "0.4", "x2": "0.4", "y1": "0.23", "y2": "-0.07", "w1": "-0.3", "w2": "-0.4", "w3": "-0.2", "w4": "-0.8",
    "w5": "-0.2", "w6": "0.7", "w7": "0.5", "w8": "-0.1", "eta": "1",
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("name", ["nndl3", "nndl3-bias", "mazur", "nndl3-class", "nndl3-relu", "linear-2-3-2-1-bias"])
def test_the_numbers_of_a_variant_work_out(name):
    base = load(name)
    wanted, before = lint(base), table(derive(base), base)
    zeros = {n for n, h in before.hand.items() if not h.rounded.value}
    vetting = Vetting(base)
    seen = set()
    for student in range(4):
        made = variant(base, str(student), 3, vetting)
        worked = table(derive(made), made)
        assert not any(row.tie for row in worked.rows)
        assert {n for n, h in worked.hand.items() if not h.rounded.value} <= zeros
        slopes = worked.derivation.of_kind(Kind.SLOPE)
        own = [s for s in slopes if str(s.of).removeprefix("out_") == str(s.wrt).removeprefix("in_")]
        steep = {s.name for s in own if abs(before.hand[s.name].rounded.value) >= LEAST_SLOPE}
        assert all(abs(worked.hand[name].rounded.value) >= LEAST_SLOPE for name in steep)
        assert {*lint(made).blind} <= {*wanted.blind}
        assert len(lint(made).alike) <= len(wanted.alike)
        seen.add(tuple(number.text for number in made.numbers.values()))
    assert len(seen) == 4


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        # 0.5·0.3 − 0.3·0.5 = 0
        ({"w1": "0.3", "w3": "-0.5"}, "a value that is rounded to 0"),
        ({"w1": "20", "w3": "20"}, "a saturated or dead unit"),
        ({"w1": "0.3", "w5": "0.6", "w6": "0.6"}, "a value that lies between two roundings"),
        # Hidden units that cannot be told apart.
        ({f"w{i}": "0.7" if i < 5 else "0.1" for i in range(1, 9)}, "a mistake that its numbers cannot show"),
    ],
)
def test_numbers_that_do_not_work_out_are_drawn_again(change, fault):
    from symbp.spec.numbers import read_number

    base = load("nndl3")
    parameters = dict(base.parameters) | {name: read_number(text) for name, text in change.items()}
    assert Vetting(base).fault(replace(base, parameters=parameters)).startswith(fault)


@pytest.mark.long
def test_what_varies_is_said_in_the_assignment():
    rules = '[variants]\nvary = ["weights"]\ndecimals = 2\nweights = [0.5, 0.99]\n'
    made = variant(parse(TEXT + rules), "1")
    base = parse(TEXT)
    weights = [number for name, number in made.parameters.items() if name in made.network.weights]
    assert all(Fraction("0.5") <= number.value <= Fraction("0.99") for number in weights)
    assert all(len(number.text.partition(".")[2]) <= 2 for number in weights)
    assert made.samples == base.samples
    assert all(made.parameters[name] == base.parameters[name] for name in base.network.bias_names)
    # Truth values stay what they are, unless a range is given for them.
    true = parse(TEXT.replace("[[1.5, 0.5]]", "[[1, 0]]"))
    assert variant(true, "1").samples == true.samples


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ("weights = [2, 1]", "expected the least number and then the greatest"),
        ('vary = ["colours"]', "variants.vary"),
        ("decimals = 9", "variants.decimals"),
        ("weight = [0, 1]", "unknown key 'weight'"),
    ],
)
def test_rules_that_mean_nothing_are_refused(rules, told):
    with pytest.raises(SpecError, match=told):
        parse(f"{TEXT}[variants]\n{rules}\n")


@pytest.mark.long
def test_ranges_without_room_are_said():
    with pytest.raises(SymbpError, match="no number of 0 decimals but 0 lies from 1/5 to 2/5"):
        variant(parse(f"{TEXT}[variants]\ndecimals = 0\nweights = [0.2, 0.4]\n"), "1")
    with pytest.raises(SymbpError, match=r"no variant of assignment for 1 in 1000 draws.*wider ranges"):
        variant(parse(f'{TEXT}[variants]\nvary = ["weights"]\nweights = [30, 31]\n'), "1")
    for name in ("", "a/b", "x\n\x00", "a" * 200, "a;b"):
        with pytest.raises(SymbpError, match="cannot name a variant"):
            code_of(name, 0)


def test_the_students_of_a_table(tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("\ufeffName,Student\nAnna,s1\nBert,s2\n,\n", "utf-8")
    assert students_of(roster) == ["s1", "s2"]
    roster.write_text("s1\ns2\n")
    assert students_of(roster) == ["s1", "s2"]
    for text in ("", "student\n"):
        roster.write_text(text)
        with pytest.raises(SymbpError, match="names 0 students"):
            students_of(roster)
    with pytest.raises(SymbpError, match="or how many there are"):
        students_of(None, 0)
    with pytest.raises(SymbpError, match="two students have one name"):
        write_variants(load("nndl3"), ["anna", "Anna"], tmp_path)


@pytest.mark.long
def test_sheets_and_keys_are_the_same_bytes_and_a_run_goes_on(tmp_path):
    base, options = load("nndl3"), SheetOptions(("md", "csv"))
    students = ["anna", "bert"]
    write_variants(base, students, tmp_path / "one", 7, options)
    first = {path.relative_to(tmp_path / "one"): path.read_bytes() for path in (tmp_path / "one").rglob("*.*")}
    key = (tmp_path / "one/keys/anna/key.md").read_text("utf-8")
    assert check_text(variant(base, "anna", 7), key, "md").all_right
    assert not check_text(variant(base, "bert", 7), key, "md").all_right
    assert "(7/anna)" in (tmp_path / "one/worksheets/anna/worksheet.md").read_text("utf-8")
    assert "0.2500" not in (tmp_path / "one/worksheets/anna/worksheet.csv").read_text("utf-8")
    # What is there stays, what is missing is made, and what was made of something else is made anew.
    kept = (tmp_path / "one/keys/bert/key.md").stat().st_mtime_ns
    (tmp_path / "one/worksheets/anna/worksheet.md").unlink()
    write_variants(base, students, tmp_path / "one", 7, options)
    assert (tmp_path / "one/keys/bert/key.md").stat().st_mtime_ns == kept
    assert {path.relative_to(tmp_path / "one"): path.read_bytes() for path in (tmp_path / "one").rglob("*.*")} == first
    (tmp_path / "one/keys/anna/made.json").write_text(json.dumps({"of": 1, "files": [], "numbers": {}}))
    told = []
    write_variants(base, students, tmp_path / "one", 7, options, told=told.append)
    assert told == students
    assert {path.relative_to(tmp_path / "one"): path.read_bytes() for path in (tmp_path / "one").rglob("*.*")} == first


@pytest.mark.long
def test_several_processes_write_the_same(tmp_path):
    for jobs in (1, 2):
        write_variants(load("nndl3"), ["a", "b", "c"], tmp_path / str(jobs), 1, SheetOptions(("md",)), jobs)
    one, two = ({p.relative_to(f): p.read_bytes() for p in f.rglob("*.*")} for f in (tmp_path / "1", tmp_path / "2"))
    assert one == two
    assert len(one) == 3 * 5 + 1


@pytest.mark.long
def test_the_command_line_writes_and_marks_variants(tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("student\nanna\nbert\n")
    done = run("variants", "nndl3", roster, "--seed", "7", "--to", "md", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/variants.csv").read_text().startswith("student,variant,x1,x2")
    key = tmp_path / "out/keys/anna/key.md"
    assert run("check", "nndl3", key, "--variant", "7/anna").returncode == 0
    assert run("check", "nndl3", key, "--variant", "7/bert").returncode == 1
    # The sheet says whose it is.
    assert run("check", "nndl3", key).returncode == 0
    assert "expected a seed and a student" in run("check", "nndl3", key, "--variant", "anna").stderr
    assert run("solve", "nndl3", "--variant", "7/anna", "--to", "md", "--out", tmp_path).returncode == 0
    assert "`symbp solve nndl3 --variant 7/anna`" in (tmp_path / "solution.md").read_text("utf-8")


# -- networks, sheets to be printed, the variant on a sheet ------------------------------------------


NETS = (
    TEXT.replace("learning_rate = 0.5", "learning_rate = 1")
    + '[variants]\nactivations = ["tanh", ["sigmoid", "tanh"]]\nlayers = [[2, 2, 1], [2, 3, 1]]\n'
)


@pytest.mark.long
def test_networks_and_activations_may_vary():
    base = parse(NETS)
    made = [variant(base, str(student), 5) for student in range(12)]
    sizes = {tuple(map(len, each.network.layers)) for each in made}
    kinds = {tuple(layer[0].activation for layer in each.network.layers[1:]) for each in made}
    assert sizes == {(2, 2, 1), (2, 3, 1)}
    assert kinds == {("tanh", "tanh"), ("sigmoid", "tanh")}
    again = variant(parse(NETS), "3", 5)
    assert {n: x.text for n, x in again.numbers.items()} == {n: x.text for n, x in made[3].numbers.items()}
    # Numbers like those of the file, with as many decimals, and none that was only put there.
    for each in made:
        trained = [number for name, number in each.parameters.items()]
        assert all(abs(number.value) <= Fraction("0.6") and "." in number.text for number in trained)


@pytest.mark.long
def test_sheets_of_other_networks_are_marked_as_theirs(tmp_path):
    (tmp_path / "own.toml").write_text(NETS)
    base = load(tmp_path / "own.toml")
    write_variants(base, [str(n) for n in range(4)], tmp_path / "out", 5, SheetOptions(("md",)))
    for n in range(4):
        text = (tmp_path / "out" / "keys" / str(n) / "key.md").read_text()
        assert check_text(variant(base, str(n), 5), text, "md").all_right
    heads, *rows = (tmp_path / "out" / "variants.csv").read_text().splitlines()
    assert heads.startswith("student,variant,x1,x2,y1,w1,")
    assert all(row.count(",") == heads.count(",") for row in rows)


def test_rules_for_networks_that_do_not_fit():
    with pytest.raises(SpecError, match="variants.layers"):
        parse(TEXT + '[variants]\nlayers = [["a"]]\n')
    with pytest.raises(SymbpError, match="tan"):
        variant(parse(TEXT + '[variants]\nactivations = ["tan"]\n'), "1")


def test_the_lines_of_a_variant_are_those_of_its_assignment():
    """They are derived once for all: numbers are in none of them."""
    from symbp.variants.drawing import lines_of

    for name in ("nndl3", "relu-batch", "nndl3-class", "mazur"):
        base = load(name)
        assert derive(variant(base, "1", 4)) == lines_of(base, "1", 4)


@pytest.mark.long
def test_all_sheets_stand_in_one_file_to_be_printed(tmp_path):
    pikepdf = pytest.importorskip("pikepdf", reason="pip install 'symbp[test]'")
    pytest.importorskip("typst", reason="pip install 'symbp[pdf]'")
    paths = write_variants(load("nndl3"), ["1", "2", "3"], tmp_path, 7, SheetOptions(("pdf",), gaps="all", hint="rule"))
    assert [path.name for path in paths[-3:]] == ["variants.csv", "worksheets.pdf", "keys.pdf"]
    for kind, name in (("worksheets", "worksheet"), ("keys", "key")):
        each = [len(pikepdf.open(tmp_path / kind / str(n) / f"{name}.pdf").pages) for n in (1, 2, 3)]
        whole = pikepdf.open(tmp_path / f"{kind}.pdf")
        # Each begins on the front of a sheet of paper.
        assert len(whole.pages) == sum(count + count % 2 for count in each[:-1]) + each[-1]
        assert [round(float(x)) for x in whole.pages[0].mediabox] == [0, 0, 595, 842]
    assert write_variants(load("nndl3"), ["1"], tmp_path / "one", 7)[-1].name == "variants.csv"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("# NNDL assignment 3 (7/ada): worksheet", "7/ada"),
        (r"NNDL assignment 3 (7/ada\-lovelace)", "7/ada-lovelace"),
        ("*Made by* `symbp worksheet nndl3 --variant 7/12`", "7/12"),
        ("Name: Ada. Variant: 7/ada.", "7/ada"),
        ("Variante 7/ada", "7/ada"),
        ("My variant is 7/ada, and in_h1 = 0.25", "7/ada"),
        ("变式：7/小明", "7/小明"),
        ("NNDL assignment 3", ""),
        ("Variant 1/2 of the calculation", ""),
        ("dw1 = 7/ada", ""),
    ],
)
def test_the_variant_is_found_wherever_the_page_says_it(text, code):
    assert code_on(text, load("nndl3").title) == code


@pytest.mark.long
@pytest.mark.parametrize("form", ["pdf", "docx", "html", "tex", "typ", "md", "csv", "xlsx"])
@pytest.mark.parametrize("student", ["ada", "12"])
def test_the_variant_is_taken_from_a_sheet_of_any_form(form, student, tmp_path):
    if form in ("pdf", "docx"):
        pytest.importorskip("typst", reason="pip install 'symbp[pdf]'")
        pytest.importorskip("pypandoc", reason="pip install 'symbp[pdf]'")
    (path, *_) = worksheet(variant("nndl3", student, 7), form, tmp_path, key=True)
    done = run("check", "nndl3", path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "29 of 29 lines right" in done.stdout
    if form in ("csv", "xlsx"):
        assert "no quantity" not in done.stdout
