"""Training runs: iterations of the compiled code against NumPy's, iteration by iteration."""

import json
import math
import re
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from terminal import run

from symbp import bundled, load, parse, train
from symbp.contract.nets import assignments
from symbp.errors import SymbpError
from symbp.misconceptions import misconceptions
from symbp.numpy_reference import numpy_values
from symbp.page.views import FORMAT_VERSION
from symbp.page.words import plain

STEPPED = [name for name in bundled(wide=False) if load(name).learning_rate is not None]


def by_numpy(assignment, iterations, step):
    """Values by iteration, each from the parameters that NumPy has after the iteration before."""
    current = replace(assignment, learning_rate=replace(next(iter(assignment.parameters.values())), value=step))
    for number in range(1, iterations + 1):
        values = numpy_values(replace(current, samples=assignment.batch(number), later=()))
        yield values
        fixed = {link.name for link in assignment.network.biases if not link.trained}
        new = {n: float(v.value) if n in fixed else values[f"{n}_new"] for n, v in current.parameters.items()}
        numbers = {name: replace(n, value=Fraction(new[name])) for name, n in current.parameters.items()}
        current = replace(current, parameters=numbers)


def compare(run, assignment, iterations, step):
    kept = {each.number: each for each in run.kept}
    for number, values in enumerate(by_numpy(assignment, iterations, step), start=1):
        assert run.losses[number - 1] == pytest.approx(values["L"], rel=1e-9, abs=1e-12)
        if number in kept:
            each = kept[number]
            assert each.loss == pytest.approx(values["L"], rel=1e-9, abs=1e-12)
            for name, gradient in each.gradients.items():
                assert gradient == pytest.approx(values[f"dL/d{name}"], rel=1e-8, abs=1e-12)
                assert each.parameters[name] == pytest.approx(values[f"{name}_new"], rel=1e-9, abs=1e-12)
            for s, outputs in enumerate(each.outputs, start=1):
                for name, value in outputs.items():
                    key = name if len(assignment.samples) == 1 else f"{name}[{s}]"
                    assert value == pytest.approx(values[key], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", STEPPED)
def test_rounds_are_those_of_numpy(name):
    assignment = load(name)
    # Small enough for all of them.
    step = Fraction(1, 1000)
    run = train(assignment, 30, keep=[1, 2, 7, 30], learning_rate=step)
    assert [each.number for each in run.kept] == [1, 2, 7, 30]
    compare(run, assignment, 30, step)


@pytest.mark.long
@settings(max_examples=15)
@given(assignments())
def test_rounds_of_random_networks_are_those_of_numpy(case):
    assignment = parse(case[0])
    step = Fraction(1, 100)
    try:
        values = [*by_numpy(assignment, 6, step)]
    except (ValueError, OverflowError):
        return  # a number has left the range: the logarithm of an output that is exactly 0 or 1
    if all(math.isfinite(value) for each in values for value in each.values()):
        compare(train(assignment, 6, learning_rate=step, keep=range(1, 7)), assignment, 6, step)


def test_batches_take_turns():
    text = """
[network]
layers = [1, 1]
activation = "tanh"
[loss]
name = "squared-error"
[data]
x = [[1], [2], [-1]]
y = [[0.5], [0.1], [0.2]]
[parameters]
weights = [0.3]
[training]
learning_rate = 0.5
batch_size = 2
"""
    assignment = parse(text)
    run = train(assignment, 9, keep=[1, 2, 3, 9])
    assert [len(each.outputs) for each in run.kept] == [2, 1, 2, 2]
    for number, values in enumerate(by_numpy(assignment, 9, Fraction(1, 2)), start=1):
        assert run.losses[number - 1] == pytest.approx(values["L"], rel=1e-12)


def test_what_was_called_zero_is_not_zero():
    """After 1000 iterations a published run prints a loss of 0.0: it is 0.0032."""
    run = train("nndl3", 1000)
    assert f"{run.losses[-1]:.1f}" == "0.0"
    assert f"{run.losses[-1]:.4f}" == "0.0032"
    # What the targets allow: y2 = -0.07 lies outside the range of the sigmoid.
    assert run.losses[-1] > 0.00245


@pytest.mark.parametrize("number", [5, 6])
def test_the_wrong_program_prints_what_it_printed(number, facts):
    """The listing handed out with the assignment has gradients of weights in place of deltas times weights."""
    run = facts("seeds")["runs"][number]
    assert "wrong gradients" in run["title"]
    iterations = {int(key[1:].partition(":")[0]) for key in run["printed"]}
    rate = run["step"]
    made = train(run["assignment"], max(iterations), learning_rate=rate, keep=iterations, mistake="gradient-for-weight")
    kept = {each.number: each for each in made.kept}
    for key, printed in run["printed"].items():
        place, _, quantity = key.partition(":")
        each = kept[int(place[1:])]
        value = each.loss if quantity == "L" else each.outputs[0][quantity]
        digits = len(printed.partition(".")[2])
        # A loss below 0.005 was printed as 0.0: it had been rounded to two decimals before.
        assert round(value, min(digits, 2) if quantity == "L" and digits < 3 else digits) == float(printed), key
    assert train(run["assignment"], max(iterations), learning_rate=run["step"]).losses[-1] != made.losses[-1]


@pytest.mark.long
@pytest.mark.parametrize("name", misconceptions)
def test_every_misconception_makes_a_run_or_is_refused_in_one_sentence(name):
    for assignment in ("nndl3-bias", "nndl3-class", "xor-mean", "relu-batch", "mazur"):
        try:
            run = train(assignment, 2, learning_rate=Fraction(1, 100), mistake=name)
        except SymbpError as error:
            assert re.search(f"the misconception '{name}' (changes no line|lines need)", str(error))  # noqa: PT017
        else:
            assert run.losses or run.stopped


def test_a_misconception_that_changes_nothing_is_refused():
    with pytest.raises(SymbpError, match="the misconception 'relu-slope-one' changes no line of nndl3"):
        train("nndl3", 3, mistake="relu-slope-one")
    with pytest.raises(
        SymbpError, match="unknown misconception 'gradient-for-wait'. Did you mean 'gradient-for-weight'?"
    ):
        train("nndl3", 3, mistake="gradient-for-wait")


def test_chunks_make_no_difference(monkeypatch):
    whole = train("nndl3", 100, keep=[50])
    monkeypatch.setattr("symbp.training.runner.FIRST_STRETCH", 7)
    assert train("nndl3", 100, keep=[50]) == whole


def test_progress_is_told_between_stretches(monkeypatch):
    monkeypatch.setattr("symbp.training.runner.FIRST_STRETCH", 10)
    told = []
    train("nndl3", 25, progress=told.append)
    assert told[-1] == 24
    assert told == sorted(told)


def test_a_run_that_diverges_keeps_what_it_has_and_says_where_it_ended():
    run = train("linear-2-3-2-1", 1000, learning_rate=100, keep=[1, 2])
    assert run.stopped == len(run.losses)
    (why,) = plain([run.why_stopped])
    assert why == f"in iteration {run.stopped} a value left the range of the numbers: the run has diverged"
    assert len(run.losses) < 30
    # The last iteration that has all its values is kept too.
    assert [each.number for each in run.kept] == [1, 2, len(run.losses) - 1]


def test_a_loss_without_a_value_ends_the_run():
    text = """
[network]
layers = [1, 1]
activation = "sigmoid"
[loss]
name = "binary-cross-entropy"
[data]
x = [[40]]
y = [[0.5]]
[parameters]
weights = [1]
[training]
learning_rate = 1
"""
    run = train(parse(text), 10)
    assert run.stopped == 1
    assert not run.kept


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"iterations": 0}, "expected 1 to 10000000 iterations, got 0"),
        ({"iterations": 10**8}, "expected 1 to 10000000 iterations"),
    ],
)
def test_what_cannot_be_run_is_refused(arguments, message):
    with pytest.raises(SymbpError, match=message):
        train("nndl3", **arguments)
    with pytest.raises(SymbpError, match=r"no-step has no training.learning_rate: expected one there, or an argument"):
        train(replace(load("nndl3"), name="no-step", learning_rate=None), 3)


@pytest.mark.long
def test_the_command_line():
    text = run("train", "nndl3", "--iterations", "100", "--keep", "10")
    assert text.returncode == 0
    assert text.stdout.splitlines()[0] == "nndl3: training run"
    assert text.stdout.splitlines()[2] == "100 iterations, learning rate 1."
    assert [line for line in text.stdout.splitlines() if line.startswith("Iteration")] == [
        "Iteration 1",
        "Iteration 10",
        "Iteration 100",
    ]
    made = json.loads(run("train", "nndl3", "--iterations", "20", "--format", "json").stdout)
    assert made["format_version"] == FORMAT_VERSION
    assert len(made["losses"]) == 20
    assert made["kept"][-1]["parameters_after"]["w1"] == pytest.approx(train("nndl3", 20).parameters["w1"], rel=1e-15)
    rows = run("train", "nndl3", "--iterations", "3", "--format", "csv").stdout.splitlines()
    assert rows[:2] == ["iteration,quantity,value", f"1,L,{train('nndl3', 1).losses[0]!r}"]
    diverged = run("train", "linear-2-3-2-1", "--learning-rate", "100", "--format", "json")
    assert diverged.returncode == 0
    assert diverged.stderr.startswith("note: in iteration ")
    for arguments, message in (
        (("nndl3", "--keep", "1,x"), "symbp: --keep: expected whole numbers with commas, such as 1,10,100, got 'x'"),
        (("nndl3", "--learning-rate", "fast"), "symbp: 'fast' is not a number"),
        (("nndl3", "--format", "xml"), "symbp: unknown format 'xml'. Did you mean 'html'? Known: csv, docx,"),
    ):
        refused = run("train", *arguments)
        assert refused.returncode == 2
        assert refused.stderr.startswith(message)
