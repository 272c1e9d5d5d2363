"""Lists of zeros that loops fill with random numbers, under names that say nothing, are the weights of their shape."""

import pytest
from corpus import assignment

from symbp.marking import Verdict, check_text
from symbp.marking.answers import AnswersError

PROGRAM = """import math
import random
import numpy as np
def squash(z):
    return 1 / (1 + math.exp(-z))
foo = [[0.0] * 3 for _ in range(4)]
bar = [0.0] * 4
for i in range(4):
    for j in range(3):
        foo[i][j] = random.uniform(-1, 1)
    bar[i] = random.uniform(-1, 1)
X = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
y = [0, 1, 1, 0]
for epoch in range(1000):
    qux = [[0.0] * 3 for _ in range(4)]
    zap = [0.0] * 4
    for x, t in zip(X, y):
        h = [squash(sum(foo[i][j] * x[j] for j in range(3))) for i in range(4)]
        o = squash(sum(bar[i] * h[i] for i in range(4)))
        d = (o - t) * o * (1 - o)
        for i in range(4):
            zap[i] += d * h[i]
            for j in range(3):
                qux[i][j] += d * bar[i] * h[i] * (1 - h[i]) * x[j]
    for i in range(4):
        bar[i] -= zap[i]
        for j in range(3):
            foo[i][j] -= qux[i][j]
"""
ROWS = "foo = [[0.0] * 3 for _ in range(4)]\n"
FILLED = """for i in range(4):
    for j in range(3):
        foo[i][j] = random.uniform(-1, 1)
    bar[i] = random.uniform(-1, 1)
"""
ENTRIES = "    for j in range(3):\n        foo[i][j] = random.uniform(-1, 1)\n"
BY_FUNCTION = """def fill(m):
    for r in range(len(m)):
        for c in range(len(m[r])):
            m[r][c] = random.gauss(0, 1) * 0.5
fill(foo)
for i in range(4):
    bar[i] = 2 * random.random() - 1
"""
APPENDED = """foo = []
for i in range(4):
    row = []
    for j in range(3):
        row.append(random.random())
    foo.append(row)
"""
FORMS = {
    "lists": PROGRAM,
    "none": PROGRAM.replace("foo = [[0.0]", "foo = [[None]"),
    "turned": PROGRAM.replace(ROWS, "foo = [[0.0] * 4 for _ in range(3)]\n").replace("foo[i][j]", "foo[j][i]"),
    "arrays": PROGRAM.replace(ROWS, "foo = np.zeros((4, 3))\n").replace("bar = [0.0] * 4", "bar = np.zeros(4)"),
    "function": PROGRAM.replace(FILLED, BY_FUNCTION),
    "appended": PROGRAM.replace(ROWS, APPENDED).replace(
        "    for j in range(3):\n        foo[i][j] = random", "    #", 1
    ),
    "pairs": PROGRAM.replace("sum(foo[i][j] * x[j] for j in range(3))", "sum(w * v for w, v in zip(foo[i], x))"),
    "dot": PROGRAM.replace("sum(foo[i][j] * x[j] for j in range(3))", "np.dot(foo[i], x)"),
}


@pytest.mark.parametrize("form", FORMS)
def test_weights_are_known_by_their_shape_and_their_use(form):
    marking = check_text(assignment("three_four_one"), FORMS[form], "py")
    assert marking.all_right
    assert not marking.faults
    assert {"w1_11_new", "w1_43_new", "w2_14_new"} <= {mark.line for mark in marking.marks}


@pytest.mark.parametrize("form", ["lists", "arrays", "function"])
def test_what_is_wrong_with_them_is_found(form):
    text = FORMS[form].replace("zap[i] += d * h[i]", "zap[i] += (o - t) * h[i]")
    marks = check_text(assignment("three_four_one"), text, "py").marks
    wrong = {mark.at for mark in marks if mark.verdict is Verdict.WRONG}
    assert wrong == {text[: text.index("zap[i] += ")].count("\n") + 1}


def test_lists_of_another_shape_are_no_weights():
    text = PROGRAM.replace("range(4)", "range(5)").replace("* 4", "* 5")
    with pytest.raises(AnswersError):
        check_text(assignment("three_four_one"), text, "py")
