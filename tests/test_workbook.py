"""The spreadsheet: live formulas, recalculated by LibreOffice and compared with the hand calculation."""

import io
import shutil
import subprocess
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from symbp import derive, load, parse
from symbp.contract.nets import assignments
from symbp.errors import SymbpError
from symbp.exporting import exported
from symbp.exporting.workbook.formulas import cell_names, formula
from symbp.formula.tree import Leaf, Negative, Numeral, Power, Sum
from symbp.numpy_reference import numpy_values
from symbp.pipeline import givens
from symbp.spec.assignment import Carry, Mode, Rounding
from symbp.spec.numbers import read_number
from symbp.values import by_hand

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed (pip install 'symbp[xlsx]')")
pytest.importorskip("xlsxwriter", reason="XlsxWriter is not installed (pip install 'symbp[xlsx]')")

POLICIES = [
    Rounding(decimals=4),
    Rounding(decimals=3, mode=Mode.HALF_EVEN),
    Rounding(decimals=None, significant=3),
    Rounding(decimals=None, significant=4, mode=Mode.HALF_EVEN),
    Rounding(decimals=2, carry=Carry.EXACT),
]
NAMES = [
    "nndl3",
    "nndl3-bias",
    "mazur",
    "nndl3-relu-o2",
    "nndl3-class",
    "nndl3-cross-entropy",
    "xor-mean",
    "relu-batch",
]
TRAINED_ONE_BY_ONE = """
[network]
layers = [1, 2, 1]
activation = ["softplus", "tanh"]
[loss]
name = "huber"
[data]
x = [[0.5], [-1], [2]]
y = [[0.1], [0.9], [-3]]
[parameters]
weights = [0.3, -0.2, 0.5, 0.7]
[training]
learning_rate = 0.5
batch_size = 1
"""


def opened(content, *, values):
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def book(assignment):
    (content,) = exported(assignment, "xlsx").values()
    return content


def rows(sheet):
    """The lines of the calculation: name -> (calculated, rounded)."""
    return {row[0]: (row[3], row[4]) for row in sheet.iter_rows(min_row=8, values_only=True) if row[0]}


def recalculated(contents, folder):
    """The workbooks after LibreOffice has worked out every formula anew."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed (apt-get install libreoffice-calc-nogui)")
    files = []
    for i, content in enumerate(contents):
        files.append(folder / f"book{i}.xlsx")
        files[-1].write_bytes(content)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", folder / "out", *files], check=True, capture_output=True, timeout=300)
    return [opened((folder / "out" / file.name).read_bytes(), values=True) for file in files]


def without_numbers(content, changes=(), *, iterations=False):
    """The workbook with formulas alone, some given numbers changed; the iterations only where they are looked at."""
    made = opened(content, values=False)
    if not iterations and "Iterations" in made.sheetnames:
        made["Calculation"]._charts = []
        del made["Iterations"]
    for row in made["Calculation"].iter_rows(min_row=8):
        if row[0].value in dict(changes):
            row[3].value = float(dict(changes)[row[0].value])
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def compare(found, assignment):
    """The recalculated sheet against the hand calculation under the same policy."""
    worked = by_hand(derive(assignment), givens(assignment), assignment.rounding)
    for name, (calculated, rounded) in rows(found["Calculation"]).items():
        if name in assignment.numbers:
            assert calculated == pytest.approx(float(assignment.numbers[name].value), rel=1e-14)
            continue
        hand = worked[name]
        assert calculated == pytest.approx(float((hand.low + hand.high) / 2), rel=1e-9, abs=1e-12), name
        if not hand.tie:
            assert rounded == pytest.approx(float(hand.rounded.value), rel=1e-12, abs=1e-15), name


def changed(assignment, changes):
    numbers = {name: read_number(text) for name, text in changes.items()}
    return replace(assignment, parameters={**assignment.parameters, **numbers})


@pytest.mark.long
def test_libreoffice_works_out_what_is_worked_out_by_hand_also_after_a_change(tmp_path):
    cases = [load(name) for name in NAMES]
    cases += [replace(load("nndl3-bias"), rounding=policy) for policy in POLICIES]
    changes = [{next(iter(case.parameters)): "0.37"} for case in cases]
    unchanged = cases[:3]
    contents = [without_numbers(book(case)) for case in unchanged]
    contents += [without_numbers(book(case), change.items()) for case, change in zip(cases, changes, strict=True)]
    moved = [changed(case, change) for case, change in zip(cases, changes, strict=True)]
    for found, case in zip(recalculated(contents, tmp_path), [*unchanged, *moved], strict=True):
        compare(found, case)


@pytest.mark.slow
@settings(max_examples=3)
@given(st.lists(assignments(most_samples=1), min_size=10, max_size=10))
def test_libreoffice_works_out_random_networks(tmp_path_factory, texts):
    cases = []
    for text, _ in texts:
        case = parse(text)
        try:
            by_hand(derive(case), givens(case), case.rounding)
        except SymbpError:
            continue  # not defined at its numbers
        cases.append(case)
    contents = [without_numbers(book(case)) for case in cases]
    for found, case in zip(recalculated(contents, tmp_path_factory.mktemp("books")), cases, strict=True):
        compare(found, case)


def check_iterations(found, case, rel):
    """The sheet of iterations against gradient descent by NumPy."""
    sheet = list(found["Iterations"].iter_rows(values_only=True))
    heads, current = sheet[0], case
    assert len(sheet) == 101
    for number, row in enumerate(sheet[1:], start=1):
        current = replace(current, samples=case.batch(number), later=())
        wanted = numpy_values(current)
        for name, value in zip(heads[1:], row[1:], strict=True):
            assert value == pytest.approx(wanted[name], rel=rel, abs=rel / 100), (number, name)
        fixed = {link.name for link in case.network.biases if not link.trained}
        after = {n: float(v.value) if n in fixed else wanted[f"{n}_new"] for n, v in current.parameters.items()}
        numbers = {name: replace(n, value=Fraction(after[name])) for name, n in current.parameters.items()}
        current = replace(current, parameters=numbers)


@pytest.mark.long
def test_the_rounds_are_those_of_gradient_descent(tmp_path):
    cases = [load("nndl3"), load("mazur"), load("xor-mean"), parse(TRAINED_ONE_BY_ONE)]
    contents = [without_numbers(book(case), iterations=True) for case in cases]
    for found, case in zip(recalculated(contents, tmp_path), cases, strict=True):
        check_iterations(found, case, rel=1e-8)


@pytest.mark.long
def test_what_stands_in_the_cells_before_anything_is_recalculated():
    assignment = load("nndl3")
    found = opened(book(assignment), values=True)
    compare(found, assignment)
    (chart,) = opened(book(assignment), values=False)["Calculation"]._charts
    (series,) = chart.series
    assert (series.xVal.numRef.f, series.yVal.numRef.f) == ("Iterations!$A$2:$A$101", "Iterations!$B$2:$B$101")
    check_iterations(found, assignment, rel=1e-14)


@pytest.mark.long
def test_behind_a_divergence_there_are_no_numbers():
    diverging = replace(load("linear-2-3-2-1"), learning_rate=read_number("1e60"))
    sheet = list(opened(book(diverging), values=True)["Iterations"].iter_rows(min_row=2, values_only=True))
    assert sheet[0][1] == 0.125
    assert set(sheet[-1][1:]) == {"#NUM!"}


@pytest.mark.long
def test_every_line_is_a_formula_that_refers_to_cells():
    found = opened(book(load("nndl3-bias")), values=False)
    for name, (calculated, rounded) in rows(found["Calculation"]).items():
        if name not in load("nndl3-bias").numbers:
            assert calculated.startswith("=")
            assert rounded.startswith("=ROUND(")
    formulas = {name: calculated for name, (calculated, _) in rows(found["Calculation"]).items()}
    assert formulas["in_h1"] == "=w_1*x_1 + w_3*x_2 + b_h1"


def test_names_are_no_addresses_and_differ_without_regard_to_case():
    names = cell_names(["w1", "W1", "abc123", "abcd1", "r1c1", "R", "rc", "max", "θ1", "dL/dw1", "decimals"])
    wanted = ["w_1", "W_1_", "abc_123", "abcd1", "r_1c1", "R_", "rc_", "max_", "theta1", "dL_dw1", "decimals_"]
    assert list(names.values()) == wanted


@pytest.mark.long
def test_a_title_is_no_formula():
    found = opened(book(replace(load("nndl3"), title="=1+1")), values=False)
    assert found["Calculation"]["A1"].data_type == "s"


@pytest.mark.long
def test_minus_a_square_is_negative(tmp_path):
    """In -x^2 a spreadsheet takes the minus sign first; x - 3 squared, with a minus sign before it, is -4 for x = 1."""
    tree = Negative(Power(Sum((Leaf("x"), Negative(Numeral("3")))), Numeral("2")))
    made = openpyxl.Workbook()
    made.active["A1"] = 1
    made.active["A2"] = formula("y", tree, {"x": "A1"}.__getitem__)
    buffer = io.BytesIO()
    made.save(buffer)
    (found,) = recalculated([buffer.getvalue()], tmp_path)
    assert found.active["A2"].value == -4


def test_batches_of_different_sizes_have_no_rounds_and_the_sheet_says_so():
    found = opened(book(parse(TRAINED_ONE_BY_ONE.replace("batch_size = 1", "batch_size = 2"))), values=False)
    assert found.sheetnames == ["Calculation"]
    assert found["Calculation"]["A4"].value.endswith("the last batch has fewer samples than the others.")


@pytest.mark.long
def test_a_changed_sample_changes_the_rounds_too(tmp_path):
    content = without_numbers(book(parse(TRAINED_ONE_BY_ONE)), {"x1": "0.9"}.items(), iterations=True)
    (found,) = recalculated([content], tmp_path)
    heads = [cell.value for cell in found["Iterations"][1]]
    inputs = [found["Iterations"].cell(row, heads.index("x1") + 1).value for row in range(2, 9)]
    assert inputs == [0.9, -1, 2, 0.9, -1, 2, 0.9]
