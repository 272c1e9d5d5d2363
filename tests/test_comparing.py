"""Comparisons: the first line that differs, the factor, the path; figures of others against ours."""

import json

import pytest

from symbp import compare, load, parse, train, varied, write
from symbp.comparing import figures
from symbp.comparing.scales import choices, factor
from symbp.errors import SymbpError
from symbp.page.views import FORMAT_VERSION

pytestmark = pytest.mark.long


def rows(first, second, iterations=50, **options):
    return {each.rule: each for each in compare(first, second, iterations, **options).findings}


# -- two assignments ------------------------------------------------------------------------


def test_half_the_sum_against_the_mean():
    found = rows("xor-sum", "xor-mean", 400)
    assert "N·M/2 for N = 4 samples and M = 1 output" in found["factor"].text
    assert found["first-difference"].told[:2] == (
        ("L[1] in xor-sum", "1/2*(out_o1[1] - y1[1])**2"),
        ("L[1] in xor-mean", "(out_o1[1] - y1[1])**2"),
    )
    assert "both take the same path" in found["same-path"].text
    # It is so: every loss of one is twice that of the other.
    one, other = train("xor-sum", 400), train("xor-mean", 400)
    assert one.losses == pytest.approx([2 * loss for loss in other.losses], rel=1e-12)


def test_the_factor_is_that_of_the_gradients(facts):
    for count, outputs, expected in facts("seeds")["factors"]["ratios"]:
        text = f"""
[network]
layers = [2, {outputs}]
activation = "sigmoid"
[loss]
name = "squared-error"
outputs = "OUT"
batch = "BATCH"
[data]
x = {[[1, i] for i in range(count)]}
y = {[[0.5] * outputs for _ in range(count)]}
[parameters]
random = {{seed = 1}}
[training]
learning_rate = 1
"""
        by_hand = parse(text.replace("OUT", "half-sum").replace("BATCH", "sum"))
        by_mean = parse(text.replace("OUT", "mean").replace("BATCH", "mean"))
        made = factor(by_hand, by_mean.loss)
        assert (made.value, made.formula) == (expected, "N·M/2")
        gradients = [train(each, 1).iterations[0].gradients for each in (by_hand, by_mean)]
        for name, value in gradients[0].items():
            assert value == pytest.approx(expected * gradients[1][name], rel=1e-12)


def test_the_step_that_another_loss_takes():
    found = rows("nndl3", "nndl3-sum", 300)
    assert "moves as nndl3 would with the learning rate 2, not 1" in found["effective-step"].text
    assert float(found["effective-step"].told[1][1]) < 1e-15
    twin, other = train("nndl3", 300, learning_rate=2), train("nndl3-sum", 300)
    assert twin.losses == pytest.approx([loss / 2 for loss in other.losses], rel=1e-12)


def test_one_run_under_two_names():
    found = compare("nndl3", "nndl3-mean", 100)
    assert found.same
    assert "every loss of 100 iterations is equal to the last bit" in found.findings[0].text


def test_what_only_one_shows():
    found = rows("nndl3", "nndl3-relu-o2", 100)
    assert found["dead-unit"].text.startswith("Only in nndl3-relu-o2: Unit o2 is dead from iteration 3 on")
    assert found["first-difference"].text.startswith("The first line that differs is out_o2")


def test_numbers_and_names():
    other = varied("nndl3", {"learning_rate": 5})
    found = rows("nndl3", other)
    assert found["numbers"].told == (("eta", "1 in nndl3, 5 in nndl3 (second)"),)
    assert found["lines"].text == "All 50 lines are the same in nndl3 and nndl3 (second)."
    renamed = parse("""
[network]
units = [["a", "b"], ["p", "q"], ["u", "v"]]
connections = [
    ["k1", "a", "p"], ["k2", "a", "q"], ["k3", "b", "p"], ["k4", "b", "q"],
    ["m1", "p", "u"], ["m2", "p", "v"], ["m3", "q", "u"], ["m4", "q", "v"],
]
activation = "sigmoid"
targets = ["s", "t"]
[loss]
name = "half-squared-error"
[data]
x = [[0.5, 0.3]]
y = [[0.23, -0.07]]
[parameters]
weights = [0.2, -0.4, 0.5, 0.6, 0.1, -0.5, -0.3, 0.8]
[training]
learning_rate = 1
""")
    assert compare("nndl3", renamed, 20).same


def test_networks_of_another_shape():
    found = compare("nndl3", "xor-mean").findings
    assert [each.rule for each in found] == ["wiring"]


def test_an_assignment_without_a_step():
    assert rows("line", "line")["same-run"]


# -- figures of others ----------------------------------------------------------------------


def stored(tmp_path, spec, form, iterations=20, **options):
    path = tmp_path / f"run.{form}"
    path.write_bytes(write(train(spec, iterations, keep=[1, 5, iterations], **options), form))
    return path


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("options", [{}, {"precision": "single"}])
def test_our_own_run_agrees(tmp_path, form, options):
    found = compare("nndl3", stored(tmp_path, "nndl3", form, **options))
    assert [each.rule for each in found.findings] == ["agreement"], found.findings


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_run_of_another_loss_gives_its_factor_away(tmp_path, form):
    found = rows("xor-sum", stored(tmp_path, "xor-mean", form))
    assert "every gradient of run." in found["factor"].text
    assert "N·M/2 for N = 4 samples and M = 1 output" in found["factor"].text
    assert found["first-difference"].text.endswith("the first is L in iteration 1, 0.5 times what it should be.")


def test_a_step_that_was_not_asked_for(tmp_path):
    found = rows("nndl3", stored(tmp_path, "nndl3", "csv", learning_rate=5))
    assert found["step"].text == "run.csv takes the learning rate 5; nndl3 has 1."
    assert "w1_new in iteration 1" in found["first-difference"].text


def test_a_loss_that_is_not_the_one_descended(tmp_path):
    path = stored(tmp_path, "nndl3", "csv")
    lines = path.read_text("utf-8").splitlines()
    doubled = [f"{r},L,{2 * float(v)}" if q == "L" else f"{r},{q},{v}" for r, q, v in (x.split(",") for x in lines[1:])]
    path.write_text("\n".join([lines[0], *doubled]), "utf-8")
    text = rows("nndl3", path)["reported-loss"].text
    assert "reports a loss that is 2 times that of nndl3, but descends one whose gradients are 1 times its own" in text


def test_a_quantity_that_is_no_loss(tmp_path):
    run = train("xor-sum", 2000, keep=[1, 1000, 2000])
    lines = ["iteration,quantity,value"]
    for each in run.kept:
        errors = [out["out_o1"] - y for out, y in zip(each.outputs, (0, 1, 1, 0), strict=True)]
        logged = sum(e * e for e in errors) / 8 * sum(errors) / 4
        lines += [f"{each.number},L,{logged}"]
        lines += [f"{each.number},dL/d{name},{value}" for name, value in each.gradients.items()]
    path = tmp_path / "logged.csv"
    path.write_text("\n".join(lines), "utf-8")
    assert "is no multiple of the loss" in rows("xor-sum", path)["reported-loss"].text


def test_a_sheet_and_a_listing(tmp_path):
    sheet = tmp_path / "sheet.txt"
    sheet.write_text("dL/dw5 = 0.0346\ndL/dw1 = 0.0146\n")
    assert "delta" in rows("nndl3", sheet)["first-difference"].text
    doubled = tmp_path / "doubled.txt"
    doubled.write_text("L = 0.2097\ndL/dw5 = 0.069266\ndL/dw6 = 0.167732\ndL/dw1 = -0.016843\n")
    found = rows("nndl3", doubled)
    assert found["factor"].told == (("factor", "2"),)
    assert "the loss reported is not the loss descended" in found["reported-loss"].text


def test_torch_agrees():
    pytest.importorskip("torch", reason="pip install torch==2.13.0")
    for name in ("nndl3", "nndl3-relu", "nndl3-cross-entropy", "nndl3-class", "xor-mean", "relu-batch"):
        made = varied(name, {"learning_rate": "0.01"})
        assert compare(made, "torch", 20).same, name
    assert compare("nndl3", "torch", 200, precision="single").same


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "round,quantity,value\n1,L,nan\n", "row 2: expected an iteration from 1, a quantity and a number"),
        ("a.csv", "iteration,quantity,value\n0,L,1\n", "row 2: expected an iteration from 1"),
        ("a.csv", "round,quantity,value\n1,L\n", "row 2: expected iteration, quantity, value, got 2 columns"),
        ("a.csv", "round,quantity,value\n1,volume,3\n", "none of its quantities belongs to nndl3: volume"),
        ("a.csv", "round,quantity,value\n", "no figures in it"),
        ("a.csv", "round,quantity,value\n99999999999999999999999,L,1e999\n", "row 2: expected an iteration from 1"),
        ("a.json", '{"losses": 3, "kept": 4}', "no run in it"),
        ("a.json", '{"kept": [' * 5000, "no run in it"),
        ("a.txt", "", "nothing in it is an answer"),
    ],
)
def test_what_cannot_be_compared_is_refused(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_text(content, "utf-8")
    with pytest.raises(SymbpError, match=message):
        compare("nndl3", path)
    with pytest.raises(SymbpError, match="neither a bundled assignment nor a file nor 'torch'"):
        compare("nndl3", tmp_path / "nothing")


def test_formats():
    found = compare("xor-sum", "xor-mean", 10)
    text = write(found, "text").decode()
    assert text.startswith("xor-sum and xor-mean compared\n\nDifferences\n- The first line")
    text = write(found, "md").decode()
    assert text.startswith("# xor-sum and xor-mean compared\n\n## Differences\n\n- The first line")
    assert write(found, "csv").decode().startswith("rule,statement,standing,quantity,value\nfirst-difference,")
    content = json.loads(write(found, "json"))
    assert content["format_version"] == FORMAT_VERSION
    assert content["findings"][1]["figures"]["in N and M"] == "N·M/2"
    with pytest.raises(SymbpError, match="unknown format 'xml'"):
        write(found, "xml")


def test_choices_are_those_with_the_factor():
    made = load("xor-sum")
    for value in (1, 2):
        for other, found in choices(made, value):
            assert factor(made, other).value == found.value
            assert found.value * value == 1
    assert figures.simplest(0.49999, 0.50001) == figures.Fraction(1, 2)


def test_other_data_are_not_one_path():
    other = varied("nndl3", {"data.y": [["0.5", "0.9"]]})
    assert "same-path" not in rows("nndl3", other)
    scaled = varied("nndl3", {"data.y": [["0.5", "0.9"]], "loss": "sum-squared-error"})
    assert not {"factor", "effective-step", "same-path"} & set(rows("nndl3", scaled))


def test_biases_that_only_one_has():
    found = rows("nndl3", "nndl3-bias")
    assert found["first-difference"].text.startswith("The first line that differs is in_h1")


def test_batches_are_refused():
    made = varied("xor-mean", {"batch_size": 2})
    with pytest.raises(SymbpError, match="updates by batches are not compared line by line"):
        compare(made, made)


def test_a_run_of_a_mistake_names_it(tmp_path):
    path = stored(tmp_path, "nndl3", "csv", mistake="gradient-for-weight")
    assert "(dL/dw1)" in rows("nndl3", path)["mistake"].text
    assert "factor" not in rows("nndl3", path)


def test_a_spreadsheet_puts_a_mark_before_its_csv(tmp_path):
    path = stored(tmp_path, "nndl3", "csv")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert compare("nndl3", path).same


def test_dead_outputs_have_no_path_to_go_back():
    pytest.importorskip("torch", reason="pip install torch==2.13.0")
    made = varied("nndl3-relu", {"fill": 0})
    assert compare(made, "torch", 5).same
    assert compare("nndl3-tanh", "torch", 300).same
    assert compare("nndl3-tanh", "torch", 300, precision="single").same


def test_in_which_term():
    first = dict(rows("xor-sum", "xor-mean")["first-difference"].told)
    assert first["every term in xor-sum, against xor-mean"] == "1/2 times"
    bias = dict(rows("nndl3", "nndl3-bias")["first-difference"].told)
    assert bias["only in nndl3-bias"] == "b_h1"
    assert "only in nndl3" not in bias


def test_a_listing(tmp_path):
    listing = tmp_path / "program.py"
    listing.write_text("""
import numpy as np
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
x1, x2 = 0.5, 0.3
y1, y2 = 0.23, -0.07
w1, w2, w3, w4, w5, w6, w7, w8 = 0.2, -0.4, 0.5, 0.6, 0.1, -0.5, -0.3, 0.8
out_h1 = sigmoid(w1 * x1 + w3 * x2)
out_h2 = sigmoid(w2 * x1 + w4 * x2)
out_o1 = sigmoid(w5 * out_h1 + w7 * out_h2)
out_o2 = sigmoid(w6 * out_h1 + w8 * out_h2)
d_o1 = out_o1 - y1
d_o2 = out_o2 - y2
d_w5 = d_o1 * out_o1 * (1 - out_o1) * out_h1
d_w7 = d_o1 * out_o1 * (1 - out_o1) * out_h2
d_w6 = d_o2 * out_o2 * (1 - out_o2) * out_h1
d_w8 = d_o2 * out_o2 * (1 - out_o2) * out_h2
d_w1 = (d_w5 + d_w6) * out_h1 * (1 - out_h1) * x1
""")
    found = rows("nndl3", listing)["first-difference"]
    assert "the first that is wrong is dL/dw1, in line 18." in found.text
    assert "delta" in found.text


TRAINED = """
[network]
layers = [2, 2, 1]
activation = "sigmoid"
bias = "BIAS"
[loss]
name = "half-squared-error"
[data]
x = [[0.5, 0.3]]
y = [[0.2]]
[parameters]
fill = 0.3
[training]
learning_rate = 1
"""


def test_what_is_not_trained_takes_another_path():
    found = rows(parse(TRAINED.replace("BIAS", "unit")), parse(TRAINED.replace("BIAS", "fixed")))
    assert "same-path" not in found
    assert found["first-difference"]


def test_names_that_meet_are_told_apart():
    for first, second in (("mazur", "nndl3-bias"), ("nndl3-bias", "mazur"), ("mazur", "nndl3-class")):
        assert {"first-difference", "wiring"} & set(rows(first, second, 5))


def test_runs_that_end_early_are_compared_as_far_as_they_go():
    pytest.importorskip("torch", reason="pip install torch==2.13.0")
    assert compare("linear-2-3-2-1-bias", "torch", 50).same
    assert compare("relu-batch", "torch", 200, precision="single").same


def test_a_factor_between_other_weights_is_one_at_equal_weights():
    other = varied("nndl3", {"loss": "sum-squared-error", "fill": "0.4"})
    assert rows("nndl3", other)["factor"].text.startswith("At equal parameters the loss and every gradient")


@pytest.mark.parametrize("row", ["1,L,1_0", "1_0,L,1", "1,L,0x1p3", "1,L,٣"])
def test_numbers_are_written_plainly(tmp_path, row):
    path = tmp_path / "a.csv"
    path.write_text(f"round,quantity,value\n{row}\n", "utf-8")
    with pytest.raises(SymbpError, match="row 2: expected an iteration from 1, a quantity and a number"):
        compare("nndl3", path)


def test_a_figure_that_is_there_twice_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("round,quantity,value\n1,L,0.2\n1,L,0.3\n", "utf-8")
    with pytest.raises(SymbpError, match="L of iteration 1 is there twice, with two values"):
        compare("nndl3", path)
