"""What the five texts state, each in a few words, and what of it holds, with the figures that say so.

    python tests/reports/statements.py

writes reports/statements: Markdown, PDF, HTML. Every figure is worked out here. Statements about the
text of a listing are judged by reading it, and say so.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from symbp import compare, load, oracle, varied
from symbp.charts import draw
from symbp.comparing.scales import factor
from symbp.findings import number
from symbp.files import write_all
from symbp.numpy_reference import problem
from symbp.observing import observe
from symbp.page.charted import losses_chart
from symbp.page.formats import files
from symbp.page.model import Code, Figure, Page, Paragraph, Section, Strong, line
from symbp.page.views import View, register
from symbp.page.words import say
from symbp.spec.warnings import out_of_reach
from symbp.studying.runs import bound, loss_text
from symbp.training import train

FOLDER = Path(__file__).resolve().parents[2] / "reports" / "statements"
HOLDS, FAILS, PARTLY, SLIP = "Holds", "Does not hold", "Holds in part", "A slip"
MISTAKE = "gradient-for-weight"


@dataclass(frozen=True)
class Statement:
    """What a seed says.

    ``judge`` gives the verdict, and the figures that it rests on.
    """

    seed: str
    says: str
    judge: Callable[[], tuple[str, str]]


def last(spec, iterations, **options):
    return train(spec, iterations, **options).losses[-1]


def run(spec, iterations=1000, **options):
    return train(spec, iterations, watch=iterations, **options)


def found(made, rule):
    return next(each for each in observe(made) if each.rule == rule)


def by_reading(verdict, why):
    return lambda: (verdict, f"{why} (By reading: no figure belongs to it.)")


# -- seed 0 ---------------------------------------------------------------------------------


def hidden_gradients():
    right, wrong = (train("nndl3", 1, mistake=mistake).iterations[0].gradients for mistake in (None, MISTAKE))
    turned = [name for name in right if right[name] * wrong[name] < 0]
    shown_ = ", ".join(f"∂L/∂{n} {number(wrong[n])} for {number(right[n])}" for n in ("w1", "w2", "w3", "w4"))
    return FAILS, f"{shown_}; {' and '.join(turned)} have the wrong sign. Delta times output was taken for delta times weight."


def one_setting():
    printed = {10: (0.26348, 0.11236), 100: (0.23242, 0.04219), 1000: (0.23038, 0.00954)}
    fits = {mistake: [] for mistake in (None, MISTAKE)}
    for iterations, outputs in printed.items():
        for step in (1, 5, 10):
            for mistake, found_ in fits.items():
                each = train("nndl3", iterations, learning_rate=step, mistake=mistake).iterations[-1].outputs[0]
                if tuple(round(value, 5) for value in each.values()) == outputs:
                    found_.append(f"iteration {iterations}: step {step}")
    right = f"with the right ones {len(fits[None])} of the three fit at steps 1, 5 and 10"
    return FAILS, f"The prints fit different steps, with the wrong gradients: {'; '.join(fits[MISTAKE])}; {right}."


def two_methods():
    rows = [(1, None), (1, MISTAKE), (10, None), (10, MISTAKE)]
    figures = "; ".join(
        f"step {step}{', wrong gradients' if mistake else ''}: {loss_text(last('nndl3', 10, learning_rate=step, mistake=mistake))}"
        for step, mistake in rows
    )
    return PARTLY, (
        f"The losses of both fall, but they are not two ways to one calculation: steps and gradients of the programs differ. Loss in iteration 10: {figures}."
    )


def optimum():
    made = run("nndl3")
    floor = out_of_reach(made.assignment).floor
    return FAILS, (
        f"The target -0.07 is outside the range of the sigmoid: the loss stays above {float(floor):g}, and no weights attain it. "
        f"After 1000 iterations it is {loss_text(made.losses[-1])}; the “0.0” was {loss_text(last('nndl3', 1000, learning_rate=5, mistake=MISTAKE))} with two decimals."
    )


def library_sigmoid():
    single, double = train("nndl3", 1000, precision="single"), train("nndl3", 1000)
    return HOLDS, (
        "The listing before it called the library's function already: it is the same run. Written out, the formula gives "
        f"{single.losses[-1]!r} with 32-bit numbers and {double.losses[-1]:.16g} with 64 bits."
    )


def relu_changed():
    fits = {}
    layers = load("nndl3").network.layers[1:]
    for name, where in {
        "all units": [["relu"] * 2] * 2,
        "o2 alone": [["sigmoid"] * 2, ["sigmoid", "relu"]],
        "both outputs": [["sigmoid"] * 2, ["relu"] * 2],
    }.items():
        fits[name] = last(varied("nndl3", {"activation": where}), 10)
    dead = found(run("nndl3-relu-o2"), "dead-unit")
    assert len(layers) == 2
    return PARTLY, (
        f"The loss printed for iteration 10, 0.018752, is that of ReLU on o2 alone ({loss_text(fits['o2 alone'])}; all units {loss_text(fits['all units'])}, both outputs {loss_text(fits['both outputs'])}). "
        f"{dead.text} 0 is by luck the nearest value to -0.07."
    )


def division():
    slope = "out_h1*(1 - out_h1)"
    from symbp import derive

    line = derive("nndl3").formula("dout_h1/din_h1")
    assert line == slope
    return FAILS, f"Once the output is known the slope is {line}: a product, without a division."


def mse_worse():
    both = compare("nndl3", "nndl3-sum")
    rows = {each.rule: each for each in both.findings}
    scaled = dict(rows["last-losses"].told)["nndl3-sum on the scale of nndl3"]
    return FAILS, f"{rows['effective-step'].text} On one scale it ends at {scaled}, below {loss_text(last('nndl3', 1000))}."


def negative_loss():
    seen = found(run("nndl3-cross-entropy"), "unbounded-loss")
    return FAILS, seen.text


def squashed():
    seen = found(run("nndl3-cross-entropy"), "squashed-twice")
    return SLIP, seen.text


def random_start():
    runs = [train(varied("nndl3", {"seed": seed}), 500).losses for seed in range(1, 21)]
    ends, down = [losses[-1] for losses in runs], sum(losses[-1] < losses[0] for losses in runs)
    loud = {"activation": "relu", "loss": "softmax-cross-entropy"}
    away = [seed for seed in range(1, 21) if min(train(varied("nndl3", {**loud, "seed": seed}), 500, learning_rate=2).losses) < -1e3]
    return FAILS, (
        f"With the sigmoid {down} of 20 random starts descend, to {loss_text(min(ends))} to {loss_text(max(ends))} in 500 iterations. What the prints show is ReLU on all units with step 2 and a "
        f"loss without a lower bound: there {len(away)} of 20 starts explode, which is descent at work."
    )


def growth():
    """The growth of o1 from round to round in the prints, against what ReLU, step 2 and the target give."""
    step, slope, inputs = 2.0, 0.07, 0.5**2 + 0.3**2
    predicted = (1 + step * slope * inputs**0.5) ** 2
    printed = (1.2854e34 / 6998288.5) ** (1 / 400)
    return FAILS, f"o1 grows by {printed:.5f} an iteration in the prints; ReLU on all units and step 2 give {predicted:.5f}. The listing beside them (sigmoid, step 1) cannot give an output of 5.118."


def zeros_rise():
    losses = train("nndl3-zero", 1000).losses
    rises = sum(b > a for a, b in zip(losses, losses[1:], strict=False))
    given = train("nndl3-cross-entropy", 1000).losses
    above = [i for i, (a, b) in enumerate(zip(losses, given, strict=True), start=1) if a > b]
    return FAILS, (
        f"It falls in every iteration ({rises} rises), from {loss_text(losses[0])} to {loss_text(losses[99])} in iteration 100. Above the run of the given weights it is in {len(above)} iterations, {above[0]} to {above[-1]}."
    )


def zeros_better():
    told = []
    for name, word in (("nndl3-cross-entropy", "the cross-entropy"), ("nndl3", "the squared error")):
        zero = last(varied(name, {"fill": 0}), 1000)
        better = sum(zero < last(varied(name, {"seed": seed}), 1000) for seed in range(1, 21))
        told.append(f"with {word} zeros end at {loss_text(zero)}, below {better} of 20 random starts")
    seen = found(run("nndl3-zero"), "symmetry")
    equal = "; ".join(f"{names}: {value}" for names, value in seen.told if " = " in names)
    return PARTLY, f"In the loss at times: {', '.join(told)}. {seen.text} {equal}."


def step_five():
    losses = {step: train("nndl3", 1000, learning_rate=step).losses for step in (1, 5)}
    return FAILS, (
        f"In iteration 10 the loss is {loss_text(losses[5][9])} with step 5 and {loss_text(losses[1][9])} with step 1, {losses[5][9] / 0.00245:.1f} and {losses[1][9] / 0.00245:.0f} times the floor, "
        f"and {'still falling' if all(each[-1] < each[-2] for each in losses.values()) else 'at rest'} in iteration 1000 ({loss_text(losses[5][-1])}, {loss_text(losses[1][-1])})."
    )


def small_step():
    return HOLDS, f"With step 0.01 the loss is {loss_text(last('nndl3', 1000, learning_rate='0.01'))} after 1000 iterations."


# -- seed 1 ---------------------------------------------------------------------------------


def larger_faster():
    ends = {step: run("nndl3", learning_rate=step) for step in (1, 3, 5, 10, 100, 500)}
    rising = [str(step) for step, made in ends.items() if any(each.rule == "rising-loss" for each in observe(made))]
    stays = ends[500].losses[1] == ends[500].losses[-1] or abs(ends[500].losses[-1] / ends[500].losses[9] - 1) < 1e-6
    assert stays
    return PARTLY, (
        f"For the steps that were tried it does: {', '.join(f'{s}: {loss_text(ends[s].losses[-1])}' for s in (1, 3, 5, 10))} after 1000 iterations. With step {' and '.join(rising)} the loss rises at times, "
        f"and with 500 it stays at {loss_text(ends[500].losses[-1])} from iteration 10 on."
    )


def corrected():
    """The hidden gradients as that text corrects them, over its own run: half the sum of squares, step 1."""
    made = load("nndl3")
    w, (x1, x2, y1, y2) = [float(made.parameters[f"w{n}"].value) for n in range(1, 9)], (0.5, 0.3, 0.23, -0.07)
    losses, ours = [], train("nndl3", 1000, learning_rate=1)
    for _ in range(1000):
        h1, h2 = (1 / (1 + np.exp(-(w[i] * x1 + w[i + 2] * x2))) for i in (0, 1))
        o1, o2 = (1 / (1 + np.exp(-(w[i] * h1 + w[i + 2] * h2))) for i in (4, 5))
        losses.append(float(((o1 - y1) ** 2 + (o2 - y2) ** 2) / 2))
        d1, d2 = (o1 - y1) * o1 * (1 - o1), (o2 - y2) * o2 * (1 - o2)
        back1, back2 = (d1 * w[4] + d2 * w[5]) * h1 * (1 - h1), (d1 * w[6] + d2 * w[7]) * h2 * (1 - h2)
        gradients = (back1 * x1, back2 * x1, back1 * x2, back2 * x2, d1 * h1, d2 * h1, d1 * h2, d2 * h2)
        w = [weight - gradient for weight, gradient in zip(w, gradients, strict=True)]
    apart = max(abs(a - b) for a, b in zip(losses, ours.losses, strict=True))
    weights = max(abs(a - ours.parameters[f"w{n}"]) for n, a in enumerate(w, start=1))
    return HOLDS, (
        f"Delta times weight is what the derivation gives. A NumPy program with these formulas, half the sum of squares and step 1 has in 1000 iterations the losses of nndl3 "
        f"to within {bound(apart)} and its weights to within {bound(weights)}: {loss_text(losses[0])} in iteration 1, {loss_text(losses[9])} in iteration 10, {loss_text(losses[-1])} in iteration 1000."
    )


# -- seed 2 ---------------------------------------------------------------------------------


def which_loss():
    first = train("linear-2-3-2-1", 1).iterations[0]
    z = next(iter(first.outputs[0].values()))
    return HOLDS, f"z - y = {number(z - 1)} is the derivative of half the square: half of its square, {number((z - 1) ** 2 / 2)}, is the loss of the assignment, {number(first.loss)}. It is neither L1 nor L2 as libraries have them."


def in_place():
    made = train("linear-2-3-2-1", 1, learning_rate=1)
    weights = sorted({number(value) for value in made.parameters.values()})
    return HOLDS, f"All deltas exist before the first update, so that updating in place changes nothing: the weights after it are {', '.join(weights)}, as printed."


def l1_compared():
    l1 = varied("linear-2-3-2-1-bias", {"loss": "absolute-error"})
    ends = []
    for seed in range(1, 21):
        start = varied("linear-2-3-2-1-bias", {"loss": "absolute-error", "seed": seed})
        ends.append(train(start, 50, learning_rate="0.1").losses[-1])
    squares = [last(varied("linear-2-3-2-1-bias", {"seed": seed}), 50, learning_rate="0.1") for seed in range(1, 21)]
    finite = [loss for loss in squares if loss == loss]  # noqa: PLR0124 - not a nan
    assert l1.loss.name == "absolute-error"
    return SLIP, (
        f"Loss, bias and start differ, and the gradient of an absolute error has one size: after 50 iterations of step 0.1 and from 20 random starts the median loss is "
        f"{statistics.median(ends):.2g}, with half the square {statistics.median(finite):.2g}."
    )


def homogeneous():
    made = train("linear-2-3-2-1", 50, learning_rate="0.1")
    setting = problem(replace(made.assignment, parameters=made.assignment.parameters))
    setting = replace(setting, parameters=np.array([made.parameters[n] for n in made.assignment.parameters]))
    outs = [oracle.run(replace(setting, x=np.array([[k], [k]], dtype=float))).a[-1][0, 0] for k in (1.0, 2.0)]
    return PARTLY, f"For one sample, yes. Without biases the map goes through the origin: the outputs for (1, 1) and (2, 2) are {number(outs[0])} and {number(outs[1])}, whatever was meant for (2, 2)."


def rate_too_high():
    limits = {}
    for name in ("linear-2-3-2-1", "linear-2-3-2-1-bias"):
        steps = [Fraction(k, 20) for k in range(2, 61)]
        good = [step for step in steps if _settles(name, step)]
        limits[name] = max(good)
    return HOLDS, f"Among steps 0.1, 0.15, …, the largest that settles is {number(limits['linear-2-3-2-1'])} without biases and {number(limits['linear-2-3-2-1-bias'])} with them."


def _settles(name, step):
    made = train(name, 200, learning_rate=step)
    return not made.stopped and made.losses[-1] < 1e-6


def one_linear_map():
    made = load("linear-2-3-2-1")
    setting = problem(made)
    x = np.array([[1.0, 2.0, 3.0], [-1.0, 0.5, 3.5]])
    whole = oracle.run(replace(setting, x=x, y=np.zeros((1, 3)))).a[-1]
    basis = oracle.run(replace(setting, x=np.eye(2), y=np.zeros((1, 2)))).a[-1]
    return SLIP, f"There is no ReLU in it: three linear layers are one linear map, here of ({number(basis[0, 0])}, {number(basis[0, 1])}); on three inputs the two differ by less than {bound(float(np.abs(whole - basis @ x).max()))}."


# -- seed 3 ---------------------------------------------------------------------------------


def logged_loss():
    """The question's own run: what is logged is half the mean square times the mean error."""
    rng = np.random.RandomState(0)
    w1, w2 = rng.random_sample((2, 5)), rng.random_sample((5, 1))
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float), np.array([[0], [1], [1], [0]], dtype=float)
    logged, true = [], []
    for _ in range(5000):
        h = 1 / (1 + np.exp(-x @ w1))
        o = 1 / (1 + np.exp(-h @ w2))
        e = o - y
        logged.append(float(0.5 * (e**2).mean() * e.mean()))
        true.append(float((e**2).mean()))
        d2 = e * o * (1 - o)
        d1 = d2 @ w2.T * h * (1 - h)
        w2, w1 = w2 - 0.3 * h.T @ d2, w1 - 0.3 * x.T @ d1
    negative = sum(value < 0 for value in logged)
    return FAILS, (
        f"What is logged, ½ mean(e²)·mean(e), is {logged[0]:.6g} at first and negative in {negative} of 5000 epochs; the mean square falls from {true[0]:.6g} to {true[-1]:.5g}. It is no loss, and not the one that is descended."
    )


def half_rate():
    made = compare("xor-sum", "xor-mean", 1000)
    rows = {each.rule: each.text for each in made.findings}
    cases = ", ".join(f"{n}·{m}/2 = {number(Fraction(n * m, 2))}" for n, m in ((4, 1), (2, 1), (8, 1), (4, 3), (5, 2)))
    return FAILS, f"{rows['factor']} Twice the rate is right for N·M = 4 alone; for N·M/2 with other N and M: {cases}. {rows['same-path']}"


def mse_with_half():
    mine = load("xor-sum")
    half_mean = factor(mine, replace(mine.loss, batch=type(mine.loss.batch)("mean")))
    return FAILS, f"p - t belongs to half the sum. The derivative of half the mean over N samples is an N-th of it, here a {half_mean.value}th."


def torch_starts(seed):
    """The weights and biases that torch.manual_seed and nn.Linear give to 2-5-1, with biases and without.

    PyTorch draws 32-bit numbers by the Mersenne Twister that NumPy has too: 24 bits each, between -1/√n and 1/√n for n inputs.
    Some differ from its own in their last bit.
    """
    for bias in (True, False):
        raw = np.random.RandomState(seed)._bit_generator
        drawn = []
        for inputs, units in ((2, 5), (5, 1)):
            limit = 1 / np.sqrt(inputs)
            for count in (inputs * units, units * bias):
                drawn.append(np.float32((raw.random_raw(count) & 0xFFFFFF) * 2.0**-24 * 2 * limit - limit))
        first, first_bias, second, second_bias = drawn
        rows = (first.reshape(5, 2).T.ravel(), second, first_bias, second_bias)
        yield bias, [str(Fraction(float(value))) for row in rows for value in row]


def bias_epochs():
    """That text's own runs: 2-5-1, the mean of squares, step 0.3, started as PyTorch starts."""
    told, ratios = [], []
    for seed in range(6):
        counts = {}
        for bias, numbers in torch_starts(seed):
            changes = {"learning_rate": "0.3", "parameters.weights": numbers[:15]}
            changes |= {"bias": "unit", "parameters.biases": numbers[15:]} if bias else {}
            losses = train(varied("xor-mean", changes), 20_000).losses
            counts[bias] = next(i for i, loss in enumerate(losses, start=1) if loss < 0.01)
        told.append(f"{counts[True]} and {counts[False]}")
        ratios.append(counts[False] / counts[True])
    return PARTLY, (
        f"It depends on the start: {min(ratios):.1f} to {max(ratios):.1f} times as many. Iterations until the mean square is below 0.01, with and without biases, "
        f"step 0.3, PyTorch's starts of the seeds 0 to 5: {', '.join(told)}."
    )


def rewritten_log():
    """The first logged value of the question's program, and the line that is offered as the same."""
    rng = np.random.RandomState(0)
    w1, w2 = rng.random_sample((2, 5)), rng.random_sample((5, 1))
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float), np.array([[0], [1], [1], [0]], dtype=float)
    e = 1 / (1 + np.exp(-(1 / (1 + np.exp(-x @ w1))) @ w2)) - y
    logged, rewritten = float(np.dot(e, 0.5 * np.mean(e**2)).mean()), float(np.sum(0.5 * e * np.mean(e**2)).mean())
    return FAILS, (
        f"With a number, np.dot multiplies and does not sum: the program logs {logged:.5g} at first, the line with np.sum gives {rewritten:.5g}, "
        f"{number(round(rewritten / logged, 9))} times as much for {len(x)} samples."
    )


# -- seed 4 ---------------------------------------------------------------------------------


def sum_called_mean():
    dense = load_wide("relu-1000-100-10")
    count = dense.x.shape[1] * dense.sizes[-1]
    loss = last("relu-1000-100-10", 1)
    return FAILS, f"It is the sum of squares, {loss:.8g} at first; the mean would be one {count}th of it, {loss / count:.6g}, and so would the gradients."


def load_wide(name):
    from symbp import load

    return load(name, arrays=True)


def line_gradients():
    from symbp import derive
    from symbp.pipeline import givens
    from symbp.values import closed_forms

    assignment = load("line")
    exact = closed_forms(derive(assignment), givens(assignment))
    return HOLDS, f"For y = wx + b at x = 1, w = 2, b = 3 the gradients by x, w and b are exactly {exact['dL/dx']}, {exact['dL/dw']}, {exact['dL/db']}."


def weights_printed():
    limit = 1000**-0.5
    return SLIP, f"nn.Linear draws weights of 1000 inputs within ±{limit:.6f}; -0.0346 and 0.0317 are outside: they were printed after a training."


def fizzbuzz_words():
    """The game as that text has it: 3 for multiples of 15, 2 of 5, 1 of 3, else 0."""

    def kind(n):
        return 3 if n % 15 == 0 else 2 if n % 5 == 0 else 1 if n % 3 == 0 else 0

    words = [[str(n), "fizz", "buzz", "fizzbuzz"][kind(n)] for n in (1, 2, 5, 12, 15)]
    numbers = sum(kind(n) == 0 for n in range(1, 101))
    return HOLDS, (
        f"1, 2, 5, 12 and 15 are {', '.join(words)}, as printed. How many of 1 to 100 the trained network has right is not printed there; a network that always says the number has {numbers}."
    )


STATEMENTS = (
    Statement("0", "The hidden gradients come from the weight gradients of the next layer.", hidden_gradients),
    Statement("0", "Three prints, one setting of the NumPy program.", one_setting),
    Statement("0", "Both methods, NumPy and PyTorch, bring the loss down.", two_methods),
    Statement("0", "The loss tends to zero; the global optimum is reached.", optimum),
    Statement("0", "Switching to torch.sigmoid changes almost nothing.", library_sigmoid),
    Statement("0", "The activation is now ReLU: faster and more accurate.", relu_changed),
    Statement("0", "The sigmoid's derivative needs a division.", division),
    Statement("0", "The library's MSELoss makes it less accurate.", mse_worse),
    Statement("0, 1", "The cross-entropy runs print a mean squared error.", by_reading(SLIP, "The label was left from the program before; the number is the cross-entropy.")),
    Statement("0", "A negative loss shows that cross-entropy suits classification.", negative_loss),
    Statement("0, 1", "Sigmoid outputs go into CrossEntropyLoss.", squashed),
    Statement("0", "The loss is called with one argument.", by_reading(SLIP, "The target is missing: the call ends with a TypeError.")),
    Statement("0", "Modules of nn make an iterator, which explains an IndexError.", by_reading(SLIP, "nn.MSELoss(…) builds a module that is called later; the error says that a dimension is missing.")),
    Statement("0", "A random start can fail to converge; choose it as k-means++ does.", random_start),
    Statement("0", "The listing beside the random start made its prints.", growth),
    Statement("0", "With zero weights the loss goes up in the first 100 iterations.", zeros_rise),
    Statement("0", "Zero weights are better than random ones.", zeros_better),
    Statement("0", "Step 5 is optimal after some 10 iterations, and step 1 too.", step_five),
    Statement("0", "Step 0.01 is not there after 1000 iterations.", small_step),
    Statement("0", "The axis of the losses is called w; iterations count from 0.", by_reading(SLIP, "The axis counts iterations; the prints count them from 1, the code from 0.")),
    Statement("1", "The hidden gradients need the weights: the corrected program.", corrected),
    Statement("1", "The larger the step, the faster the loss falls.", larger_faster),
    Statement("1", "PyTorch has a static graph.", by_reading(SLIP, "The graph is recorded anew in every forward pass, and may differ from one to the next.")),
    Statement("1", "The function is torch.reLu.", by_reading(SLIP, "Its name is torch.relu.")),
    Statement("2", "delta = z - y, marked “l1/l2?”.", which_loss),
    Statement("2", "Weights are updated in place, layer after layer.", in_place),
    Statement("2", "The PyTorch run is compared with NumPy's.", l1_compared),
    Statement("2", "Its accuracy is 0.0 %.", by_reading(SLIP, "The largest of one output is always output 0, the label is 1: accuracy means nothing for a regression.")),
    Statement("2", "linear_relu_stack; a loss that is output minus target.", one_linear_map),
    Statement("2", "Biases are not necessary.", homogeneous),
    Statement("2", "Too high a rate makes it run away.", rate_too_high),
    Statement("3", "The hand-rolled run logs its loss.", logged_loss),
    Statement("3", "The logged value, unpacked, is np.sum(.5·e·mean(e²)).mean().", rewritten_log),
    Statement("3", "mse has half the mean, its derivative is p - t.", mse_with_half),
    Statement("3", "PyTorch uses half the learning rate, or there is a stray 2.", half_rate),
    Statement("3", "Without biases it takes about twice the epochs.", bias_epochs),
    Statement("3", "Values of the sigmoid sum to one; the device is 'gpu'.", by_reading(SLIP, "Those of softmax do. The device is called 'cuda'.")),
    Statement("4", "y = wx + b: gradients 2, 1, 1.", line_gradients),
    Statement("4", "The sum of squares is the MSE.", sum_called_mean),
    Statement("4", "h_relu.dot becomes clamp; the model has biases.", by_reading(SLIP, "np.maximum(h, 0) is what becomes clamp(min=0); the model was built with bias=False.")),
    Statement("4", "The weights shown are those of the new model.", weights_printed),
    Statement("4", "FizzBuzz: what 1, 2, 5, 12 and 15 become.", fizzbuzz_words),
    Statement("4", "The listings are programs.", by_reading(SLIP, "Line breaks are lost in them as they stand: statements follow one another without any, and a comment swallows what comes after it in its line. They have to be set in lines again before they run.")),
    Statement("4", "forward() is the back propagation; class numbers are one-hot; normal_ normalises.", by_reading(SLIP, "forward() goes forward; classes are numbers from 0; normal_ fills with normally distributed numbers.")),
)

ABOUT = """symbp was made from five texts about networks calculated by hand and by program. This goes through what they state, says what
holds, and shows the figures. All of them are worked out by symbp or, for programs that are no assignment of it, by NumPy. What is no claim but
something done wrongly is called a slip. Text 0 trains the 2-2-2 net in NumPy and PyTorch and answers nine questions about it, text 1 corrects an earlier version of it, text 2
trains a linear 2-3-2-1 net, text 3 asks why XOR trains otherwise by hand than in PyTorch, text 4 is a lesson on PyTorch."""


@dataclass(frozen=True)
class Judged:
    """The statements with their verdicts, and what the verdicts rest on."""

    rows: tuple[tuple[Statement, str, str], ...]


def report():
    """All statements judged."""
    return Judged(tuple((each, *each.judge()) for each in STATEMENTS))


def page(judged):
    """The report as a page."""
    rows = judged.rows
    count = {verdict: sum(v == verdict for _, v, _ in rows) for verdict in (HOLDS, PARTLY, FAILS, SLIP)}
    counted = f"Of {len(rows)} statements {count[HOLDS]} hold, {count[PARTLY]} hold in part, {count[FAILS]} do not; {count[SLIP]} are slips."
    made_by = line(Strong(line("Made by"), gently=True), " ", Code("python tests/reports/statements.py"))
    body = [Paragraph(made_by), Paragraph(line(ABOUT.replace("\n", " "))), Paragraph(line(counted))]
    at = 0
    for seed in dict.fromkeys(each.seed for each, _, _ in rows):
        told = []
        for each, verdict, why in rows:
            if each.seed == seed:
                at += 1
                told.append(Paragraph(line(Strong(line(f"{at}. {each.says}")), " ", Strong(line(f"{verdict}."), gently=True), f" {why}")))
        body.append(Section(f"text-{seed}", line(f"Text{'s' * (',' in seed)} {seed}"), tuple(told)))
    heading = line("The programs of text 0 compared with the same learning rates")
    body.append(Section("programs", heading, (Figure("programs", curves, line(CURVES)),)))
    return Page(line("What the five texts state, and what of it holds"), tuple(body))


CURVES = "Right and wrong gradients with the same learning rates"


def curves(words):
    """The chart of the programs of text 0."""
    drawn = {f"learning rate {step}": train("nndl3", 1000, learning_rate=step).losses for step in (1, 5, 10)}
    drawn |= {f"learning rate {step}, wrong gradients": train("nndl3", 1000, learning_rate=step, mistake=MISTAKE).losses for step in (1, 5, 10)}
    return draw(losses_chart("", drawn.items(), (0.00245, say("charts.floor", floor="0.00245"))), "svg", words).decode()


def data(judged):
    """The report for JSON."""
    return {"statements": [{"text": each.seed, "says": each.says, "verdict": verdict, "why": why} for each, verdict, why in judged.rows]}


def records(judged):
    """The report for CSV."""
    return ("text", "says", "verdict", "why"), [(each.seed, each.says, verdict, why) for each, verdict, why in judged.rows]


register(Judged, View(lambda _: "statements", page, data, records))

if __name__ == "__main__":
    for path in write_all(FOLDER, files(report(), ["md", "pdf", "html"])):
        print(path)
