"""The rules by which the one change that makes a program right is found, each in the smallest program that needs it."""

import ast

import pytest

from symbp import load
from symbp.marking import Verdict, check_text
from symbp.marking.listing.repairing.edits import edits_of
from symbp.marking.listing.repairing.scopes import Scopes
from symbp.marking.listing.repairing.statements import statement_edits

PROGRAM = """\
import numpy as np
X = np.array([[0.4, -0.7], [0.1, 0.9]])
y = np.array([[0.35], [0.2]])
W1, W2 = np.random.randn(2, 3), np.random.randn(3, 1)
b1, b2 = np.zeros((1, 3)), np.zeros((1, 1))
def sigmoid(z): return 1/(1 + np.exp(-z))
def slope(a): return a*(1 - a)
class Net:
    def forward(self, x):
        self.h = sigmoid(x @ W1 + b1)
        return sigmoid(self.h @ W2 + b2)
net = Net()
for _ in range(1000):
    out = net.forward(X)
    loss = np.sum((out - y)**2)/(2*2)
    error = out - y
    d2 = error*slope(out)/2
    d1 = (d2 @ W2.T)*slope(net.h)
    grads = [net.h.T @ d2, X.T @ d1]
    W2 -= 0.5*grads[0]
    b2 -= 0.5*d2.sum(axis=0, keepdims=True)
    W1 -= 0.5*grads[1]
    b1 -= 0.5*d1.sum(axis=0, keepdims=True)
"""


@pytest.fixture(scope="module")
def assignment(tmp_path_factory):
    path = tmp_path_factory.mktemp("net") / "net.toml"
    path.write_text(
        """\
[network]
layers = [2, 3, 1]
activation = "sigmoid"
bias = "unit"
numbering = "matrix"
[loss]
name = "half-squared-error"
batch = "mean"
[data]
x = [[0.4, -0.7], [0.1, 0.9]]
y = [[0.35], [0.2]]
[parameters]
weights = [[[0.3, -0.2], [0.5, 0.1], [-0.4, 0.7]], [[0.2, -0.6, 0.9]]]
biases = [[0.1, -0.3, 0.2], [0.4]]
[training]
learning_rate = 0.5
"""
    )
    return load(path)


def wrong(assignment, old, new):
    assert PROGRAM.count(old) == 1
    marked = check_text(assignment, PROGRAM.replace(old, new), "py")
    found = [mark for mark in marked.marks if mark.verdict is Verdict.WRONG]
    places = {PROGRAM.replace(old, new).splitlines()[mark.at - 1].strip() for mark in found}
    return places, {mark.mistake.id for mark in found if mark.mistake is not None}


def test_the_program_is_right(assignment):
    marked = check_text(assignment, PROGRAM, "py")
    assert marked.marks
    assert not [mark for mark in marked.marks if mark.verdict is Verdict.WRONG]


@pytest.mark.parametrize(
    ("old", "new", "place", "name"),
    [
        pytest.param("slope(out)/2", "1/2", "d2 = ", "slope-left-out", id="in the delta, not in what is made of it"),
        pytest.param("d2 = error*slope(out)/2", "d2 = error*slope(out)", "error = ", "normalisation", id="the mean"),
        pytest.param("slope(net.h)", "(1 - net.h)", "d1 = ", "half-of-slope", id="half of a slope"),
        pytest.param("[net.h.T @ d2,", "[net.h.T @ (d2/3),", "grads = ", "normalisation", id="a division too many"),
        pytest.param("@ W2.T", "@ (W2 - 0.5*(net.h.T @ d2)).T", "d1 = ", "updated-weights", id="a step too early"),
        pytest.param("b2 -= 0.5*d2.sum(axis=0, keepdims=True)", "b2 -= 0.5*d2", "b2 -= ", None, id="a shape"),
    ],
)
def test_the_place_and_the_name(assignment, old, new, place, name):
    places, names = wrong(assignment, old, new)
    if name is None:
        # NumPy refuses it: nothing may be said to be wrong elsewhere.
        assert not places - {line for line in places if line.startswith(place)}
        return
    assert any(line.startswith(place) for line in places), places
    assert len(places) == 1
    assert name in names


def test_a_change_never_puts_an_expression_into_itself():
    tree = ast.parse("a = x[k:k + n]\nb = k + n\nc = x[k:k + n]*w\n")
    for statement in tree.body:
        for edit in edits_of(statement, Scopes(tree, 2).of(statement)):
            with edit.applied():
                assert len(ast.dump(tree)) < 10_000


def test_a_statement_is_not_moved_behind_what_needs_it():
    tree = ast.parse("def f(w, x):\n    d = x*w\n    g = d*x\n    w = w - g\n")
    moved = [ast.unparse(edit.statement) for edit in statement_edits(tree) if edit.kind == "late"]
    assert "d = x * w" not in moved
    tree = ast.parse("def f(w, x):\n    w = w - x\n    g = w*x\n")
    assert [ast.unparse(edit.statement) for edit in statement_edits(tree) if edit.kind == "late"] == ["w = w - x"]


def test_a_function_that_is_never_called_may_be_the_one_that_is_missing():
    tree = ast.parse("def f(x):\n    return x*x\ndef g(x):\n    return 2*x\ny = f(a)\n")
    changes = edits_of(tree.body[-1], Scopes(tree, 2).of(tree.body[-1]))
    assert "g(a)" in {ast.unparse(edit.new) for edit in changes}
