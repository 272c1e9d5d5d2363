"""Experiments: a grid is its runs, in whatever process, and goes on where it was; what is varied is checked as ever."""

import json
import subprocess
import sys

import joblib
import pytest
from terminal import run

from symbp import Axis, experiment, load, train, varied, write
from symbp.errors import SpecError, SymbpError
from symbp.experimenting import cells
from symbp.experimenting.page import charts
from symbp.page import charted
from symbp.page.words import Style
from symbp.spec.variation import full_key, read_value, read_values

AXES = [Axis("learning_rate", (1, 5)), Axis("activation", ("sigmoid", "relu"))]


def test_every_cell_is_the_run_of_its_variation():
    made = experiment("nndl3", AXES, 50, chosen=(1, 10))
    assert [each.label for each in made.results] == [
        "learning rate 1, activation sigmoid",
        "learning rate 1, activation relu",
        "learning rate 5, activation sigmoid",
        "learning rate 5, activation relu",
    ]
    for each in made.results:
        changes = dict(each.changes)
        run = train(
            varied("nndl3", {"learning_rate": int(changes["learning_rate"]), "activation": changes["activation"]}), 50
        )
        assert dict(each.losses) == {at: run.losses[at - 1] for at in (1, 10, 50)}
        assert each.last == run.losses[-1]


@pytest.mark.long
@pytest.mark.parametrize("options", [{"jobs": 1}, {"jobs": 2}, {"backend": "threading", "jobs": 2}])
def test_other_processes_find_the_same(options):
    assert experiment("nndl3", AXES, 30, **options) == experiment("nndl3", AXES, 30)


def test_joblib_may_be_configured_from_outside():
    with joblib.parallel_config(backend="threading", n_jobs=2):
        assert experiment("nndl3", AXES, 30) == experiment("nndl3", AXES, 30, jobs=1)


@pytest.mark.long
def test_an_experiment_goes_on_where_it_was(tmp_path, monkeypatch):
    def stop(done, _):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        experiment("nndl3", AXES, 30, store=tmp_path, progress=stop)
    assert len(list((tmp_path / "cells").iterdir())) == 2
    outcome, ran = cells._outcome, []
    monkeypatch.setattr(cells, "_outcome", lambda cell: ran.append(cell) or outcome(cell))
    again = experiment("nndl3", AXES, 30, store=tmp_path)
    assert len(ran) == 2
    assert again == experiment("nndl3", AXES, 30)
    # Another number of iterations is another experiment.
    experiment("nndl3", AXES, 31, store=tmp_path)
    assert len(list((tmp_path / "cells").iterdir())) == 8


@pytest.mark.long
@pytest.mark.parametrize("content", ["", "{", "[]", '{"label": 3}', "\0"])
def test_what_is_no_cell_is_made_again(tmp_path, content):
    first = experiment("nndl3", AXES[:1], 10, store=tmp_path)
    for path in (tmp_path / "cells").iterdir():
        path.write_text(content)
    assert experiment("nndl3", AXES[:1], 10, store=tmp_path) == first


def test_a_changed_file_is_another_assignment(tmp_path):
    path = tmp_path / "mine.toml"
    text = (
        '[network]\nlayers = [1, 1]\nactivation = "tanh"\n[loss]\nname = "squared-error"\n'
        "[data]\nx = [[1]]\ny = [[0.5]]\n[parameters]\nfill = FILL\n"
    )
    path.write_text(text.replace("FILL", "0.1"))
    first = experiment(path, AXES[:1], 5, store=tmp_path)
    path.write_text(text.replace("FILL", "0.2"))
    assert experiment(path, AXES[:1], 5, store=tmp_path) != first


def test_what_cannot_be_run_is_a_row_too():
    made = experiment("nndl3", [Axis("activation", ("sigmoid", "sigmod"))], 5)
    assert made.results[1].refused.startswith("nndl3: network.activation, layer 1: unknown activation 'sigmod'")
    assert "refused: nndl3: network.activation" in write(made, "csv").decode()
    assert Style().text(made.chart.curves[0].label) == "activation sigmoid"


def test_diverging_cells_are_told():
    made = experiment("linear-2-3-2-1", [Axis("learning_rate", ("0.1", 3))], 100)
    assert made.results[1].stopped == 6
    text = write(made, "text").decode()
    assert "1 of 2 runs end early." in text
    assert "diverged" in text


def test_equal_runs_are_found():
    made = experiment("nndl3", [Axis("loss", ("half-squared-error", "mean-squared-error"))], 20)
    assert any(each.rule == "same-run" for each in made.findings)
    best = experiment("nndl3", [Axis("learning_rate", (1, 5))], 20).findings[0]
    assert (
        best.text == "After 20 iterations the loss is smallest with learning rate 5, and largest with learning rate 1."
    )


@pytest.mark.long
def test_formats():
    made = experiment("nndl3", AXES, 20)
    assert write(made, "md").decode().count("\n| ") == 4 + 1
    content = json.loads(write(made, "json"))
    assert len(content["results"]) == 4
    files = charted.files(made, ["csv", "svg", "pdf"], made.name, lambda: charts(made))
    assert list(files) == ["nndl3-table.csv", "nndl3-losses.svg", "nndl3-losses.pdf"]
    assert files == charted.files(made, ["csv", "svg", "pdf"], made.name, lambda: charts(made))
    with pytest.raises(SymbpError, match="unknown format 'png'"):
        charted.check(["png"])


# -- what is varied -------------------------------------------------------------------------


def test_variations():
    assert varied("nndl3", {"learning_rate": "0.5"}).learning_rate.text == "0.5"
    assert varied("nndl3", {"loss": "huber"}).loss.name == "huber"
    assert str(varied("nndl3", {"loss": "squared-error"}).loss.outputs) == "half-sum"
    assert varied("nndl3", {"loss.outputs": "mean", "loss.name": "squared-error"}).loss.name == "squared-error"
    assert {n.text for n in varied("nndl3", {"fill": "1/3"}).parameters.values()} == {"1/3"}
    one, other = varied("nndl3", {"seed": 1}), varied("nndl3", {"seed": 2})
    assert one.parameters != other.parameters
    assert varied("nndl3", {"seed": 1}) == one
    assert varied("fizzbuzz", {"learning_rate": 1}).learning_rate.value == 1
    assert isinstance(varied("nndl3", {}, most_lines=0), type(load("nndl3", arrays=True)))


def test_fixed_biases_stay():
    made = varied("mazur", {"seed": 4})
    before = load("mazur")
    for link in before.network.biases:
        assert made.parameters[link.name] == before.parameters[link.name]
    assert made.parameters["w1"] != before.parameters["w1"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"speed": 1}, "'speed' is no key of an assignment. Did you mean 'seed'"),
        ({"training.speed": 1}, "training: unknown key 'speed'"),
        ({"loss.name.x": 1}, "'name' is no table"),
        ({"activation": 3}, "network.activation: expected a name"),
        ({"parameters.seed": 3}, "there is no parameter 'seed'"),
    ],
)
def test_a_variation_is_checked_as_a_file_is(changes, message):
    with pytest.raises(SpecError, match=message):
        varied("nndl3", changes)


def test_values_of_a_command_line():
    assert read_value("1/3") == "1/3"
    assert read_value("0.10") == "0.10"
    assert read_value('["relu", "tanh"]') == ["relu", "tanh"]
    assert read_value("a = 1") == "a = 1"
    assert read_values("3..1,2") == ("3..1", 2)
    for text in ("x" * 1000, "a\nb"):
        with pytest.raises(SpecError, match="printable characters was expected"):
            read_value(text)
    for text in ("1..999999", ",", "5..1"):
        with pytest.raises(SpecError):
            read_values(text)
    assert full_key("seed") == "parameters.random.seed"


@pytest.mark.long
def test_the_command_line(tmp_path):
    done = run(
        "experiment",
        "nndl3",
        "--vary",
        "learning_rate=1,5",
        "--iterations",
        "20",
        "--out",
        "x",
        "--to",
        "csv,svg,md",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    names = {path.name for path in (tmp_path / "x").iterdir()}
    assert names == {"cells", "nndl3-table.csv", "nndl3-losses.svg", "nndl3-table.md"}
    for arguments, message in (
        (
            ("nndl3", "--vary", "learning_rate"),
            "symbp: --vary: expected a key and its values, such as learning_rate=0.1,1,5",
        ),
        (("nndl3", "--vary", "lr=1"), "symbp: 'lr' is no key of an assignment. Did you mean 'learning_rate'?"),
        (
            ("nndl3", "--vary", "seed=1..10000", "--vary", "learning_rate=1,2"),
            "symbp: an experiment has 1 to 10000 combinations",
        ),
        (
            ("nndl3", "--report", "--vary", "learning_rate=1"),
            "symbp: --report varies the assignment by its own questions",
        ),
        (("line", "--report"), "symbp: line: the questions are about gradient descent on all samples"),
    ):
        refused = run("experiment", *arguments, cwd=tmp_path)
        assert refused.returncode == 2
        assert refused.stderr.startswith(message), refused.stderr


def test_what_is_varied_twice_is_refused():
    with pytest.raises(SymbpError, match="'training.learning_rate' is varied twice"):
        experiment("nndl3", [Axis("learning_rate", (1,)), Axis("training.learning_rate", (2,))], 5)


@pytest.mark.parametrize("options", [{"jobs": 0}, {"backend": "bogus"}])
def test_workers_that_there_are_not(options):
    with pytest.raises(SymbpError, match="jobs"):
        experiment("nndl3", AXES, 5, **options)


def test_changed_array_files_are_another_assignment(tmp_path):
    import numpy as np

    path = tmp_path / "mine.toml"
    path.write_text(
        '[network]\nlayers = [1, 1]\nactivation = "tanh"\n[loss]\nname = "squared-error"\n'
        '[data]\nx = "x.npy"\ny = [[0.5]]\n[parameters]\nfill = 0.1\n'
    )
    made = []
    for value in (1.0, 2.0):
        np.save(tmp_path / "x.npy", np.array([[value]]))
        made.append(experiment(path, AXES[:1], 5, store=tmp_path))
    assert made[0].results[0].last != made[1].results[0].last


@pytest.mark.long
def test_the_cell_of_another_is_not_believed(tmp_path):
    first = experiment("nndl3", AXES[:1], 10, store=tmp_path)
    one, two = sorted((tmp_path / "cells").iterdir())
    text = one.read_text()
    one.write_text(two.read_text())
    two.write_text(text)
    assert experiment("nndl3", AXES[:1], 10, store=tmp_path) == first
    for bad in ('"iterations": Infinity', '"iterations": -5', '"iterations": 1e400'):
        one.write_text(text.replace('"iterations": 10', bad))
        assert experiment("nndl3", AXES[:1], 10, store=tmp_path) == first


def test_entries_that_are_the_same_everywhere_are_in_no_label():
    made = experiment("nndl3", [Axis("loss", ("huber",)), Axis("learning_rate", (1, 5))], 5)
    assert [each.label for each in made.results] == ["learning rate 1", "learning rate 5"]


def test_the_order_of_changes_is_no_matter():
    changes = [
        ("training.options.mu", "0.5"),
        ("optimizer", "momentum"),
        ("loss.outputs", "sum"),
        ("loss", "squared-error"),
        ("parameters.w1", "0.9"),
        ("fill", "0.1"),
    ]
    one, other = varied("nndl3", dict(changes)), varied("nndl3", dict(reversed(changes)))
    assert one == other
    assert (one.optimizer.options["mu"].text, str(one.loss.outputs), one.parameters["w1"].text) == ("0.5", "sum", "0.9")


@pytest.mark.long
def test_charts_are_asked_for_before_they_are_needed(tmp_path):
    """Without matplotlib everything else works."""
    code = (
        "import sys, importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'matplotlib' else find(name, *rest)\n"
        "from symbp.cli import main; sys.argv = ['symbp', *sys.argv[1:]]; main()"
    )

    def without(*arguments):
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert without("train", "nndl3", "--iterations", "2").returncode == 0
    assert without("experiment", "nndl3", "--vary", "learning_rate=1", "--iterations", "2").returncode == 0
    refused = without("train", "nndl3", "--iterations", "2", "--out", "x")
    assert refused.returncode == 2
    assert "pip install 'symbp[plot]'" in refused.stderr
    assert not (tmp_path / "x").exists()
