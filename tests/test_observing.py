"""Observations: each rule on runs where it has something to say, and on runs where it must be silent."""

import math

import numpy as np
import pytest
from hypothesis import given, settings

from symbp import observe, parse, train, varied, write
from symbp.contract.nets import assignments
from symbp.findings import Finding, Standing, data, number
from symbp.observing import Observed
from symbp.observing.evidence import Evidence
from symbp.observing.rules import rules

pytestmark = pytest.mark.long


def seen(made, rule):
    return [each for each in observe(made) if each.rule == rule]


def run(spec, iterations=1000, changes=None, **options):
    assignment = varied(spec, changes) if changes else spec
    return train(assignment, iterations, watch=iterations, **options)


def test_every_rule_is_told_and_tested():
    tested = {name.removeprefix("test_").partition("__")[0].replace("_", "-") for name in globals() if "__" in name}
    assert set(rules) <= tested, set(rules) - tested
    for rule in rules.values():
        assert rule.title[0].islower() or rule.title[0].isdigit()


# -- proven ---------------------------------------------------------------------------------


def test_out_of_reach__floor():
    (found,) = seen(run("nndl3", 20), "out-of-reach")
    assert found.proven
    assert dict(found.told)["floor"] == "49/20000"
    assert "no weights attain it" in found.text
    (touched,) = seen(run("nndl3-relu", 20), "out-of-reach")
    assert "reaches it only at the edge" in touched.text
    for losses in (run("nndl3", 1000).losses, run("nndl3", 1000, learning_rate=100).losses):
        assert min(losses) > 0.00245
    assert not seen(run("nndl3-tanh", 20), "out-of-reach")
    assert not seen(run("nndl3-cross-entropy", 20), "out-of-reach")


def test_unbounded_loss__infimum():
    (found,) = seen(run("nndl3-cross-entropy", 20), "unbounded-loss")
    figures = dict(found.told)
    infimum = 0.23 * math.log(1 + math.exp(-1)) - 0.07 * math.log(1 + math.e)
    assert float(figures["infimum"]) == pytest.approx(infimum, rel=1e-5)
    # The corner is the least of a grid over the range of the outputs.
    places = np.linspace(0, 1, 101)
    a, b = np.meshgrid(places, places)
    losses = -(0.23 * a - 0.07 * b) + 0.16 * np.log(np.exp(a) + np.exp(b))
    assert losses.min() == pytest.approx(infimum, abs=1e-9)
    assert min(run("nndl3-cross-entropy").losses) > infimum
    bare = {"loss": "softmax-cross-entropy", "activation": ["sigmoid", "identity"]}
    (open_,) = seen(run("nndl3", 20, bare), "unbounded-loss")
    assert "As out_o1 grows, the loss goes as -0.07·out_o1: it has no lower bound." in open_.text
    assert not seen(run("nndl3", 20, {**bare, "data.y": [[1, 0]]}), "unbounded-loss")
    assert not seen(run("nndl3", 20), "unbounded-loss")


def test_squashed_twice__bounds():
    (found,) = seen(run("nndl3-cross-entropy", 5), "squashed-twice")
    assert [value for _, value in found.told] == ["0.268941", "0.731059"]
    (binary,) = seen(run("xor-mean", 5, {"loss": "binary-cross-entropy-with-logits"}), "squashed-twice")
    assert [value for _, value in binary.told] == ["0.5", "0.731059"]
    tanh = {"activation": "tanh", "loss": "softmax-cross-entropy"}
    least = math.exp(-1) / (math.exp(-1) + math.e)
    (both,) = seen(run("nndl3", 5, tanh), "squashed-twice")
    assert float(both.told[0][1]) == pytest.approx(least, rel=1e-5)
    assert not seen(run("nndl3-class", 5), "squashed-twice")


def test_symmetry__exchange():
    (found,) = seen(run("nndl3-zero"), "symmetry")
    assert found.proven
    assert dict(found.told)["w1 = w2"] == "1.7782"
    assert "Exchanging h1 and h2" in found.text
    for losses in (run("nndl3", 20, {"fill": "0.5"}),):
        assert seen(losses, "symmetry")
    assert not seen(run("nndl3", 20), "symmetry")
    (all_equal, _) = seen(run("linear-2-3-2-1", 20, learning_rate="0.1"), "symmetry")
    assert "h1_1, h1_2 and h1_3" in all_equal.text


def test_symmetry__needs_equal_weights_and_equal_wiring():
    text = """
[network]
units = [["x1"], ["a", "b"], ["o"]]
connections = [["p", "x1", "a"], ["q", "x1", "b"], ["r", "a", "o"], ["s", "b", "o"]]
activation = [["sigmoid", "{second}"], ["sigmoid"]]
[loss]
name = "squared-error"
[data]
x = [[1]]
y = [[0.5]]
[parameters]
p = 0.3
q = 0.3
r = 0.4
s = {last}
[training]
learning_rate = 1
"""
    same = train(parse(text.format(second="sigmoid", last="0.4")), 20, watch=20)
    assert seen(same, "symmetry")
    assert same.parameters["p"] == same.parameters["q"]
    for second, last in (("tanh", "0.4"), ("sigmoid", "0.5")):
        other = train(parse(text.format(second=second, last=last)), 20, watch=20)
        assert not seen(other, "symmetry")
        assert other.parameters["p"] != other.parameters["q"]


def test_zero_gradients__causes():
    (found,) = seen(run("nndl3-zero", 20), "zero-gradients")
    assert found.text == (
        "The gradients of w1, w2, w3 and w4 are exactly 0 in the first iteration, because w5, w6, w7 and w8 are 0."
    )
    (all_,) = seen(run("nndl3", 20, {"activation": "relu", "fill": 0}), "zero-gradients")
    assert all_.text.startswith("All gradients are exactly 0")
    assert not seen(run("nndl3", 20), "zero-gradients")
    (cancelled,) = seen(run("xor-sum", 5, {"fill": 0}), "zero-gradients")
    assert "the terms cancel" in cancelled.text


# -- measured -------------------------------------------------------------------------------


def test_dead_unit__from_which_round():
    (found,) = seen(run("nndl3-relu-o2"), "dead-unit")
    figures = dict(found.told)
    assert figures["dead from iteration"] == "3"
    assert (figures["w6"], figures["w8"]) == ("-0.648022", "0.670003")
    dead = [each.text.split()[1] for each in seen(run("nndl3-relu", 100), "dead-unit")]
    assert dead == ["h2", "o2"]
    # ObservedRun at seldom, the iteration is known to lie between two.
    (vague,) = seen(train("nndl3-relu-o2", 100, keep=[1, 50]), "dead-unit")
    assert "from an iteration between 1 and 50 on" in vague.text
    assert not seen(run("nndl3", 50), "dead-unit")


def test_saturation__slope():
    found = seen(run("nndl3", 50, learning_rate=500), "saturation")
    assert "out_o1" in found[0].text
    for name, text in found[0].told:
        output = run("nndl3", 50, learning_rate=500).iterations[-1].outputs[0][name.removeprefix("derivative at ")]
        assert float(text.split()[0]) == pytest.approx(output * (1 - output), rel=1e-5)
    assert not seen(run("nndl3", 50), "saturation")


def test_divergence__and_the_largest_step():
    stopped = run("linear-2-3-2-1", 200, learning_rate=3)
    (found,) = seen(stopped, "divergence")
    assert "ended early: in iteration 6" in found.text
    (limit,) = seen(stopped, "largest-step")
    predicted = float(dict(limit.told)["2 g·g / g·Hg"])
    evidence = Evidence(run("linear-2-3-2-1", 2, learning_rate="0.01"))
    gradient = evidence.gradient(evidence.start)
    size = 1e-4
    along = [evidence.loss(evidence.start + k * size * gradient) for k in (-1, 0, 1)]
    curvature = (along[0] - 2 * along[1] + along[2]) / size**2
    assert predicted == pytest.approx(2 * float(gradient @ gradient) / curvature, rel=1e-3)
    assert not seen(run("nndl3", 200), "divergence")
    assert not seen(run("nndl3-tanh", 1000), "divergence")


def test_divergence__batches_are_not_compared_with_one_another():
    assert not seen(run("xor-mean", 100, {"batch_size": 1}), "divergence")


def test_hidden_by_rounding__zero_is_not_zero():
    found = seen(run("nndl3"), "hidden-by-rounding")
    assert "with 1 decimal, the loss of iteration 1000 is 0.0; it is 0.0031852" in found[0].text
    assert not seen(run("nndl3", 1), "hidden-by-rounding")


def test_plateau__stuck_and_passed():
    (stuck,) = seen(run("nndl3", 1000, learning_rate=500), "plateau")
    assert "from iteration 2 to 1000" in stuck.text
    (passed,) = seen(run("xor-mean", 5000), "plateau")
    assert "and from there to iteration 5000 by 98 %" in passed.text
    for quiet in (run("nndl3"), run("nndl3-sum"), run("nndl3-tanh"), run("nndl3-relu-o2")):
        assert not seen(quiet, "plateau")


# -- any run --------------------------------------------------------------------------------


@settings(max_examples=25)
@given(assignments())
def test_any_run_can_be_observed(case):
    assignment = parse(case[0])
    for step in ("0.1", "30"):
        for each in observe(train(assignment, 12, learning_rate=step, watch=12)):
            assert each.text.endswith(".")
            assert "nan" not in each.text
            assert each.how in ("proven", "measured")


def test_a_wide_run_is_observed_as_far_as_it_goes():
    assert [each.rule for each in observe(train("relu-1000-100-10", 4, learning_rate="1e-3"))] == ["rising-loss"]


def test_findings_are_written_without_markup_of_their_own():
    found = Finding("rule", "out_o1 is *not* <b>.", (("a|b", "1"),), Standing.PROVEN)
    observed = Observed(train("nndl3", 1), (found,))
    assert write(observed).decode().endswith("- out_o1 is *not* <b>. (proven)\n    a|b: 1\n")
    assert "- out\\_o1 is \\*not\\* \\<b\\>. (proven)\n  - a\\|b: 1\n" in write(observed, "md").decode()
    assert data([found])[0]["figures"] == {"a|b": "1"}
    assert number(float("inf")) == "∞"


# -- statements that were once made too easily ------------------------------------------------


def net(
    layers,
    x,
    y,
    more="",
    activation="sigmoid",
    loss="squared-error",
    weights="fill = 0.3",
    training="learning_rate = 1",
):
    return parse(
        f"""
[network]
layers = {layers}
activation = "{activation}"
{more}
[loss]
name = "{loss}"
[data]
x = {x}
y = {y}
[parameters]
{weights}
[training]
{training}
"""
    )


def statement(assignment, rule, **options):
    found = seen(train(assignment, 12, watch=12, **options), rule)
    return found[0].text if found else ""


def test_a_floor_of_several_samples_is_no_infimum():
    both = net([1, 1], [[1], [1]], [[2], [-1]])
    assert "The loss cannot go below 0.5." in statement(both, "out-of-reach")
    assert "infimum" not in statement(net([1, 1], [[0]], [[2]]), "out-of-reach")
    assert not statement(
        net([1, 1], [[1], [1]], [[2], ["0.5"]], training="learning_rate = 1\nbatch_size = 1"), "out-of-reach"
    )


def test_one_sample_does_not_speak_for_all():
    text = statement(
        net([1, 2], [[1], [1]], [[1, "-0.5"], ["0.5", 1]], activation="identity", loss="softmax-cross-entropy"),
        "unbounded-loss",
    )
    assert "of 2 of 2 samples, such as" in text
    assert "lower bound" not in text


def test_batches_bring_other_gradients():
    made = net([1, 1], [[0], [1]], [[0], [1]], activation="identity", training="learning_rate = 1\nbatch_size = 1")
    assert "no iteration" not in statement(made, "zero-gradients")
    assert statement(made, "zero-gradients")


def test_two_pairs_are_not_four_equal_units():
    found = seen(
        train(
            net(
                [1, 4, 1],
                [[1]],
                [[0.5]],
                weights="weights = [.1,.1,.3,.3,.2,.2,.4,.4]".replace("[.", "[0.").replace(",.", ",0."),
            ),
            9,
            watch=9,
        ),
        "symmetry",
    )
    assert [each.text.split(" turns")[0] for each in found] == ["Exchanging h1 and h2", "Exchanging h3 and h4"]
    fixed = net(
        [2, 2, 1],
        [[1, 2]],
        [[0.5]],
        more='bias = "fixed"',
        weights="weights = [0.2,0.2,0.5,0.5,0.1,0.1]\nbiases = [1,1,1]",
    )
    assert statement(fixed, "symmetry")


def test_a_mistake_makes_other_lines():
    run_ = run("nndl3", 20, {"fill": 0}, mistake="gradient-for-weight")
    assert not seen(run_, "zero-gradients")
    assert not seen(run_, "symmetry")


def test_one_round_is_no_rest_of_a_run():
    made = net([1, 1, 1], [[1]], [[-1]], activation="relu", weights="fill = 1")
    assert not seen(train(made, 1), "dead-unit")
    slope = net([1, 1], [[0]], [[1]], more="options = {slope_at_zero = 1}", activation="relu", weights="fill = 1")
    assert not statement(slope, "dead-unit")


def test_a_step_that_limits_nothing_is_not_called_a_limit():
    assert not seen(run("nndl3", 1000, learning_rate=100), "largest-step")


def test_shared_weights_and_idle_inputs_move_nothing_alone():
    """Where outputs hang together, or hang on nothing, a floor is no infimum."""
    layer_bias = net([1, 2], [[0]], [[2, -1]], more='bias = "layer"')
    assert "infimum" not in statement(layer_bias, "out-of-reach")
    own_bias = net([1, 2], [[0]], [[2, -1]], more='bias = "unit"')
    assert "The loss stays above 1, which is its infimum" in statement(own_bias, "out-of-reach")
    assert train(own_bias, 20_000, learning_rate=10).losses[-1] == pytest.approx(1, abs=0.01)


def test_a_shuffled_run_has_another_first_batch():
    made = net(
        [2, 2],
        [[1, 0], [0, 1], [0, 2]],
        [["0.5", 2], [1, 1], [1, 1]],
        activation="identity",
        training="learning_rate = 0.1\nbatch_size = 1",
    )
    assert statement(made, "zero-gradients")
    assert not statement(made, "zero-gradients", shuffle=0)
