"""Runs: precision, matrices, order, what is stored and taken up again, what is drawn; against the printed figures."""

import json
import os
from fractions import Fraction

import numpy as np
import pytest
from terminal import run

from symbp import load, train, varied
from symbp.charts import Chart, Curve, draw
from symbp.errors import OutputError, SymbpError
from symbp.files import check_writable, write_all
from symbp.page import charted
from symbp.page.charted import losses_chart
from symbp.page.words import Style
from symbp.training import checkpoint
from symbp.training.descent import descent
from symbp.training.pictures import charts
from symbp.training.precision import PRECISIONS
from symbp.training.runs import spread

LOSSES = 2e-6


@pytest.mark.long
def test_every_printed_figure_is_reproduced(facts):
    """Outputs, gradients and weights to their printed digits, losses of 32-bit runs to two parts in a million."""
    seen = 0
    for published in facts("seeds")["runs"]:
        iterations = {int(key[1:].partition(":")[0]) for key in published["printed"]}
        options = {"learning_rate": Fraction(published["step"]), "keep": iterations}
        options["mistake"] = "gradient-for-weight" if "wrong" in published["title"] else None
        double = train(published["assignment"], max(iterations), **options)
        single = train(published["assignment"], max(iterations), precision="single", **options)
        for key, printed in published["printed"].items():
            place, _, quantity = key.partition(":")
            if quantity.startswith("("):
                continue
            made = single if published["seed"] == 0 and quantity == "L" and len(printed) > 12 else double
            each = next(r for r in made.kept if r.number == int(place[1:]))
            found = {"L": each.loss, **each.hidden[0], **each.outputs[0]}
            found |= {f"dL/d{n}": v for n, v in each.gradients.items()}
            found |= {f"{n}_new": v for n, v in each.parameters.items()}
            digits = len(printed.partition(".")[2])
            if digits > 8:
                assert found[quantity] == pytest.approx(float(printed), rel=LOSSES), (published["title"], key)
            else:
                # What was rounded to two decimals before it was printed may show one.
                digits = 2 if quantity.startswith("dL/d") or (quantity == "L" and digits < 3) else digits
                assert round(found[quantity], digits) == float(printed), (published["title"], key)
            seen += 1
    assert seen > 300


def test_single_precision_is_that_of_torch_to_the_last_printed_digit():
    """Three losses that a published program of torch printed with all the digits of a 32-bit number."""
    losses = train("nndl3", 1000, precision="single").losses
    assert [losses[i] for i in (9, 99, 999)] == [0.11082295328378677, 0.010342842899262905, 0.003185197012498975]


def test_single_precision_works_with_numbers_of_32_bits():
    run = train("nndl3-bias", 5, precision="single")
    for each in run.iterations:
        for value in (each.loss, *each.gradients.values(), *each.parameters.values(), *each.hidden[0].values()):
            assert value == float(np.float32(value))
    with pytest.raises(SymbpError, match="unknown precision 'duoble'. Did you mean 'double'"):
        train("nndl3", 1, precision="duoble")


# -- matrices -------------------------------------------------------------------------------


@pytest.mark.long
def test_a_wide_run_is_that_of_numpy():
    dense = load("relu-1000-100-10", arrays=True)
    w1, w2 = dense.weights
    losses = []
    for _ in range(20):
        h = np.maximum(w1 @ dense.x, 0)
        e = w2 @ h - dense.y
        losses.append(float((e**2).sum()))
        d2 = 2 * e
        d1 = (w2.T @ d2) * (w1 @ dense.x > 0)
        w1, w2 = w1 - 1e-6 * d1 @ dense.x.T, w2 - 1e-6 * d2 @ h.T
    run = train("relu-1000-100-10", 20, learning_rate="1e-6")
    assert run.losses == pytest.approx(losses, rel=1e-11)
    assert run.parameters["W1"] == pytest.approx(w1, rel=1e-9)
    assert run.kept[0].outputs[0]["A2"].shape == dense.y.shape


def test_a_run_in_matrices_does_not_touch_the_assignment():
    dense = load("nndl3", arrays=True)
    before = dense.weights[0].copy()
    first, second = train(dense, 30), train(dense, 30)
    assert np.array_equal(dense.weights[0], before)
    assert first.losses == second.losses


@pytest.mark.parametrize("name", ["nndl3", "nndl3-bias", "nndl3-class", "xor-mean", "relu-batch", "mazur"])
def test_matrices_and_lines_are_one_run(name):
    changes = {"learning_rate": "0.01"}
    dense = varied(name, changes, most_lines=0)
    if isinstance(dense, type(load("nndl3", arrays=True))):
        assert train(dense, 30).losses == pytest.approx(train(varied(name, changes), 30).losses, rel=1e-9)


def test_mistakes_are_put_into_lines():
    with pytest.raises(SymbpError, match="is trained in matrices, and mistakes are put into single lines"):
        train("fizzbuzz", 1, mistake="gradient-for-weight")


# -- the order of the samples ---------------------------------------------------------------


def batches(changes=None):
    return varied("xor-mean", {"batch_size": 1, "learning_rate": "0.5", **(changes or {})})


def test_shuffled_epochs_hold_every_sample_once_and_are_seeded():
    runs = [train(batches(), 40, shuffle=seed) for seed in (1, 1, 2)]
    assert runs[0].losses == runs[1].losses != runs[2].losses
    assert train(batches(), 40).losses != runs[0].losses
    made = descent(batches(), PRECISIONS["double"], None, 7)
    orders = set()
    for epoch in range(5):
        seen = [made.order.batch(4 * epoch + place)[0] for place in range(4)]
        assert sorted(seen) == sorted(batch[0] for batch in made.order.batches)
        orders.add(tuple(seen))
    assert len(orders) > 1


def test_shuffled_lines_and_matrices_are_one_run():
    lines = train(batches({"batch_size": 3}), 25, shuffle=3)
    dense = train(varied("xor-mean", {"batch_size": 3, "learning_rate": "0.5"}, most_lines=0), 25, shuffle=3)
    assert dense.losses == pytest.approx(lines.losses, rel=1e-10)


def test_updated_weights_make_a_run_of_single_samples():
    """The published slip: the hidden deltas go back through weights that have been updated already."""
    w = dict(zip("12345678", (0.2, -0.4, 0.5, 0.6, 0.1, -0.5, -0.3, 0.8), strict=True))
    losses = []
    for _ in range(10):
        h1, h2 = (1 / (1 + np.exp(-(w[a] * 0.5 + w[b] * 0.3))) for a, b in ("13", "24"))
        o1, o2 = (1 / (1 + np.exp(-(w[a] * h1 + w[b] * h2))) for a, b in ("57", "68"))
        losses.append(((o1 - 0.23) ** 2 + (o2 + 0.07) ** 2) / 2)
        d1, d2 = (o1 - 0.23) * o1 * (1 - o1), (o2 + 0.07) * o2 * (1 - o2)
        w |= {"5": w["5"] - d1 * h1, "7": w["7"] - d1 * h2, "6": w["6"] - d2 * h1, "8": w["8"] - d2 * h2}
        e1, e2 = (d1 * w["5"] + d2 * w["6"]) * h1 * (1 - h1), (d1 * w["7"] + d2 * w["8"]) * h2 * (1 - h2)
        w |= {"1": w["1"] - e1 * 0.5, "3": w["3"] - e1 * 0.3, "2": w["2"] - e2 * 0.5, "4": w["4"] - e2 * 0.3}
    assert train("nndl3", 10, mistake="updated-weights").losses == pytest.approx(losses, rel=1e-12)
    with pytest.raises(SymbpError, match="there is a run of it for single samples only"):
        train("xor-mean", 3, mistake="updated-weights")


# -- taken up again -------------------------------------------------------------------------


class Killed(Exception):  # noqa: N818
    """In place of a kill -9: nothing of the run's own has a chance to clean up."""


@pytest.mark.long
@pytest.mark.parametrize("changes", [{}, {"optimizer": "adam", "learning_rate": "0.05"}, {"batch_size": 3}])
@pytest.mark.parametrize("options", [{}, {"precision": "single"}, {"shuffle": 2}, {"watch": 30}])
@pytest.mark.parametrize("wide", [False, True])
def test_a_killed_run_goes_on_and_ends_the_same(tmp_path, monkeypatch, changes, options, wide):
    made = varied("xor-mean", changes, **({"most_lines": 0} if wide else {}))
    whole = train(made, 300, **options)
    monkeypatch.setattr(checkpoint, "CHECKPOINT_SECONDS", 0.0)
    monkeypatch.setattr("symbp.training.runner.FIRST_STRETCH", 16)

    def kill(at):
        def told(done):
            if done >= at:
                raise Killed

        return told

    for at in (20, 150):
        with pytest.raises(Killed):
            train(made, 300, store=tmp_path, progress=kill(at), **options)
        assert (tmp_path / "run.part.npz").exists()
    told = []
    again = train(made, 300, store=tmp_path, progress=told.append, **options)
    assert not told or told[0] > 100
    assert again.losses == whole.losses
    assert [each.number for each in again.iterations] == [each.number for each in whole.iterations]
    for one, other in zip(again.iterations, whole.iterations, strict=True):
        assert one.loss == other.loss
        for name in other.gradients:
            assert np.array_equal(one.gradients[name], other.gradients[name])
            assert np.array_equal(one.parameters[name], other.parameters[name])
    assert not (tmp_path / "run.part.npz").exists()


def test_an_interrupted_run_says_where_it_goes_on(tmp_path):
    def told(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="stopped after iteration 65; the same command goes on from there"):
        train("nndl3", 1000, store=tmp_path, keep=[1000], progress=told)
    assert train("nndl3", 1000, store=tmp_path, keep=[1000]).losses == train("nndl3", 1000).losses


@pytest.mark.parametrize("content", [b"", b"PK", b"no archive", bytes(range(255, 0, -1))])
def test_what_is_no_checkpoint_is_no_help_and_no_harm(tmp_path, content):
    (tmp_path / "run.part.npz").write_bytes(content)
    assert train("nndl3", 20, store=tmp_path).losses == train("nndl3", 20).losses


def test_the_checkpoint_of_another_run_is_not_taken(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoint, "CHECKPOINT_SECONDS", 0.0)

    def told(_):
        raise Killed

    with pytest.raises(Killed):
        train("nndl3", 500, store=tmp_path, learning_rate=5, progress=told)
    assert train("nndl3", 500, store=tmp_path, learning_rate=1).losses == train("nndl3", 500).losses


def test_a_folder_that_cannot_be_written_is_told_before_the_work(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")

    def never(*_):
        pytest.fail("the work has begun")

    monkeypatch.setattr("symbp.training.runner.Runner.run", never)
    with pytest.raises(OutputError, match="it is a file, and a folder was expected"):
        train("nndl3", 1000, store=tmp_path / "file")
    if os.getuid():
        (tmp_path / "shut").mkdir(mode=0o500)
        with pytest.raises(OutputError, match="cannot be written"):
            train("nndl3", 1000, store=tmp_path / "shut")


def test_a_full_disk_is_told_before_the_work(tmp_path, monkeypatch):
    import shutil

    usage = type(shutil.disk_usage(tmp_path))
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(10**9, 10**9 - 5, 5))
    with pytest.raises(OutputError, match="its disk has 5 bytes left"):
        check_writable(tmp_path, 10**6)


# -- files ----------------------------------------------------------------------------------


@pytest.mark.long
def test_charts_are_the_same_bytes_each_time():
    run = train("nndl3", 60, watch=60)
    made = charts(run)
    assert list(made) == ["loss", "weights", "outputs"]
    for kind in ("svg", "pdf"):
        first, second = ({name: draw(chart, kind, Style().text) for name, chart in made.items()} for _ in range(2))
        assert first == second
    assert made["weights"].curves[0].y[-1] == run.parameters["w1"]
    assert made["outputs"].curves[0].y[0] == run.iterations[0].outputs[0]["out_o1"]


@pytest.mark.long
def test_a_loss_without_a_logarithm_has_a_linear_axis():
    assert losses_chart("positive", [("a", [2.0, 1.0])]).log_y
    assert not losses_chart("negative", [("a", [2.0, -1.0])]).log_y
    for values in ([], [float("nan")], [0.0, 0.0], [1.0, float("inf"), 1e300], [1e-300] * 3):
        assert draw(losses_chart("odd", [("a", values)]), "svg", Style().text)
    assert draw(Chart("many", "x", "y", tuple(Curve(f"c{i}", [1, 2], [i, -i]) for i in range(40))), "svg")


@pytest.mark.long
def test_a_label_is_no_mathematics():
    svg = draw(Chart("100 $\\frac$ of <b>", "$x", "a_b", (Curve("_hidden $1", [1, 2], [1, 2]),)), "svg")
    assert svg.startswith(b"<?xml")


@pytest.mark.long
def test_files_of_a_run(tmp_path):
    run = train("nndl3", 30, watch=30)
    paths = write_all(tmp_path, charted.files(run, ["json", "csv", "text", "svg"], "nndl3", lambda: charts(run)))
    assert sorted(path.name for path in paths) == [
        "nndl3-loss.svg",
        "nndl3-outputs.svg",
        "nndl3-run.csv",
        "nndl3-run.json",
        "nndl3-run.txt",
        "nndl3-weights.svg",
    ]
    content = json.loads((tmp_path / "nndl3-run.json").read_text("utf-8"))
    assert content["optimizer"] == "sgd"
    assert content["kept"][0]["hidden"][0]["out_h1"] == pytest.approx(0.5621765008857981)
    with pytest.raises(SymbpError, match="unknown format 'png'"):
        charted.check(["png"])


def test_spread_has_both_ends():
    for iterations in (1, 2, 10, 999):
        for count in (2, 7, 50):
            places = spread(iterations, count)
            assert {1, iterations} <= places
            assert min(places) == 1
            assert max(places) == iterations


@pytest.mark.long
def test_the_command_line_writes_and_refuses(tmp_path):
    done = run("train", "nndl3", "--iterations", "20", "--out", "here", "--set", "optimizer=momentum", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "here" / "nndl3-loss.svg").exists()
    for arguments, message in (
        (("nndl3", "--set", "optimizer"), "symbp: --set: expected a key and a value, such as optimizer=adam"),
        (("nndl3", "--set", "speed=3"), "symbp: 'speed' is no key of an assignment."),
        (("nndl3", "--to", "png", "--out", "x"), "symbp: unknown format 'png'"),
        (("nndl3", "--precision", "half"), "symbp: unknown precision 'half'"),
    ):
        refused = run("train", *arguments, cwd=tmp_path)
        assert refused.returncode == 2
        assert refused.stderr.startswith(message)
    diverged = run("train", "linear-2-3-2-1", "--learning-rate", "3")
    assert diverged.returncode == 0
    assert "Stopped\nThe run ended early: in iteration 6 a value left the range" in diverged.stdout
    assert "At the start, learning rates up to 0.343 lower the loss" in diverged.stdout


# -- what was once wrong --------------------------------------------------------------------


@pytest.mark.parametrize("stretch", [1, 5, 64, 1000])
def test_where_a_run_ends_does_not_depend_on_how_it_is_cut(monkeypatch, stretch):
    first = train("linear-2-3-2-1", 300, learning_rate=5)
    monkeypatch.setattr("symbp.training.runner.FIRST_STRETCH", stretch)
    for watch in (0, 7, 300):
        again = train("linear-2-3-2-1", 300, learning_rate=5, watch=watch)
        assert (again.stopped, again.parameters) == (first.stopped, first.parameters)
        assert repr(again.losses) == repr(first.losses)


@pytest.mark.long
def test_quantities_are_called_what_they_like():
    """A name of an assignment never meets a name of the program that it becomes."""
    text = """
[network]
units = [["{a}"], ["{b}"], ["{c}"]]
connections = [["{p}", "{a}", "{b}"], ["{q}", "{b}", "{c}"]]
biases = [["{r}", "{b}"]]
activation = "sigmoid"
targets = ["{t}"]
[loss]
name = "squared-error"
[data]
x = [[1], [2], [-1]]
y = [[0.3], [0.6], [0.1]]
[parameters]
"{p}" = 0.4
"{q}" = -0.7
"{r}" = 0.2
[training]
learning_rate = 2
"""
    from symbp import parse

    keys = "abcpqrt"
    plain = dict(zip(keys, ("x1", "h", "o", "w1", "w2", "b", "y"), strict=True))
    losses = train(parse(text.format(**plain)), 40).losses
    words = [
        "sum_1",
        "batch",
        "total",
        "state",
        "place",
        "number",
        "losses",
        "gradients",
        "math",
        "exp",
        "step",
        "np",
        "given",
        "seen",
        "sums",
        "rounds",
        "first",
    ]
    for i in range(len(words)):
        odd = dict(zip(keys, (words[(i + k) % len(words)] for k in range(7)), strict=True))
        assert train(parse(text.format(**odd)), 40).losses == pytest.approx(losses, rel=1e-12), odd


@pytest.mark.parametrize("name", ["absolute-error", "huber"])
def test_signs_in_single_precision(name):
    made = varied("nndl3", {"loss": name, "data.y": [[3, -3]]})
    assert train(made, 5, precision="single").losses == pytest.approx(train(made, 5).losses, rel=1e-5)


def test_other_batches_are_another_run(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoint, "CHECKPOINT_SECONDS", 0.0)

    def told(_):
        raise Killed

    with pytest.raises(Killed):
        train(batches({"batch_size": 2}), 500, store=tmp_path, progress=told)
    made = batches({"batch_size": 4})
    assert train(made, 500, store=tmp_path).losses == train(made, 500).losses


@pytest.mark.long
@pytest.mark.parametrize("change", ["losses", "state", "before", "key", "none"])
def test_a_checkpoint_that_has_been_tampered_with_is_left_alone(tmp_path, monkeypatch, change):
    monkeypatch.setattr(checkpoint, "CHECKPOINT_SECONDS", 0.0)

    def told(_):
        raise Killed

    with pytest.raises(Killed):
        train("nndl3", 500, store=tmp_path, keep=[1], progress=told)
    path = tmp_path / "run.part.npz"
    with np.load(path) as stored:
        found = {name: stored[name] for name in stored.files}
    for other in (
        np.zeros(100_000),
        np.array(["a"]),
        np.array(3.0),
        np.full(3, np.nan),
        np.zeros((2, 2)),
        np.array([1j]),
    ):
        if change != "none":
            found[change] = other
        np.savez(path, **found)
        assert train("nndl3", 500, store=tmp_path, keep=[1]).losses == train("nndl3", 500, keep=[1]).losses


def test_long_runs_in_stretches_that_take_no_time(monkeypatch):
    monkeypatch.setattr("symbp.training.runner.time.perf_counter", lambda: 0.0)
    assert len(train("nndl3", 9000).losses) == 9000


def test_adam_has_significant_figures_where_nothing_is_said():
    made = varied("nndl3", {"optimizer": "adam", "learning_rate": "0.1", "rounding.decimals": None})
    assert (made.rounding.decimals, made.rounding.significant) == (None, 4)
    assert varied("nndl3", {"rounding.decimals": None}).rounding.decimals == 4
