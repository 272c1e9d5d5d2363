"""What is too large or at an edge: worked out within about a second, or refused with the limit; never a traceback."""

import multiprocessing
import random
import resource
import time

import numpy as np
import pytest
from pages import written
from terminal import run

import symbp
from symbp import derive, export, load, parse, read_derivation, solve, table, verify
from symbp.errors import SpecError
from symbp.exporting.record.expressions import unpacked
from symbp.files import check_writable, write_all
from symbp.importing.model import Layer, in_order

SLOWEST = 5.0
"""Seconds of CPU: each takes about one at most; a busy machine and its caches take more."""

NET = """
[network]
layers = [{inputs}, {hidden}, 1]
activation = "{activation}"
{options}
[data]
x = [[{x}]]
y = [[1]]
[parameters]
weights = [{first}, {second}]
[loss]
name = "squared-error"
[training]
learning_rate = "1/2"
"""


@pytest.fixture
def cpu():
    """At most so many seconds of CPU, measured in the process itself."""
    begun = time.process_time()
    yield
    assert time.process_time() - begun < SLOWEST


def net(activation, weight, x="1", options=""):
    row = [weight, f"-{weight}"]
    return parse(
        NET.format(
            inputs=2, hidden=2, activation=activation, options=options, x=f'"{x}", "1/2"',
            first=[row, [weight, weight]], second=[row],
        ).replace("'", '"')
    )  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "softplus", "relu", "leaky-relu"])
@pytest.mark.parametrize("weight", ["100", "1e300"])
@pytest.mark.usefixtures("cpu")
def test_a_saturated_network_is_worked_out_at_once(activation, weight):
    assignment = net(activation, weight)
    worked = table(derive(assignment), assignment)
    assert worked["L"].value
    assert verify(assignment).holds


@pytest.mark.usefixtures("cpu")
def test_a_saturated_tanh_is_1_by_hand():
    assignment = net("tanh", "100")
    worked = table(derive(assignment), assignment)
    assert (worked["in_h2"].rounded, worked["out_h2"].rounded) == ("150.0000", "1.0000")


LOGITS = """
[network]
layers = [1, {units}]
activation = "{activation}"
[data]
x = [[1]]
classes = [0]
[parameters]
random = {{seed = 1}}
[loss]
name = "{loss}"
"""


@pytest.mark.long
@pytest.mark.parametrize(
    ("units", "activation", "loss"),
    [(200, "identity", "softmax-cross-entropy"), (40, "softmax", "cross-entropy")],
)
@pytest.mark.usefixtures("cpu")
def test_the_slopes_of_many_logits_are_proven_at_once(units, activation, loss):
    derivation = derive(parse(LOGITS.format(units=units, activation=activation, loss=loss)))
    assert len([step for step in derivation if step.name.startswith("dL/dout_")]) == units


def _fractions(count, digits):
    source = random.Random(1)  # noqa: S311 - an example, no secret
    low, high = 10 ** (digits - 1), 10**digits
    return [["number", f"{source.randrange(low, high)}/{source.randrange(low, high)}"] for _ in range(count)]


@pytest.mark.parametrize(
    "expression",
    [
        ["add", "x", *_fractions(400, 1000)],
        ["add", *(["mul", fraction, "x"] for fraction in _fractions(400, 1000))],
        ["mul", *(["pow", fraction, ["number", "64"]] for fraction in _fractions(100, 60))],
        ["pow", ["pow", ["mul", "x", *_fractions(1, 60)], ["number", "64"]], ["number", "64"]],
    ],
    ids=["sum", "sum of products", "powers", "power of powers"],
)  # fmt: skip
@pytest.mark.usefixtures("cpu")
def test_a_record_of_long_fractions_is_refused(expression):
    with pytest.raises(SpecError, match="more than 4000 digits"):
        unpacked(expression)


@pytest.mark.usefixtures("cpu")
def test_a_record_of_short_ones_is_read():
    assert unpacked(["add", "x", *_fractions(20, 90)]).free_symbols


def test_a_recipe_is_refused_before_it_is_drawn():
    text = '[network]\nlayers = [1000, 2]\nactivation = "sigmoid"\n[data]\nx = {seed = 1, samples = 1000000}\n'
    text += 'y = [[0, 1]]\n[parameters]\nrandom = {seed = 1}\n[loss]\nname = "squared-error"\n'
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(SpecError, match=r"1000000 samples of 1000 numbers; at most 2000000 are drawn"):
        parse(text)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


UNUSED = """
[network]
units = [["a", "b"], ["h"], ["o"]]
connections = [["w1", "a", "h"], ["w2", "h", "o"]]
activation = "sigmoid"
[data]
x = [[1, 2]]
y = [[1]]
[parameters]
w1 = "0.1"
w2 = "0.2"
[loss]
name = "squared-error"
[training]
learning_rate = "0.5"
input_gradients = true
"""


def test_the_gradient_of_an_input_that_nothing_uses_is_a_line(tmp_path):
    assignment = parse(UNUSED)
    row = table(derive(assignment), assignment)["dL/db"]
    assert (row.formula, row.rounded, row.numpy) == ("0", "0", 0)
    assert verify(assignment).holds
    page, _ = solve(assignment, to="md", out=tmp_path, show="full")
    assert r"\frac{\partial L}{\partial b}" in page.read_text("utf-8")


def test_a_table_of_several_rounds_agrees_with_a_run():
    assignment = load("nndl3")
    worked = table(derive(assignment, iterations=3), assignment, digits=12)
    run = symbp.train(assignment, 3)
    assert float(worked["L@3"].value) == pytest.approx(float(run.losses[2]), rel=1e-9)
    assert worked["w1_new@3"].numpy == pytest.approx(float(worked["w1_new@3"].value), rel=1e-9)


@pytest.mark.parametrize(
    "command",
    [
        ["list"], ["derive", "nndl3"], ["derive", "nndl3", "--general"], ["derive", "--general"], ["table", "nndl3"],
        ["table", "nndl3", "--format", "md"], ["verify", "nndl3"], ["lint", "nndl3"], ["targets"],
        ["train", "nndl3", "--iterations", "2"], ["derive", "nndl3", "--notation", "zhou"],
    ],
)  # fmt: skip
@pytest.mark.long
def test_a_terminal_without_unicode_is_answered(command):
    done = run(*command, env={"PYTHONIOENCODING": "ascii"}, text=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.isascii()


def test_a_byte_order_mark_is_no_content(tmp_path):
    (tmp_path / "a.toml").write_text(UNUSED, "utf-8-sig")
    assert load(tmp_path / "a.toml").network.weights == ("w1", "w2")
    assert parse(f"\ufeff{UNUSED}").network.weights == ("w1", "w2")
    for name, text in (("a.txt", "dw1 = -0.0084"), ("a.csv", "dw1,-0.0084"), ("b.toml", '"dw1" = -0.0084')):
        (tmp_path / name).write_text(text, "utf-8-sig")
        assert symbp.check("nndl3", tmp_path / name).all_right
    (record,) = export("nndl3", "json", tmp_path)
    record.write_text(record.read_text("utf-8"), "utf-8-sig")
    assert symbp.load_derivation(record) == derive("nndl3")
    assert read_derivation(record.read_text("utf-8-sig")) == derive("nndl3")


def test_undecided_at_a_kink_is_an_outcome_of_its_own():
    assignment = net("leaky-relu", "1", x="1/2")
    worked = verify(assignment)
    assert worked.holds
    assert [check.rule for check in worked.checks if check.standing == "kink"] == ["differences"]
    text = written(worked)
    assert "1 undecided at a kink" in text
    assert "\n- kink (differences): " in text
    assert '"undecided": true' in written(worked, "json")


@pytest.mark.parametrize("leak", ["0.01", "0.2", "0"])
def test_the_slope_of_leaky_relu_at_0_is_its_leak(leak):
    """As torch.nn.LeakyReLU has it: its backward pass takes the leak wherever the input is not above 0."""
    assignment = net("leaky-relu", "1", x="1/2", options=f'options = {{leak = "{leak}"}}')
    row = table(derive(assignment), assignment)["dout_h1/din_h1"]
    assert (float(row.value), row.numpy) == (float(leak), float(leak))


EXACT = """
[network]
layers = [2, 1]
activation = "identity"
[data]
x = [["0.1", "0.2"]]
y = [["0.3"]]
[parameters]
fill = 1
[loss]
name = "squared-error"
[training]
learning_rate = "0.5"
optimizer = "{optimizer}"
"""


@pytest.mark.parametrize("optimizer", ["adam", "rmsprop", "momentum", "nesterov", "sgd"])
def test_a_gradient_that_is_exactly_0_holds(optimizer):
    """NumPy has 0.1 + 0.2 - 0.3 = 5.6e-17, which Adam and RMSprop divide by itself and 1e-8."""
    assert [check.rule for check in verify(parse(EXACT.format(optimizer=optimizer))).checks if not check.holds] == []


def _layer(name, units, before):
    return Layer(name, np.ones((units, before)), None)


@pytest.mark.parametrize(
    ("stored", "order"),
    [
        (["fc1 4 3", "fc2 2 4"], "fc1 fc2"),
        (["out 2 4", "hidden 4 3"], "hidden out"),
        (["net.2 4 4", "net.10 4 4", "net.0 4 3"], "net.0 net.2 net.10"),
        (["encoder 3 3", "decoder 3 3"], "encoder decoder"),
        (["out 2 4", "a 4 4", "b 4 4", "first 4 3"], ""),
        (["fc2 3 3", "fc1 3 3"], ""),
    ],
)
def test_layers_stand_in_an_order_that_fits(stored, order):
    layers = [_layer(name, int(units), int(before)) for name, units, before in map(str.split, stored)]
    if order:
        assert [layer.name for layer in in_order(layers)] == order.split()
    else:
        with pytest.raises(SpecError, match="cannot be known"):
            in_order(layers)


OUTSIDE = """
[network]
layers = [2, 1]
activation = "sigmoid"
[data]
x = "{file}"
y = [[1]]
[parameters]
{parameters}
[loss]
name = "squared-error"
"""


@pytest.fixture
def sheets(tmp_path):
    folder = tmp_path / "sheets"
    (folder / "data").mkdir(parents=True)
    for path in (tmp_path / "x.csv", folder / "data" / "x.csv"):
        path.write_text("1,2\n")
    (folder / "bad.csv").write_text("1,hush\n")
    (folder / "link.csv").symlink_to(tmp_path / "x.csv")
    (folder / "link").symlink_to(tmp_path)
    np.savez(tmp_path / "w.npz", W1=np.ones((1, 2)))

    def spec(file, parameters="fill = 1"):
        path = folder / "net.toml"
        path.write_text(OUTSIDE.format(file=str(file).replace("ABOVE", str(tmp_path)), parameters=parameters))
        return path

    return spec


@pytest.mark.long
@pytest.mark.parametrize("file", ["../x.csv", "ABOVE/x.csv", "link.csv", "link/x.csv", "data/../../x.csv"])
def test_data_stay_below_the_folder_of_the_assignment(sheets, file):
    spec = sheets(file)
    with pytest.raises(SpecError, match="lies outside of the assignment's folder"):
        load(spec)
    assert load(spec, outside_data=True).data["x2"].text == "2"
    for option, code in (([], 2), (["--allow-outside-data"], 0)):
        assert run(*option, "derive", spec).returncode == code


def test_data_below_it_are_read(sheets):
    assert load(sheets("data/x.csv")).data["x1"].text == "1"
    assert load(sheets("./data/x.csv")).data["x1"].text == "1"


def test_parameters_stay_below_it_too(sheets):
    with pytest.raises(SpecError, match=r"'\.\./w\.npz' lies outside"):
        load(sheets("data/x.csv", 'file = "../w.npz"'))


def test_no_message_quotes_a_cell(sheets):
    with pytest.raises(SpecError) as error:
        load(sheets("bad.csv"))
    assert "row 1, column 2: expected a number" in str(error.value)
    assert "hush" not in str(error.value)


def test_a_format_alone_may_be_a_string(tmp_path):
    pictures = ["network.svg", "paths-w5.svg", "paths-w1.svg"]
    assert [path.name for path in solve("nndl3", to="md", out=tmp_path)] == ["solution.md", *pictures]
    assert [path.name for path in export("nndl3", "c", tmp_path)] == ["nndl3.h"]


def _write_often(folder, content):
    for _ in range(60):
        check_writable(folder, 1_000)
        write_all(folder, {"a.txt": content * 5_000, "b.txt": content})


@pytest.mark.long
def test_two_processes_that_write_to_one_folder_do_not_refuse_each_other(tmp_path):
    spawned = multiprocessing.get_context("spawn")
    writers = [spawned.Process(target=_write_often, args=(tmp_path / "out", letter)) for letter in (b"x", b"y", b"z")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    # The last one wins, whole.
    assert set((tmp_path / "out" / "a.txt").read_bytes()) in ({ord(letter)} for letter in "xyz")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.txt", "b.txt"]
