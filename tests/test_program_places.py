"""Where a mistake of a program is said to be: at the entry of a dictionary, at the update, at an update too early."""

import pytest
from corpus import assignment, programs

from symbp.marking import Verdict, check_text

ENTRIES = """import numpy as np
X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0], [1], [1], [0]])
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
def forward(p, x):
    a1 = sigmoid(x @ p["W1"])
    return {"a1": a1, "a2": sigmoid(a1 @ p["W2"])}
def backward(p, c, x, y):
    d2 = (c["a2"] - y) * c["a2"] * (1 - c["a2"])
    d1 = (d2 @ p["W2"].T) * c["a1"] * (1 - c["a1"])
    return {
        "dW1": x.T @ d1,
        "dW2": c["a1"].T @ d2,
    }
params = {"W1": np.random.randn(3, 4), "W2": np.random.randn(4, 1)}
for i in range(1000):
    c = forward(params, X)
    g = backward(params, c, X, y)
    params["W1"] -= g["dW1"]
    params["W2"] -= g["dW2"]
"""
TUPLE = (
    ENTRIES.replace('return {\n        "dW1": x.T', "return (\n        x.T")
    .replace('"dW2": c["a1"].T', 'c["a1"].T')
    .replace("d2,\n    }", "d2,\n    )")
    .replace('g["dW1"]', "g[0]")
    .replace('g["dW2"]', "g[1]")
)
KEPT = ENTRIES.replace("    return {\n", "    g = {\n").replace("    }\n", "    }\n    return g\n")
NAMED = ENTRIES.replace("    return {\n", '    by1, by2 = x.T @ d1, c["a1"].T @ d2\n    return {\n').replace(
    '"dW1": x.T @ d1,\n        "dW2": c["a1"].T @ d2', '"dW1": by1,\n        "dW2": by2'
)
ONE_LAYER = """import numpy as np
def squash(z):
    return 1 / (1 + np.exp(-z))
def slope(o):
    return o * (1 - o)
X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0, 0, 1, 1]]).T
weights = 2 * np.random.random((3, 1)) - 1
for i in range(1000):
    output = squash(X @ weights)
    error = y - output
    adjustment = X.T @ (error * slope(output))
    weights += adjustment
"""
TWO_LAYERS = """import numpy as np
def curve(z, slope=False):
    if slope:
        return z * (1 - z)
    return 1 / (1 + np.exp(-z))
X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0, 1, 1, 0]]).T
s0 = 2 * np.random.random((3, 4)) - 1
s1 = 2 * np.random.random((4, 1)) - 1
for i in range(1000):
    l1 = curve(X @ s0)
    l2 = curve(l1 @ s1)
    l2_delta = (y - l2) * curve(l2, slope=True)
    l1_delta = (l2_delta @ s1.T) * curve(l1, slope=True)
    s1 += l1.T @ l2_delta
    s0 += X.T @ l1_delta
"""


def marked(net, text):
    return check_text(assignment(net), text, "py")


def wrong(net, text):
    """Where something is wrong, and the mistakes that are named."""
    marks = [mark for mark in marked(net, text).marks if mark.verdict is Verdict.WRONG]
    return {mark.at for mark in marks}, {mark.mistake.id for mark in marks if mark.mistake is not None}


def line_of(text, part):
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize("text", [ENTRIES, TUPLE, KEPT, NAMED], ids=["dict", "tuple", "kept", "named"])
def test_entries_that_are_right_are_right(text):
    marking = marked("three_four_one", text)
    assert marking.all_right
    assert {"w1_11_new", "w2_14_new"} <= {mark.line for mark in marking.marks}


@pytest.mark.parametrize(
    ("text", "old", "new", "named"),
    [
        (ENTRIES, 'c["a1"].T @ d2', 'c["a1"].T @ (c["a2"] - y)', "slope-left-out"),
        (ENTRIES, 'c["a1"].T @ d2', 'c["a2"].T @ d2', "another-array"),
        (ENTRIES, "x.T @ d1,", 'x.T @ (d2 @ p["W2"].T),', "slope-left-out"),
        (ENTRIES, 'c["a1"].T @ d2', 'c["a1"].T @ d2 * 3', "factor-too-many"),
        (TUPLE, 'c["a1"].T @ d2', 'c["a1"].T @ (c["a2"] - y)', "slope-left-out"),
        (TUPLE, "x.T @ d1,", 'x.T @ (d2 @ p["W2"].T),', "slope-left-out"),
        (KEPT, "x.T @ d1,", 'x.T @ (d2 @ p["W2"].T),', "slope-left-out"),
        (NAMED, "by2,", "by2 * 2,", "factor-too-many"),
    ],
)
def test_an_entry_that_is_wrong_is_wrong_at_its_own_line(text, old, new, named):
    assert old in text
    changed = text.replace(old, new)
    assert wrong("three_four_one", changed) == ({line_of(changed, new)}, {named})


@pytest.mark.parametrize(
    ("net", "text", "old", "new"),
    [
        ("three_one", ONE_LAYER, "weights += adj", "weights -= adj"),
        ("three_one", ONE_LAYER, "weights += adj", "weights = weights - adj"),
        ("three_one", ONE_LAYER.replace("y - output", "output - y").replace("+= adj", "-= adj"), "-= adj", "+= adj"),
        ("three_four_one", TWO_LAYERS, "s1 += ", "s1 -= "),
        ("three_four_one", TWO_LAYERS, "s0 += ", "s0 -= "),
    ],
)
def test_the_sign_of_an_update_is_wrong_there_and_not_in_the_slope(net, text, old, new):
    assert marked(net, text).all_right
    changed = text.replace(old, new)
    assert wrong(net, changed) == ({line_of(changed, new)}, {"update-sign"})


def test_the_sign_of_a_slope_is_wrong_in_the_slope():
    text = TWO_LAYERS.replace("z * (1 - z)", "z * (z - 1)")
    assert line_of(text, "z * (z - 1)") in wrong("three_four_one", text)[0]


def moved(text, parts, before):
    """The lines with these parts in front of the line with another."""
    lines = text.splitlines(keepends=True)
    taken = [line for line in lines if any(part in line for part in parts)]
    rest = [line for line in lines if line not in taken]
    at = next(i for i, line in enumerate(rest) if before in line)
    return "".join([*rest[:at], *taken, *rest[at:]])


PARTIALS = next(program for program in programs() if program.file == "named_partials.txt")


@pytest.mark.parametrize(
    ("parts", "before"), [(["self.w5 -="], "# through p"), (["self.w5 -=", "self.w6 -=", "self.b3 -="], "# through p")]
)
def test_updates_in_front_of_partial_derivatives_that_read_the_old_weights_come_too_early(parts, before):
    text = moved(PARTIALS.text, parts, before)
    places, named = wrong(PARTIALS.net, text)
    assert places == {line_of(text, parts[0])}
    assert named == {"updated-weights"}


@pytest.mark.parametrize(
    ("parts", "before"),
    [(["self.w1 -=", "self.w2 -=", "self.b1 -="], "# through q"), (["r_by_p ="], "loss_by_r = -2")],
)
def test_in_an_order_that_does_not_matter_they_are_right(parts, before):
    assert marked(PARTIALS.net, moved(PARTIALS.text, parts, before)).all_right


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('c["a1"].T @ d2', "x.T @ d2"),
        ('params["W2"] -= g["dW2"]', 'params["W2"] -= g["dW1"]'),
        ('params["W2"] -= g["dW2"]', 'params["W2"] = params["W2"] - g["dW2"].T @ g["dW1"]'),
    ],
)
def test_an_update_that_does_not_fit_its_weights_is_told_with_both_shapes(old, new):
    text = ENTRIES.replace(old, new)
    marking = marked("three_four_one", text)
    assert not marking.all_right
    told = [fault.entry for fault in marking.faults]
    assert [entry.line for entry in told] == [line_of(text, 'params["W2"] ')]
    assert "of the shapes (" in told[0].fault


STRAIGHT = """h1 = 1 / (1 + exp(-(w1*x1 + w3*x2)))
h2 = 1 / (1 + exp(-(w2*x1 + w4*x2)))
o1 = 1 / (1 + exp(-(w5*h1 + w7*h2)))
d1 = (o1 - y1) * o1 * (1 - o1)
dw5 = d1 * h1
w5 = w5 - dw5
"""


def test_a_name_read_above_the_line_that_sets_it_is_told_and_not_taken_for_another_delta():
    lines = STRAIGHT.splitlines()
    text = "\n".join([*lines[:3], lines[4], lines[3], lines[5]])
    marking = check_text("nndl3", text, "py")
    told = [(fault.entry.line, fault.entry.fault) for fault in marking.faults]
    assert told[0] == (4, "'d1' has no value yet: line 5 is the first to set it")
    assert not any(mark.mistake for mark in marking.marks)
    assert "dL/dw5" not in {mark.line for mark in marking.marks}


@pytest.mark.parametrize(
    "text",
    [
        STRAIGHT,
        STRAIGHT.replace("d1 = ", "def slope():\n    return d1 * h1\nd1 = ").replace("dw5 = d1 * h1", "dw5 = slope()"),
        STRAIGHT.replace("dw5 = ", "print([d1 * h for h in (h1, h2)])\ndw5 = "),
    ],
    ids=["weights of the assignment", "in a function called later", "the variable of a comprehension"],
)
def test_a_name_that_has_its_value_in_time_is_not(text):
    marking = check_text("nndl3", text, "py")
    assert not marking.faults
    assert marking.all_right
