"""Networks in matrices: arrays read, worked out, written; files of other programs."""

from __future__ import annotations

import io
import json
import pickle
import types
import zipfile

import numpy as np
import pytest
from pages import NETWORKS, written
from terminal import run

import symbp
from symbp import architecture_of, bundled, dense_table, derive, load, oracle, solve, verify_dense
from symbp.code.matrices import code
from symbp.dense import entry
from symbp.errors import SpecError, SymbpError, UnknownNameError
from symbp.general import general
from symbp.importing import Layer, Model, assignment_files, from_sequential, import_model, read_model
from symbp.numpy_reference import dense_problem, numpy_values
from symbp.spec import ArrayAssignment, Assignment, parse

WIDE = bundled(wide=True)


def spec(folder, text, name="net.toml"):
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def network(
    sizes, data="x = {seed = 1, samples = 2}\ny = {seed = 2, samples = 2}", parameters="random = {seed = 3}", **more
):
    keys = {"activation": "tanh", "bias": "unit", "loss": "squared-error"} | more
    return f"""
[network]
layers = {sizes}
activation = "{keys["activation"]}"
bias = "{keys["bias"]}"
[loss]
name = "{keys["loss"]}"
[data]
{data}
[parameters]
{parameters}
[training]
learning_rate = 0.1
"""


def program(dense, library="numpy"):
    module = types.ModuleType("gradients")
    exec(code(general(architecture_of(dense)), library), module.__dict__)  # noqa: S102 - our own program
    return module


# -- the same network unit by unit and in arrays --------------------------------------------


def test_which_assignments_are_wide():
    assert set(WIDE) == {"relu-1000-100-10", "fizzbuzz"}
    assert isinstance(load("nndl3"), Assignment)
    assert isinstance(load("nndl3", most_lines=10), ArrayAssignment)
    assert isinstance(load("fizzbuzz"), ArrayAssignment)
    with pytest.raises(SpecError, match="more than 8000 lines: it is worked out in matrices"):
        load("fizzbuzz", arrays=False)
    with pytest.raises(SpecError, match="fizzbuzz is in arrays: it is worked out in matrices"):
        derive(load("fizzbuzz"))


@pytest.mark.parametrize("name", NETWORKS)
def test_matrices_have_the_values_of_the_lines(name):
    try:
        dense = load(name, arrays=True)
    except SpecError as error:
        assert name == "nndl3-relu-o2", error  # noqa: PT017 - the one with units that differ
        return
    assignment, found = load(name), dense_table(dense)
    lines = numpy_values(assignment)
    for c in assignment.network.connections:
        made = found.arrays[f"dW{c.target.layer}"][c.target.index - 1, c.source.index - 1]
        assert made == pytest.approx(lines[f"dL/d{c.name}"], abs=1e-13)
    assert found.arrays["L"].item() == pytest.approx(lines["L"], rel=1e-13)
    for link in assignment.network.biases:
        if link.trained:
            row = 0 if dense.layers[link.unit.layer - 1].bias == "layer" else link.unit.index - 1
            made = found.arrays[f"db{link.unit.layer}"][row, 0]
            assert made == pytest.approx(lines[f"dL/d{link.name}"], abs=1e-13)


@pytest.mark.parametrize("sizes", [[3, 4, 2], [2, 3, 3, 2]])
@pytest.mark.parametrize(
    "numbering", ["", 'numbering = "by-target"', 'numbering = "matrix"', 'numbering = "by-source"']
)
@pytest.mark.parametrize("bias", ["none", "unit", "layer", "fixed"])
def test_a_recipe_means_the_same_numbers_in_both(tmp_path, sizes, numbering, bias):
    text = network(sizes, bias=bias).replace("[loss]", f"{numbering}\n[loss]")
    path = spec(tmp_path, text)
    dense, assignment = load(path, most_lines=0), load(path)
    assert isinstance(dense, ArrayAssignment)
    for c in assignment.network.connections:
        value = float(assignment.parameters[c.name].value)
        assert dense.weights[c.target.layer - 1][c.target.index - 1, c.source.index - 1] == value
    for link in assignment.network.biases:
        array = dense.biases[link.unit.layer - 1]
        assert array[0 if bias == "layer" else link.unit.index - 1, 0] == float(assignment.parameters[link.name].value)
    assert np.array_equal(
        dense.x, [[float(n.value) for n in column] for column in zip(*(s.x for s in assignment.samples), strict=True)]
    )


@pytest.mark.parametrize("name", WIDE)
def test_every_obligation_of_a_wide_assignment_holds(name):
    checks = verify_dense(load(name, arrays=True)).checks
    assert [check.rule for check in checks] == ["shapes", "instances", "numpy", "differences"]
    assert all(check.holds for check in checks)


def test_what_a_step_makes_of_the_parameters():
    for name in WIDE:
        table = dense_table(load(name, arrays=True))
        step = float(table.dense.learning_rate.value)
        for parameter in ("W1", "W2", *(("b1", "b2") if name == "fizzbuzz" else ())):
            expected = table.arrays[parameter] - step * table.arrays[f"d{parameter}"]
            assert np.array_equal(table.arrays[f"{parameter}_new"], expected)
            assert not np.array_equal(table.arrays[f"{parameter}_new"], table.arrays[parameter])


@pytest.mark.parametrize("bias", ["unit", "layer", "fixed"])
@pytest.mark.parametrize("sign", ["+", "-"])
def test_biases_and_thresholds_are_those_of_the_lines(tmp_path, bias, sign):
    text = network([2, 3, 2], bias=bias).replace("[loss]", f'bias_sign = "{sign}"\n[loss]')
    path = spec(tmp_path, text.replace("{seed = 3}", "{seed = 3, low = 0.125, high = 0.875}"))
    table, lines = dense_table(load(path, most_lines=0)), numpy_values(load(path))
    assignment = load(path)
    assert table.arrays["L"].item() == pytest.approx(lines["L"], rel=1e-14)
    for link in assignment.network.biases if bias != "fixed" else ():
        row = 1 if bias == "layer" else link.unit.index
        found = entry(table, f"b{link.unit.layer}[{row}]")
        assert found.value == pytest.approx(lines[f"dL/d{link.name}"], rel=1e-12)
        assert sum(number for (number,) in found.factors) == pytest.approx(found.value, rel=1e-12)
    assert verify_dense(table.dense).holds


def test_saturated_units_keep_their_loss(tmp_path):
    data = "x = [[1, 0]]\nclasses = [0]"
    for loss, activation in (("cross-entropy", "softmax"), ("softmax-cross-entropy", "identity")):
        text = network([2, 2], data, "weights = [1000, 0, 0, 0]", activation=activation, bias="none", loss=loss)
        dense = load(spec(tmp_path, text), most_lines=0)
        assert dense_table(dense).arrays["L"].item() == 0
        with np.errstate(all="ignore"):
            value, gradients = program(dense).loss_and_gradients(**dense.arrays)
        assert float(value) == 0
        assert np.isfinite(gradients["W1"]).all()


def test_a_recipe_skips_what_it_is_told_to():
    from symbp.spec.arrays import recipe

    for name in ("uniform", "normal"):
        whole = recipe("x", {"seed": 5, "distribution": name}).draw(20)
        assert np.array_equal(recipe("x", {"seed": 5, "distribution": name, "skip": 7}).draw(13), whole[7:])


def test_lines_that_are_no_instances_are_found(monkeypatch):
    from symbp.dense.proof import report
    from symbp.general.instances import Instances

    monkeypatch.setattr(Instances, "differing", lambda self: ["dL/dw1"])
    assert [check.rule for check in report(dense_table(load("nndl3", arrays=True))).checks if not check.holds] == [
        "instances"
    ]


def test_a_wrong_bias_and_a_wrong_shape_are_found():
    from symbp.dense.proof import report

    table = dense_table(load("nndl3-bias", arrays=True))
    table.arrays["db1"][0, 0] *= 1.1
    assert [check.rule for check in report(table).checks if not check.holds] == ["numpy"]
    table = dense_table(load("fizzbuzz", arrays=True))
    table.arrays["P"] = table.arrays["P"].T
    assert [check.rule for check in report(table).checks if not check.holds] == ["shapes"]


def test_the_lines_of_an_entry_are_its_own():
    table = dense_table(load("fizzbuzz", arrays=True))
    found = {str(each.line.left): str(each.line.result) for each in entry(table, "w1[5,3]").lines}
    assert found["dL/dw[5, 3]"] == "Sum(before[3, s]*dL/dz[5, s], (s, 1, N))"
    assert found["dL/dz[5, s]"].startswith("Piecewise((Sum(dL/dz_next[k, s]*w_next[k, 5]")
    assert found["dL/dz[j, s]"] == "(p[j, s]*Sum(y[k, s], (k, 1, n_this)) - y[j, s])/N"
    assert "z[5, s] > 0" in found["a[5, s]"]
    last = {str(each.line.left): str(each.line.result) for each in entry(table, "w2[4,100]").lines}
    assert last["dL/dw[4, 100]"] == "Sum(before[100, s]*dL/dz[4, s], (s, 1, N))"
    assert last["z[100, s]"] == "b[100] + Sum(before[i, s]*w[100, i], (i, 1, n_before))"


def test_a_wrong_matrix_is_found():
    from symbp.dense.proof import report

    table = dense_table(load("nndl3", arrays=True))
    table.arrays["dW1"] *= 1.1
    assert [check.rule for check in report(table).checks if not check.holds] == ["numpy", "differences"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("loss", "bias"), [("squared-error", "unit"), ("cross-entropy", "layer"), ("softmax-cross-entropy", "fixed")]
)
def test_softmax_in_every_layer(tmp_path, loss, bias):
    data = "x = [[0.5, 0.3], [0.1, -0.2]]\ny = [[0.25, 0.5, 0.25], [1, 0, 0]]"
    path = spec(tmp_path, network([2, 3, 2, 3], data, activation="softmax", bias=bias, loss=loss))
    assert verify_dense(load(path, most_lines=0)).holds
    assert symbp.verify(path).holds


@pytest.mark.parametrize("name", WIDE)
def test_an_entry_is_the_sum_of_its_factors(name):
    table = dense_table(load(name, arrays=True))
    judged = oracle.run(dense_problem(table.dense)).gradient
    start = sum(weights.size for weights in table.dense.weights[:-1])
    rows, columns = table.dense.weights[-1].shape
    for row, column in ((1, 1), (rows, columns), (3, 7)):
        found = entry(table, f"w2[{row},{column}]")
        assert found.value == pytest.approx(judged[start + (row - 1) * columns + column - 1], rel=1e-11)
        assert sum(a * b for a, b in found.factors) == pytest.approx(found.value, rel=1e-9)
    first = entry(table, "w1[5,3]")
    assert len(first.factors) == table.dense.x.shape[1]
    with pytest.raises(UnknownNameError, match="W2 has"):
        entry(table, "w2[1000,1]")
    with pytest.raises(UnknownNameError, match="is no trained parameter"):
        entry(table, "X[1,1]")
    with pytest.raises(UnknownNameError, match="expected one such as"):
        entry(table, "w2")


@pytest.mark.long
def test_the_document_does_not_grow_with_the_width(tmp_path):
    lengths = []
    for inputs in (20, 200, 2000):
        path = spec(tmp_path, network([inputs, inputs // 2, 5]))
        (made, _) = solve(path, ["md"], tmp_path / "out", most_lines=0)
        lengths.append(len(made.read_text("utf-8")))
    assert max(lengths) < 1.02 * min(lengths)


@pytest.mark.long
def test_the_program_of_the_wide_net_gives_what_autograd_gives():
    torch = pytest.importorskip("torch", reason="torch is not installed")
    dense = load("relu-1000-100-10", arrays=True)
    loss, gradients = program(dense).loss_and_gradients(**dense.arrays)
    w1, w2 = (torch.tensor(weights, requires_grad=True) for weights in dense.weights)
    truth = (w2 @ torch.relu(w1 @ torch.tensor(dense.x)) - torch.tensor(dense.y)).pow(2).sum()
    truth.backward()
    assert abs(float(loss) - truth.item()) <= 1e-12 * truth.item()
    for name, judged in (("W1", w1.grad), ("W2", w2.grad)):
        assert np.abs(gradients[name] - judged.numpy()).max() <= 1e-12 * float(judged.abs().max())


def test_tables_in_every_format():
    table = dense_table(load("fizzbuzz", arrays=True), ["w2[4,100]", "b1[7]", "Z1[2,3]"])
    assert table["dW2"].entries["4,100"] == table.arrays["dW2"][3, 99]
    assert table["db1"].entries["7,1"] == table.arrays["db1"][6, 0]
    assert json.loads(written(table, "json"))["rows"][0]["rows"] == 10
    assert written(table, "csv").splitlines()[0].startswith("name,kind,layer,rows,columns,norm")
    assert "| `dW2` | gradient | 4×100 |" in written(table, "md")
    with pytest.raises(UnknownNameError, match="unknown format 'xml'"):
        written(table, "xml")
    with pytest.raises(UnknownNameError, match="there is no matrix 'w7'"):
        dense_table(load("fizzbuzz", arrays=True), ["w7[1,1]"])


@pytest.mark.long
def test_the_command_line_of_a_wide_network():
    derived = run("derive", "relu-1000-100-10")
    assert "dW1 = D1 @ X.T" in derived.stdout
    assert "100×1000" in derived.stdout
    assert "4020.46" in run("derive", "relu-1000-100-10", "--of", "w2[7,41]").stdout
    assert json.loads(run("derive", "fizzbuzz", "--of", "b2[1]", "--format", "json").stdout)["name"] == "dL/db2[1,1]"
    assert "\\begin{align*}" in run("derive", "fizzbuzz", "--of", "w1[2,3]", "--format", "latex").stdout
    assert run("verify", "fizzbuzz").returncode == 0
    for command in (["check", "fizzbuzz", "README.md"], ["lint", "fizzbuzz"]):
        done = run(*command)
        assert done.returncode == 2
        assert "worked out in matrices" in done.stderr
    assert "dL/dw7" in run("derive", "nndl3", "--of", "w2[1,2]").stdout
    assert "matrix" in run("table", "nndl3", "--most-lines", "0").stdout


# -- arrays ---------------------------------------------------------------------------------


@pytest.fixture
def arrays(tmp_path):
    x, y, w1, w2 = (
        np.random.default_rng(i).normal(size=s).round(3) for i, s in enumerate([(4, 3), (4, 2), (5, 3), (2, 5)])
    )
    np.save(tmp_path / "x.npy", x)
    np.save(tmp_path / "w1.npy", w1.astype(np.float32))
    np.savez(tmp_path / "rest.npz", y=y, w2=np.asfortranarray(w2))
    rows = "\n".join(";".join(map(str, row)) for row in y)
    (tmp_path / "y.csv").write_text(f"one;two\n{rows}\n")
    return tmp_path, (x, y, w1, w2)


FILES = """x = "x.npy"
y = {y}"""
WEIGHTS = 'weights = ["w1.npy", {file = "rest.npz", key = "w2"}]'


@pytest.mark.parametrize("y", ['"y.csv"', '{file = "rest.npz", key = "y"}'])
@pytest.mark.parametrize("most_lines", [0, 8000])
def test_data_and_parameters_come_from_files(arrays, y, most_lines):
    folder, (x, targets, w1, w2) = arrays
    path = spec(folder, network([3, 5, 2], FILES.format(y=y), WEIGHTS, bias="none"))
    found = load(path, most_lines)
    if most_lines == 0:
        assert np.array_equal(found.x, x.T)
        assert np.array_equal(found.y, targets.T)
        assert np.array_equal(found.weights[0], w1.astype(np.float32))
        assert np.array_equal(found.weights[1], w2)
    else:
        # The shortest decimal that reads back: what was written before it became binary.
        assert [n.text for n in found.samples[0].x] == [repr(float(value)) for value in x[0]]
        assert float(found.parameters["w1"].value) == float(np.float32(w1[0, 0]))


def _object_array(folder):
    np.save(folder / "x.npy", np.array([[1, "a"]], dtype=object), allow_pickle=True)


class _Runs:
    """What opens a file for writing when it is unpickled."""

    def __init__(self, folder):
        self.trace = str(folder / "trace")

    def __reduce__(self):
        return (open, (self.trace, "w"))


def _pickle_as_npy(folder):
    (folder / "x.npy").write_bytes(pickle.dumps(_Runs(folder)))


def _bomb(folder):
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f8", "fortran_order": False, "shape": (10**6, 10**6)})
    (folder / "x.npy").write_bytes(header.getvalue())


def _cut(folder):
    np.save(folder / "x.npy", np.ones((4, 3)))
    (folder / "x.npy").write_bytes((folder / "x.npy").read_bytes()[:-9])


def _save(array):
    return lambda folder: np.save(folder / "x.npy", array)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_object_array, "entries of the type object"),
        (_pickle_as_npy, "cannot be read as .npy"),
        (_bomb, "expected a vector or a matrix of at most 50000000 numbers"),
        (_cut, "ends before its 12 numbers do"),
        (_save(np.array([[1.0, np.nan, 2.0]])), r"the entry \[1, 2\] is nan; expected finite numbers"),
        (_save(np.array([[1.0, 2.0, -np.inf]])), r"the entry \[1, 3\] is -inf"),
        (_save(np.array([[1j, 2, 3]])), "entries of the type complex128"),
        (_save(np.array([["a", "b", "c"]])), "entries of the type <U1"),
        (_save(np.zeros((2, 2, 3))), "has the shape 2×2×3"),
        (_save(np.zeros((2, 4))), "data.x"),
        (lambda folder: (folder / "x.npy").write_bytes(b""), "cannot be read as .npy"),
        (lambda folder: (folder / "x.npy").mkdir(), "is not a file"),
        (lambda folder: None, "is not a file"),
    ],
)
@pytest.mark.parametrize("most_lines", [0, 8000])
def test_a_file_that_is_no_good_is_refused_before_it_is_used(tmp_path, make, message, most_lines):
    make(tmp_path)
    path = spec(tmp_path, network([3, 5, 2], 'x = "x.npy"\ny = {seed = 1}'))
    with pytest.raises(SpecError, match=message):
        load(path, most_lines)
    assert not (tmp_path / "trace").exists()


def _zip(folder, name, size):
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        content = io.BytesIO()
        np.save(content, np.zeros((size, 3)))
        archive.writestr("x.npy", content.getvalue())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ('x = {file = "d.npz", key = "z"}', "no array 'z'. Known: x."),
        ('x = {file = "d.npz", kye = "x"}', "unknown key 'kye'. Did you mean 'key'?"),
        ('x = {file = "d.npz", key = 3}', "expected file and key as text"),
        ('x = {file = "d.txt"}', "is no array file. Known: .npy, .npz, .csv"),
        ('x = {file = "bad.npz", key = "x"}', "cannot be read as .npz"),
        ('x = "bad.csv"', "row 2, column 2: expected a number"),
        ('x = "ragged.csv"', "row 2: 2 numbers; expected 3"),
        ('x = "empty.csv"', "holds no numbers"),
        ("x = {seed = 1, sample = 2}", "unknown key 'sample'. Did you mean 'samples'?"),
        ('x = {seed = 1, distribution = "norml"}', "unknown distribution 'norml'. Did you mean 'normal'?"),
        ("x = {seed = 1, samples = 2.5}", "samples: expected a whole number"),
        ("x = {seed = 1, samples = 0}", "expected a number from 1 to 1000000"),
        ("x = {seed = 1, low = 2, high = 1}", "expected low below high"),
        ("x = {seed = 1, skip = 100000000000}", "skip: expected a number from 0"),
    ],
)
def test_faults_of_sources_are_named(tmp_path, data, message):
    _zip(tmp_path, "d.npz", 4)
    (tmp_path / "bad.npz").write_bytes(b"PK\x03\x04 and no more")
    (tmp_path / "bad.csv").write_text("1,2,3\n3,four,5\n")
    (tmp_path / "ragged.csv").write_text("1,2,3\n4,5\n")
    (tmp_path / "empty.csv").write_text("a,b\n\n")
    path = spec(tmp_path, network([3, 5, 2], f"{data}\ny = {{seed = 1}}"))
    for most_lines in (0, 8000):
        with pytest.raises(SpecError) as caught:
            load(path, most_lines)
        assert message in str(caught.value)


CLASSES = {"loss": "softmax-cross-entropy"}
TWICE = 'weights = ["w.npy", "w.npy"]\nfill = 1'


@pytest.mark.parametrize(
    ("sizes", "changed", "message"),
    [
        ([3, 5, 2], {"data": "x = {seed = 1}\ny = [[1, 2, 3]]"}, "data.y: shape 1 × 3; expected 1 × 2"),
        (
            [3, 5, 2],
            {"data": "x = [[1, 2]]\ny = {seed = 1}"},
            "data.x: shape 1 × 2; expected … × 3 (samples × units of layer 0)",
        ),
        ([3, 5, 2], {"data": "x = {seed = 1, samples = 2}\nclasses = [0]", **CLASSES}, "2 rows in x, but 1 in classes"),
        ([3, 5, 2], {"data": "x = {seed = 1}\nclasses = [2]", **CLASSES}, "class 2; expected 0 to 1"),
        (
            [3, 5, 2],
            {"parameters": TWICE},
            "layer 1: shape 5 × 4; expected 5 × 3 (units of layer 1 × units of layer 0)",
        ),
        (
            [4, 5, 2],
            {"parameters": TWICE},
            "layer 2: shape 5 × 4; expected 2 × 5 (units of layer 2 × units of layer 1)",
        ),
        ([4, 5, 2], {"parameters": 'weights = ["w.npy"]\nfill = 1'}, "1 matrices for 2 layers"),
        ([3, 5, 2], {"parameters": "weights = [1, 2]\nfill = 1"}, "2 numbers for 25 weights"),
        ([3, 5, 2], {"parameters": "fill = 1\nbiases = [[1, 2], [1, 2]]"}, "layer 1: shape 2; expected 5 (the biases"),
        ([3, 5, 2], {"parameters": "w1 = 1\nfill = 1"}, "'w1' alone cannot be given"),
        ([3, 5, 2], {"parameters": 'file = "w.npy"'}, "expected the name of an .npz file"),
        ([3, 5, 2], {"parameters": "weights = [{seed = 1}, {seed = 2}]"}, "give it as parameters.random"),
        ([3, 5, 2], {"parameters": 'fill = "abc"'}, "parameters.fill: 'abc' is not a number"),
        ([3, 5, 2], {"parameters": "weights = 3"}, "expected a list"),
        ([3, 5, 2], {"parameters": ""}, "no values for all of them"),
        ([3, 5, 2], {"activation": "tanhh"}, "layer 1: unknown activation 'tanhh'. Did you mean 'tanh'?"),
        ([100000, 100000], {}, "10000000000 connections; at most"),
    ],
)
def test_shapes_that_do_not_fit_are_named_with_both_and_the_layer(tmp_path, sizes, changed, message):
    np.save(tmp_path / "w.npy", np.ones((5, 4)))
    with pytest.raises(SpecError) as caught:
        load(spec(tmp_path, network(sizes, **changed)), most_lines=0)
    assert message in str(caught.value)


def test_a_text_has_no_files():
    with pytest.raises(SpecError, match="a text without a place has no files beside it"):
        parse(network([3, 5, 2], 'x = "x.npy"\ny = {seed = 1}'))


# -- networks of other programs --------------------------------------------------------------


@pytest.fixture
def torch():
    return pytest.importorskip("torch", reason="torch is not installed")


def _sequential(torch):
    nn = torch.nn
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 5), nn.LeakyReLU(0.125), nn.Linear(5, 3))


def _same(dense, model, torch):
    with torch.no_grad():
        judged = model(torch.tensor(dense.x.T, dtype=torch.float64)).numpy().T
    outputs = dense_table(dense).arrays[f"A{len(dense.layers)}"]
    return np.abs(outputs - judged).max() < 1e-12


def _written(tmp_path, model, name="net"):
    for file, content in assignment_files(model, name).items():
        (tmp_path / file).write_bytes(content)
    return tmp_path / f"{name}.toml"


@pytest.mark.long
def test_a_sequential_goes_round(tmp_path, torch):
    model = _sequential(torch)
    path = _written(tmp_path, from_sequential(model))
    dense = load(path, arrays=True)
    assert [layer.activation for layer in dense.layers] == ["tanh", "leaky-relu", "identity"]
    assert _same(dense, model.double(), torch)
    assert symbp.verify(path).holds
    # And back: the arrays of the assignment are the tensors of the module.
    assert np.array_equal(dense.weights[0], model[0].weight.detach().numpy())


@pytest.mark.long
def test_a_state_dict_goes_round(tmp_path, torch):
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
    torch.save(model.state_dict(), tmp_path / "net.pt")
    done = run("import", str(tmp_path / "net.pt"), "--out", str(tmp_path), "--samples", "5")
    assert done.returncode == 0, done.stderr
    dense = load(tmp_path / "net.toml", arrays=True)
    assert dense.x.shape == (3, 5)
    assert _same(dense, model.double(), torch)
    again = run("import", str(tmp_path / "net.pt"), "--out", str(tmp_path / "again"), "--samples", "5")
    assert again.returncode == 0
    assert (tmp_path / "again" / "net.npz").read_bytes() == (tmp_path / "net.npz").read_bytes()


@pytest.mark.long
@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")
def test_a_file_with_code_in_it_is_refused(tmp_path, torch):
    torch.save(torch.nn.Linear(2, 2), tmp_path / "object.pt")
    torch.save({"0.weight": _Runs(tmp_path)}, tmp_path / "object-in-a-dict.pt")
    torch.jit.trace(torch.nn.Linear(2, 2), torch.zeros(1, 2)).save(str(tmp_path / "script.pt"))
    (tmp_path / "pickle.pt").write_bytes(pickle.dumps(_Runs(tmp_path)))
    for name, message in (
        ("object.pt", "to load an object is to run its code; save its state_dict"),
        ("object-in-a-dict.pt", "to load an object is to run its code"),
        ("script.pt", "TorchScript code, which is not run"),
        ("pickle.pt", "to load an object is to run its code"),
    ):
        done = run("import", str(tmp_path / name), "--out", str(tmp_path))
        assert done.returncode == 2
        assert message in done.stderr
        assert not list(tmp_path.glob("*.toml"))
    assert not (tmp_path / "trace").exists()


def test_what_is_not_supported_is_named(tmp_path, torch):
    nn = torch.nn
    for model, message in (
        (nn.Sequential(nn.Linear(2, 2), nn.Dropout()), r"module '1' is a Dropout: not supported"),
        (nn.Sequential(nn.Conv1d(1, 1, 1)), r"module '0' is a Conv1d"),
        (nn.Sequential(nn.ReLU()), "does not follow a Linear"),
        (nn.Sequential(nn.Linear(2, 3), nn.Linear(2, 1)), "'1' has the shape 1 × 2, '0' before it 3 × 2"),
        (nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1, bias=False)), "'0' has biases and '1' has none"),
        (nn.Sequential(), "no fully connected layer"),
        (nn.Sequential(nn.Linear(2, 2), nn.Softplus(beta=3)), "Softplus"),
        (nn.Sequential(nn.Linear(2, 2), nn.Softmax(dim=0)), "Softmax"),
        (nn.Linear(2, 2), "only nn.Sequential is supported"),
    ):
        with pytest.raises(SpecError, match=message):
            from_sequential(model)
    for state, message in (
        ({"conv.weight": torch.zeros(2, 3, 5, 5)}, "'conv.weight' has the shape 2 × 3 × 5 × 5"),
        ({"bn.running_mean": torch.zeros(2)}, "'bn.running_mean' is neither the weight nor the bias"),
        ({"0.weight": torch.tensor([[float("nan")]])}, "not finite"),
        ({"0.weight": torch.zeros(2, 2, dtype=torch.complex64)}, "entries of the type complex64"),
        ({}, "expected a state_dict"),
        ({"0.bias": torch.zeros(2)}, "'0.bias' has no weights beside it"),
    ):
        torch.save(state, tmp_path / "net.pt")
        with pytest.raises(SpecError, match=message):
            read_model(tmp_path / "net.pt")


def _onnx(nodes, arrays, inputs=("x",), outputs=("y",)):
    onnx = pytest.importorskip("onnx", reason="pip install 'symbp[onnx]'")
    helper = onnx.helper
    value = lambda name: helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None)  # noqa: E731
    graph = helper.make_graph(
        [
            helper.make_node(kind, given, made, name=f"{kind}{i}", **more)
            for i, (kind, given, made, more) in enumerate(nodes)
        ],
        "net",
        [value(name) for name in inputs],
        [value(name) for name in outputs],
        [onnx.numpy_helper.from_array(np.asarray(array, dtype=np.float32), name) for name, array in arrays.items()],
    )
    return helper.make_model(graph)


W1, B1, W2 = np.arange(6).reshape(3, 2) / 8, np.array([0.5, -0.25, 1]), np.array([[1.0, -2, 0.5]])


def test_onnx_goes_round(tmp_path):
    onnx = pytest.importorskip("onnx", reason="pip install 'symbp[onnx]'")
    model = _onnx(
        [
            ("Gemm", ["x", "w1", "b1"], ["z1"], {"transB": 1}),
            ("LeakyRelu", ["z1"], ["a1"], {"alpha": 0.25}),
            ("MatMul", ["a1", "w2"], ["m2"], {}),
            ("Add", ["m2", "b2"], ["z2"], {}),
            ("Sigmoid", ["z2"], ["y"], {}),
        ],
        {"w1": W1, "b1": B1, "w2": W2.T, "b2": [0.125]},
    )
    onnx.save(model, tmp_path / "net.onnx")
    made = import_model(tmp_path / "net.onnx", tmp_path, loss="binary-cross-entropy", samples=3)
    dense = load(made[0], arrays=True)
    assert [layer.activation for layer in dense.layers] == ["leaky-relu", "sigmoid"]
    assert np.array_equal(dense.weights[0], W1)
    assert np.array_equal(dense.weights[1], W2)
    assert dense.biases[1].item() == 0.125
    z = W1 @ dense.x + B1[:, None]
    expected = 1 / (1 + np.exp(-(W2 @ np.where(z > 0, z, z / 4) + 0.125)))
    assert dense_table(dense).arrays["A2"] == pytest.approx(expected, rel=1e-14)


# Numbers as the exporters write them, in 32 bits.
WRITTEN_OUT = {
    "gelu": [
        ("Div", "z r", "a"), ("Erf", "a", "b"), ("Add", "b one", "c"), ("Mul", "z c", "d"), ("Mul", "d half", "y"),
    ],
    "gelu, halved first": [
        ("Mul", "z half", "h"), ("Div", "z r", "a"), ("Erf", "a", "b"), ("Add", "one b", "c"), ("Mul", "h c", "y")
    ],
    "gelu-tanh": [
        ("Pow", "z three", "a"), ("Mul", "a k", "b"), ("Add", "z b", "c"), ("Mul", "c s", "d"), ("Tanh", "d", "e"),
        ("Add", "e one", "f"), ("Mul", "z f", "g"), ("Mul", "g half", "y"),
    ],
    "silu": [("Sigmoid", "z", "a"), ("Mul", "z a", "y")],
    "sigmoid": [("Neg", "z", "a"), ("Exp", "a", "b"), ("Add", "b one", "c"), ("Reciprocal", "c", "y")],
    "square": [("Mul", "z z", "y")],
}  # fmt: skip
NUMBERS = {"r": 2**0.5, "one": 1, "half": 0.5, "three": 3, "k": 0.044715, "s": (2 / np.pi) ** 0.5}


def _written_out(name, **others):
    chain = [("Gemm", ["x", "w1"], ["z"], {"transB": 1})]
    chain += [(kind, given.split(), [made], {}) for kind, given, made in WRITTEN_OUT[name]]
    return _onnx(chain, {"w1": W1} | NUMBERS | others)


@pytest.mark.parametrize("name", WRITTEN_OUT)
def test_an_activation_written_out_in_onnx_is_known_by_its_values(tmp_path, name):
    onnx = pytest.importorskip("onnx", reason="pip install 'symbp[onnx]'")
    onnx.save(_written_out(name), tmp_path / "net.onnx")
    assert [layer.activation for layer in read_model(tmp_path / "net.onnx").layers] == [name.partition(",")[0]]


@pytest.mark.parametrize("opset", [13, 20])
@pytest.mark.parametrize(
    ("module", "options", "name"),
    [
        ("GELU", {}, "gelu"),
        ("GELU", {"approximate": "tanh"}, "gelu-tanh"),
        ("SiLU", {}, "silu"),
        ("ELU", {}, "elu"),
        ("Hardsigmoid", {}, "hard-sigmoid"),
        ("Softsign", {}, "softsign"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_torch_writes_as_onnx_is_read(tmp_path, module, options, name, opset):
    pytest.importorskip("onnx", reason="pip install 'symbp[onnx]'")
    torch = pytest.importorskip("torch", reason="pip install torch")
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), getattr(torch.nn, module)(**options))
    path = tmp_path / "net.onnx"
    torch.onnx.export(model, (torch.zeros(1, 2),), str(path), opset_version=opset, dynamo=False)
    assert [layer.activation for layer in read_model(path).layers] == [name]


@pytest.mark.parametrize(
    ("kind", "more", "activation", "options"),
    [
        ("Elu", {}, "elu", {"scale": 1}),
        ("Elu", {"alpha": 0.5}, "elu", {"scale": 0.5}),
        ("HardSigmoid", {"alpha": 1 / 6}, "hard-sigmoid", {}),
        ("Gelu", {"approximate": "tanh"}, "gelu-tanh", {}),
    ],
)
def test_an_onnx_activation_keeps_its_option(tmp_path, kind, more, activation, options):
    onnx = pytest.importorskip("onnx", reason="pip install 'symbp[onnx]'")
    nodes = [("Gemm", ["x", "w1"], ["z"], {"transB": 1}), (kind, ["z"], ["y"], more)]
    onnx.save(_onnx(nodes, {"w1": W1}), tmp_path / "net.onnx")
    (layer,) = read_model(tmp_path / "net.onnx").layers
    assert (layer.activation, layer.options) == (activation, options)


def test_operators_that_make_no_activation_are_refused(tmp_path):
    onnx = pytest.importorskip("onnx", reason="pip install 'symbp[onnx]'")
    onnx.save(_written_out("gelu", half=0.75), tmp_path / "net.onnx")
    with pytest.raises(SpecError, match="operator Div"):
        read_model(tmp_path / "net.onnx")


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ([("Conv", ["x", "w1"], ["y"], {})], "operator Conv (node 'Conv0') is not supported"),
        ([("Gemm", ["x", "w1"], ["y"], {"alpha": 2.0})], "Gemm 'Gemm0' with alpha: not supported"),
        ([("Relu", ["x"], ["y"], {})], "does not follow a layer"),
        ([("MatMul", ["w1", "x"], ["y"], {})], "the input as its second factor"),
        ([("MatMul", ["x", "x2"], ["y"], {})], "is no stored array"),
        ([("MatMul", ["x", "w1"], ["a"], {}), ("Relu", ["x"], ["y"], {})], "branches are not supported"),
        ([("Gemm", ["x", "w1"], ["a"], {}), ("HardSigmoid", ["a"], ["y"], {})], "of slope 0.2, and 0.5 at 0"),
        ([("Gemm", ["x", "w1"], ["a"], {}), ("Softmax", ["a"], ["y"], {"axis": 0})], "over axis 0"),
    ],
)
def test_an_onnx_graph_that_is_no_chain_is_named(tmp_path, nodes, message):
    onnx = pytest.importorskip("onnx", reason="pip install 'symbp[onnx]'")
    onnx.save(_onnx(nodes, {"w1": W1}), tmp_path / "net.onnx")
    with pytest.raises(SpecError) as caught:
        read_model(tmp_path / "net.onnx")
    assert message in str(caught.value)


def test_network_files_that_are_none(tmp_path):
    for name, content, message in (
        ("a.onnx", b"nonsense \xff\xff", "cannot be read as ONNX"),
        ("a.h5", b"", "is no network file. Known: .onnx, .pt, .pth"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(SpecError, match=message):
            read_model(tmp_path / name)
    with pytest.raises(SpecError, match="is not a file that can be read"):
        read_model(tmp_path / "missing.onnx")


def test_a_model_is_written_and_read_back(tmp_path):
    model = Model((Layer("a", W1, B1, "softplus"), Layer("b", W2, np.array([0.5]), "identity")))
    first = assignment_files(model, "my net")
    assert first == assignment_files(model, "my net")
    dense = load(_written(tmp_path, model, "my-net"), arrays=True)
    assert np.array_equal(dense.weights[1], W2)
    assert dense.layers[0].activation == "softplus"
    with pytest.raises(SymbpError, match="unknown loss 'square'"):
        import_model(tmp_path / "net.pt", loss="square")


# -- the report -------------------------------------------------------------------------------


@pytest.mark.long
def test_the_report_on_the_seeds_is_what_its_first_line_makes():
    import sys

    from conftest import REPOSITORY

    sys.path.insert(0, str(REPOSITORY / "tests" / "reports"))
    import seeds

    report = seeds.report()
    assert report == (REPOSITORY / "reports" / "seeds.md").read_text("utf-8")
    for run_, right, count, _ in seeds.runs():
        assert right == count, run_["title"]
    assert all(right for _, _, right in seeds.step_table())
