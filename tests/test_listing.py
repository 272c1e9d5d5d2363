"""Listings: read, followed, never run."""

import pytest

from symbp import load
from symbp.marking import Verdict, check_text

FORWARD = """
import numpy as np

def sigmoid(z):
    a = 1/(1 + np.exp(-z))
    return a

def forward(x1, x2, y1, y2, w1, w2, w3, w4, w5, w6, w7, w8):
    in_h1 = w1*x1 + w3*x2
    in_h2 = w2*x1 + w4*x2
    out_h1, out_h2 = sigmoid(in_h1), sigmoid(in_h2)
    in_o1 = w5*out_h1 + w7*out_h2
    out_o1 = sigmoid(in_o1)
    in_o2 = w6*out_h1 + w8*out_h2
    out_o2 = sigmoid(in_o2)
    error = 0.5*(out_o1 - y1)**2 + (1/2)*(out_o2 - y2)**2
    return out_o1, out_o2, out_h1, out_h2, error
"""

# The slip of the program that the assignment was handed out with: gradients in place of deltas times weights.
WRONG_BACKWARD = """
def backward(out_o1, out_o2, out_h1, out_h2):
    d_o1 = out_o1 - y1
    d_o2 = out_o2 - y2
    d_w5 = d_o1*out_o1*(1 - out_o1)*out_h1
    d_w7 = d_o1*out_o1*(1 - out_o1)*out_h2
    d_w6 = d_o2*out_o2*(1 - out_o2)*out_h1
    d_w8 = d_o2*out_o2*(1 - out_o2)*out_h2
    d_w1 = (d_w5 + d_w6)*out_h1*(1 - out_h1)*x1
    d_w3 = (d_w5 + d_w6)*out_h1*(1 - out_h1)*x2
    d_w2 = (d_w7 + d_w8)*out_h2*(1 - out_h2)*x1
    d_w4 = (d_w7 + d_w8)*out_h2*(1 - out_h2)*x2
    return d_w1, d_w2, d_w3, d_w4, d_w5, d_w6, d_w7, d_w8
"""

RIGHT_BACKWARD = WRONG_BACKWARD.replace(
    "    d_w1 =", "    g_w5, g_w6 = d_o1*out_o1*(1 - out_o1)*w5, d_o2*out_o2*(1 - out_o2)*w6\n    d_w1 ="
)
RIGHT_BACKWARD = RIGHT_BACKWARD.replace("(d_w5 + d_w6)", "(g_w5 + g_w6)").replace(
    "(d_w7 + d_w8)", "(d_o1*out_o1*(1 - out_o1)*w7 + d_o2*out_o2*(1 - out_o2)*w8)"
)

TRAINING = """
def update(step, w1, w2):
    w1 = w1 - step*d_w1
    w2 -= step*d_w2
    return w1, w2

if __name__ == "__main__":
    w1, w2, w3, w4, w5, w6, w7, w8 = 0.2, -0.4, 0.5, 0.6, 0.1, -0.5, -0.3, 0.8
    x1, x2 = 0.5, 0.3
    y1, y2 = 0.23, -0.07
    step = 10
    losses = []
    for i in range(1000):
        out_o1, out_o2, out_h1, out_h2, error = forward(x1, x2, y1, y2, w1, w2, w3, w4, w5, w6, w7, w8)
        print("loss", round(error, 2))
        d_w1, d_w2, d_w3, d_w4, d_w5, d_w6, d_w7, d_w8 = backward(out_o1, out_o2, out_h1, out_h2)
        w1, w2 = update(step, w1, w2)
        losses.append(error)
"""


def verdicts(text, assignment="nndl3"):
    marking = check_text(assignment, text, "py")
    return marking, {mark.line: str(mark.verdict) for mark in marking.marks}


def test_the_program_of_the_assignment_is_wrong_at_w1_to_w4_and_the_reason_is_named():
    marking, found = verdicts(FORWARD + WRONG_BACKWARD + TRAINING)
    assert not marking.faults
    wrong = {f"dL/dw{i}" for i in (1, 2, 3, 4)}
    assert {line for line, verdict in found.items() if verdict == "wrong"} == wrong
    assert {mark.mistake.id for mark in marking.marks if mark.verdict is Verdict.WRONG} == {"gradient-for-weight"}
    assert all(found[line] == "right" for line in found if line not in wrong)
    assert {"in_h1", "out_o2", "L", "dL/dout_o1", "dL/dw8", "w1_new", "w2_new"} <= found.keys()
    assert marking.remarks == ("line 41: eta is 10; the assignment has 1",)


def test_the_corrected_program_is_right():
    marking, found = verdicts(FORWARD + RIGHT_BACKWARD + TRAINING.replace("10\n", "1\n"))
    assert marking.all_right, (found, marking.faults)
    assert marking.remarks == ()


@pytest.mark.parametrize("text", [WRONG_BACKWARD, FORWARD + WRONG_BACKWARD])
def test_functions_that_nobody_calls_are_followed_by_themselves(text):
    _, found = verdicts(text)
    assert found["dL/dw1"] == "wrong"
    assert found["dL/dw5"] == "right"


@pytest.mark.parametrize(
    "text",
    [
        "import math\nout_h1 = 1/(1 + math.exp(-in_h1))",
        "import torch\nout_h1 = torch.sigmoid(in_h1)",
        "out_h1 = torch.nn.functional.sigmoid(in_h1)",
        "sigma = lambda z: 1/(1 + np.exp(-z))\nout_h1 = sigma(w1*x1 + w3*x2)",
        "net = w1*x1\nnet += w3*x2\nout_h1 = 1/(1 + np.exp(-net))",
        "h = [w1*x1 + w3*x2, w2*x1 + w4*x2]\nin_h1, in_h2 = h\nout_h1 = np.tanh(h[0]/2)/2 + 1/2",
        "def f(z, k=1):\n    return 1/(k + np.exp(-z))\nout_h1 = f(z=in_h1)",
        "x = np.array([x1, x2])\nw = np.array([w1, w3])\nin_h1 = np.dot(w, x)\nin_h1 = np.sum(w*x)",
        "in_h1 = sum([w1*x1, w3*x2])",
        "d1, d2 = delta_o1, delta_o2\ndh1 = (d1*w5 + d2*w6)*h1*(1 - h1)\ndw1 = dh1*x1",
        "dw5 = 0\ndw5 += delta_o1*h1",
        "x = (0.5, 0.3)\nin_h1 = w1*x[0] + w3*x[1]",
        "d_w1 = (d_o1*w5 + d_o2*w6)*out_h1*(1 - out_h1)*x1".replace("d_o", "delta_o"),
        "w1.data = w1.data - eta*w1.grad",
        "w = [w1, w2]\ng = [d_w1, d_w2]\nfor i in range(2):\n    w[i] = w[i] - eta*g[i]\nw1_new, w2_new = w",
    ],
)
def test_ways_of_writing(text):
    marking, found = verdicts(text)
    assert marking.all_right, (found, marking.faults)
    assert found


def test_relu_in_its_ways():
    for text in (
        "out_h1 = np.maximum(0, in_h1)",
        "out_h1 = max(in_h1, 0)",
        "out_h1 = in_h1 if in_h1 > 0 else 0",
        "out_h1 = F.relu(in_h1)",
    ):
        assert check_text("nndl3-relu", text, "py").all_right, text


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("d_w5 = mystery(out_o1)", 1, "'mystery' is not a function that is understood"),
        ("a = 1\nd_w5 = a + bb", 2, "'bb' is not known here"),
        ("d_w5 = out_o1 % 2", 1, "this operator is not understood"),
        ("q = mystery(1)\nd_w5 = q*2", 1, "'mystery' is not a function that is understood"),
    ],
)
def test_what_is_not_understood_is_said_with_its_line(text, line, what):
    faults = check_text("nndl3", text, "py").faults
    assert (faults[0].entry.line, faults[0].message) == (line, what)


def test_what_is_not_understood_is_said_once_where_it_comes_about():
    faults = check_text("nndl3", "q = mystery(1)\nd_w5 = q*2\nd_w6 = q*h1\nprint(q)", "py").faults
    assert [(fault.entry.line, fault.message) for fault in faults] == [
        (1, "'mystery' is not a function that is understood")
    ]


def test_what_does_not_matter_is_not_complained_about():
    text = (
        "import plots\nq = plots.draw(1)\nclass Net:\n    pass\nfor x in plots.all(q):\n    q += x\nd_w5 = delta_o1*h1"
    )
    marking, found = verdicts(text)
    assert not marking.faults
    assert found == {"dL/dw5": "right"}


def test_a_listing_of_another_assignment():
    text = "out_h1 = max(0, in_h1)\nout_o1 = in_o1\ndL_do = 1"
    assert check_text(load("nndl3-class"), text, "py").marks


VECTORS = """
import numpy as np
x = np.array([0.5, 0.3])
y = np.array([0.23, -0.07])
W1 = np.array([[0.2, 0.5], [-0.4, 0.6]])
W2 = np.array([[0.1, -0.3], [-0.5, 0.8]])
sigmoid = lambda z: 1/(1 + np.exp(-z))
for epoch in range(10):
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(np.dot(W2, a1))
    loss = 0.5*np.sum((a2 - y)**2)
    delta2 = (a2 - y)*a2*(1 - a2)
    dW2 = np.outer(delta2, a1)
    delta1 = (W2.T @ delta2)*a1*(1 - a1)
    dW1 = np.outer(delta1, x)
    W1 -= 1*dW1
    W2 = W2 - dW2
"""

ROWS = """
X = np.array([[0.5, 0.3]])
Y = np.array([[0.23, -0.07]])
W1 = np.array([[0.2, -0.4], [0.5, 0.6]])
W2 = np.array([[0.1, -0.5], [-0.3, 0.8]])
def sig(z):
    return 1/(1 + np.exp(-z))
H = sig(X @ W1)
O = sig(H @ W2)
d2 = (O - Y)*O*(1 - O)
grad_W2 = H.T @ d2
d1 = (d2 @ W2.T)*H*(1 - H)
grad_W1 = X.T @ d1
"""


GRADIENTS = {f"dL/dw{i}" for i in range(1, 9)}
DELTAS = {f"dL/din_{unit}" for unit in ("h1", "h2", "o1", "o2")}
OUTPUTS = {f"out_{unit}" for unit in ("h1", "h2", "o1", "o2")}
UPDATES = {f"w{i}_new" for i in range(1, 9)}


@pytest.mark.parametrize(
    ("text", "lines"),
    [(VECTORS, OUTPUTS | DELTAS | GRADIENTS | UPDATES | {"L"}), (ROWS, OUTPUTS | DELTAS | GRADIENTS)],
)
def test_arrays_of_the_assignments_numbers(text, lines):
    marking, found = verdicts(text)
    assert marking.all_right, (found, marking.faults)
    assert {line for line in found if "@" not in line} == lines
    # A loop over iterations is followed into the second; each line there is right too.
    assert {line for line in found if "@" in line} in ({f"{line}@2" for line in lines}, set())


def test_a_matrix_that_is_not_transposed_is_found():
    marking, found = verdicts(VECTORS.replace("W2.T @ delta2", "W2 @ delta2"))
    wrong = {line for line, verdict in found.items() if verdict == "wrong"}
    assert wrong == {"dL/din_h1", "dL/din_h2"}
    assert {line for line, verdict in found.items() if verdict == "follows"} == {f"dL/dw{i}" for i in (1, 2, 3, 4)}
    assert marking.first.mistake.id == "transposed-weights"


def test_arrays_of_other_shapes_are_said():
    faults = check_text("nndl3", ROWS.replace("H @ W2", "H @ [[1, 2], [3, 4], [5, 6]]"), "py").faults
    assert faults[0].message == "a product of the shapes (1, 2) and (3, 2)"
