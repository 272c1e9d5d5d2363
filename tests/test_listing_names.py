"""A program may call its parameters, data and optimizer as it likes: shapes and steps say what they are."""

import pytest

from symbp.marking import Verdict, check_text
from symbp.spec import parse

NET = """
[network]
layers = [2, 3, 1]
activation = ["tanh", "sigmoid"]
bias = "unit"
numbering = "matrix"
[loss]
name = "squared-error"
outputs = "half-sum"
batch = "sum"
[data]
x = [[0, 0], [0, 1], [1, 0], [1, 1]]
y = [[0], [1], [1], [0]]
[parameters]
weights = [[[0.1, -0.4], [0.7, 0.2], [-0.3, 0.6]], [[0.5, -0.8, 0.9]]]
biases = [[0.11, -0.13, 0.17], [0.19]]
[training]
learning_rate = 0.3
"""

ROWS = """
import numpy as np
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
T = np.array([[0], [1], [1], [0]])
V = np.random.randn(2, 3)
c = np.zeros((1, 3))
U = np.random.randn(3, 1)
d = np.zeros((1, 1))
for epoch in range(5000):
    H = np.tanh(X @ V + c)
    O = logistic(H @ U + d)
    delta = (O - T) * O * (1 - O)
    back = delta @ U.T * (1 - H**2)
    U -= 0.3 * H.T @ delta
    d -= 0.3 * delta.sum(axis=0, keepdims=True)
    V = V - 0.3 * X.T @ back
    c -= 0.3 * back.sum(axis=0, keepdims=True)
"""

COLUMNS = """
import numpy as np
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]).T
T = np.array([[0, 1, 1, 0]])
V = np.random.randn(3, 2)
shift = np.random.randn(3, 1)
U = np.random.randn(1, 3)
offset = np.random.randn(1, 1)
for epoch in range(5000):
    H = np.tanh(V @ X + shift)
    O = 1 / (1 + np.exp(-(U @ H + offset)))
    delta = (O - T) * O * (1 - O)
    back = U.T @ delta * (1 - H**2)
    U -= 0.3 * delta @ H.T
    offset -= 0.3 * delta.sum(axis=1, keepdims=True)
    V -= 0.3 * back @ X.T
    shift -= 0.3 * back.sum(axis=1, keepdims=True)
"""

SUMS = """
import numpy as np
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
T = np.array([[0], [1], [1], [0]])
W1 = np.random.randn(2, 3)
b1 = np.random.randn(1, 3)
W2 = np.random.randn(3, 1)
b2 = np.random.randn(1, 1)
for epoch in range(5000):
    H = np.tanh(X @ W1 + b1)
    O = 1 / (1 + np.exp(-(H @ W2 + b2)))
    delta = (O - T) * O * (1 - O)
    back = delta @ W2.T * (1 - H**2)
    total = np.zeros((1, 3))
    for row in back:
        total -= -row
    W2 -= 0.3 * H.T @ delta
    b2 -= 0.3 * delta.sum(axis=0, keepdims=True)
    W1 -= 0.3 * X.T @ back
    b1 -= 0.3 * total
"""

TORCH = """
import torch
from torch import nn
points = torch.rand(4, 2)
marks = torch.rand(4, 1)
model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1), nn.Sigmoid())
loss_fn = nn.MSELoss(reduction="sum")
trainer = torch.optim.SGD(model.parameters(), lr=0.3)
for step in range(100):
    trainer.zero_grad()
    loss = loss_fn(model(points), marks) / 2
    loss.backward()
    trainer.step()
"""

PROGRAMS = [ROWS, ROWS.replace("np.zeros", "np.random.randn"), COLUMNS, SUMS, TORCH]


@pytest.mark.parametrize("program", PROGRAMS, ids=["zeros", "random", "columns", "sums", "torch"])
def test_a_right_program_is_right_whatever_it_calls_things(program):
    marking = check_text(parse(NET), program, "py")
    assert not marking.faults
    assert {mark.verdict for mark in marking.marks} == {Verdict.RIGHT}
    biases = [mark for mark in marking.marks if mark.line.startswith("b_h1_new")]
    assert biases


@pytest.mark.parametrize(
    ("program", "old", "new", "line", "mistake"),
    [
        (ROWS, "(1 - H**2)", "(1 - H)", 13, "wrong-slope"),
        (ROWS, "delta.sum(axis=0", "delta.mean(axis=0", 15, "normalisation"),
        (COLUMNS, "(1 - H**2)", "H", 13, "wrong-slope"),
        (TORCH, "    trainer.zero_grad()\n", "", 12, "gradients-not-zeroed"),
    ],
)
def test_a_bug_in_one_is_found(program, old, new, line, mistake):
    assert program.count(old) == 1
    marking = check_text(parse(NET), program.replace(old, new), "py")
    wrong = [mark for mark in marking.marks if mark.verdict is Verdict.WRONG]
    assert wrong[0].at == line
    assert {mark.mistake.id for mark in wrong if mark.mistake is not None} == {mistake}
