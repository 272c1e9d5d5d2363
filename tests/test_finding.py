"""The network of a program that nobody has said anything about: ``symbp check`` and ``symbp import`` of a program."""

from __future__ import annotations

import corpus
import pytest
from terminal import run

from symbp import load
from symbp.errors import SpecError
from symbp.exporting import export
from symbp.finding import find_assignment

XOR = """
import numpy as np

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
T = np.array([[0], [1], [1], [0]])
rng = np.random.default_rng(1)
W1 = rng.normal(size=(2, 3))
b1 = np.zeros((1, 3))
W2 = rng.normal(size=(3, 1))
b2 = np.zeros((1, 1))
lr = 0.25

for epoch in range(5000):
    H = np.tanh(X @ W1 + b1)
    O = 1 / (1 + np.exp(-(H @ W2 + b2)))
    delta = (O - T) * O * (1 - O)
    back = delta @ W2.T * (1 - H**2)
    W2 -= lr * H.T @ delta
    b2 -= lr * delta.sum(axis=0, keepdims=True)
    W1 -= lr * X.T @ back
    b1 -= lr * back.sum(axis=0, keepdims=True)
"""

NUMBERS = """
from math import exp
x1, x2 = 0.5, -0.3
y1 = 0.9
w1, w2, w3, w4 = 0.1, 0.2, -0.4, 0.7
w5, w6 = 0.3, -0.6
s = lambda v: 1 / (1 + exp(-v))
h1 = s(w1 * x1 + w2 * x2)
h2 = s(w3 * x1 + w4 * x2)
o1 = s(w5 * h1 + w6 * h2)
d = (o1 - y1) * o1 * (1 - o1)
g1 = d * w5 * h1 * (1 - h1)
g2 = d * w6 * h2 * (1 - h2)
w5 -= 0.5 * d * h1
w6 -= 0.5 * d * h2
w1 -= 0.5 * g1 * x1
w2 -= 0.5 * g1 * x2
w3 -= 0.5 * g2 * x1
w4 -= 0.5 * g2 * x2
"""

TORCH = """
import torch
from torch import nn

X = torch.tensor([[0.2, 0.7, -0.1], [0.9, -0.3, 0.4]])
y = torch.tensor([[0.1, 0.3], [0.8, -0.2]])
model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
loss_fn = nn.MSELoss(reduction="sum")
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
for step in range(100):
    loss = loss_fn(model(X), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""


def sizes(assignment):
    return [len(layer) for layer in assignment.network.layers]


@pytest.mark.parametrize(("program", "layers"), [(XOR, [2, 3, 1]), (NUMBERS, [2, 2, 1]), (TORCH, [3, 4, 2])])
def test_a_right_program_is_proven_to_train_the_network_that_is_found(program, layers):
    found = find_assignment(program)
    assert sizes(found.assignment) == layers
    assert found.proven


def test_what_the_program_shows_is_taken_and_said():
    found = find_assignment(NUMBERS)
    assert '["0.5", "-0.3"]' in found.text
    assert '"0.1", "0.2", "-0.4", "0.7", "0.3", "-0.6"' in found.text
    assert [sentence.at for sentence in found.taken] == [
        "finding.network",
        "finding.data",
        "finding.weights",
        "finding.fit",
    ]
    assert dict(found.taken[1].values)["shown"]
    assert not dict(find_assignment(XOR).taken[2].values)["shown"]


def test_a_bug_is_named_without_an_assignment(tmp_path):
    program = tmp_path / "xor.py"
    program.write_text(XOR.replace("(1 - H**2)", "(1 - H)"))
    done = run("check", program)
    assert done.returncode == 1
    assert "xor: " in done.stdout
    assert "back = delta @ W2.T * (1 - H ** 2)" in done.stdout
    assert "The network 2-3-1" in done.stderr


def test_an_assignment_is_written_of_a_program(tmp_path):
    program = tmp_path / "xor.py"
    program.write_text(XOR)
    done = run("import", program, "--out", tmp_path)
    assert sizes(load(tmp_path / "xor.toml")) == [2, 3, 1]
    assert done.stdout.strip() == str(tmp_path / "xor.toml")


@pytest.mark.parametrize("text", ["print('hello')", "x = (", "import os\nos.remove('a')", "w = 1\n" * 5_000])
def test_what_has_no_network_is_refused(text):
    with pytest.raises(SpecError):
        find_assignment(text)


@pytest.mark.slow
def test_networks_are_found_in_most_programs_of_the_corpus():
    """Where the program shows its sizes: those of the assignment; what is said to be proven is so."""
    right = proven = 0
    for program in corpus.programs():
        try:
            found = find_assignment(program.text)
        except SpecError:
            continue
        agrees = sizes(found.assignment) == sizes(corpus.assignment(program.net))
        right += agrees
        proven += found.proven
        assert agrees or not found.proven, program.file
    assert right >= 0.6 * len(corpus.programs())
    assert proven >= 0.4 * len(corpus.programs())


@pytest.mark.parametrize("target", ["python", "numpy"])
def test_the_network_of_our_own_programs_is_found(target, tmp_path):
    [path, *_] = export(load("nndl3"), [target], tmp_path)
    assert sizes(find_assignment(path.read_text()).assignment) == [2, 2, 2]
