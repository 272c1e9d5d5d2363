"""What a program does otherwise than the assignment without a mistake is said, and nothing of it is wrong."""

import pytest

from symbp.marking import Verdict, check_text

PROGRAM = """
import numpy as np
x = np.array([[0.5, 0.3]])
y = np.array([[0.23, -0.07]])
W1 = np.array([[0.2, -0.4], [0.5, 0.6]])
W2 = np.array([[0.1, -0.5], [-0.3, 0.8]])
def f(z):
    return 1/(1 + np.exp(-z))
eta = 1
for i in range(100):
    z1 = x @ W1
    a1 = f(z1)
    z2 = a1 @ W2
    a2 = f(z2)
    e = a2 - y
    d2 = e*a2*(1 - a2)
    d1 = (d2 @ W2.T)*a1*(1 - a1)
    dW2 = a1.T @ d2
    dW1 = x.T @ d1
    W2 -= eta*dW2
    W1 -= eta*dW1
"""

CONVENTIONS = {
    "the gradients are 2 times": [("dW2 = a1", "dW2 = 2*a1"), ("dW1 = x", "dW1 = 2*x")],
    "the gradients are 3 times": [("d2 = e", "d2 = 3*e")],
    "which has the learning rate 1: the same as with 0.5": [("eta*dW2", "0.5*dW2"), ("eta*dW1", "0.5*dW1")],
    "eta is 0.2; the assignment has 1": [("eta = 1", "eta = 0.2")],
    "a decay of the weights": [("eta*dW2", "eta*(dW2 + 0.01*W2)"), ("eta*dW1", "eta*(dW1 + 0.01*W1)")],
    "target − output": [("e = a2 - y", "e = y - a2"), ("W2 -=", "W2 +="), ("W1 -=", "W1 +=")],
}


def changed(changes):
    text = PROGRAM
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def test_a_program_that_does_the_same_has_no_remark():
    marking = check_text("nndl3", PROGRAM, "py")
    assert marking.all_right
    assert marking.remarks == ()


@pytest.mark.parametrize("said", CONVENTIONS)
def test_a_convention_is_right_and_said(said):
    marking = check_text("nndl3", changed(CONVENTIONS[said]), "py")
    assert marking.all_right
    assert any(said in remark for remark in marking.remarks), marking.remarks


def test_momentum_is_said():
    text = changed([("eta*dW2", "eta*v2"), ("eta*dW1", "eta*v1"), ("eta = 1", "eta = 1\nv1 = v2 = 0")])
    text = text.replace("    W2 -=", "    v2 = 0.9*v2 + dW2\n    v1 = 0.9*v1 + dW1\n    W2 -=")
    marking = check_text("nndl3", text, "py")
    assert not [mark for mark in marking.marks if mark.verdict is Verdict.WRONG]
    assert any("momentum" in remark for remark in marking.remarks)


def test_a_factor_and_a_slip_are_a_slip():
    slip = ("d2 @ W2.T", "d2 @ W2")
    for changes in (
        [slip, ("eta*dW2", "3*dW2"), ("eta*dW1", "3*dW1")],
        [slip, ("e = a2 - y", "e = y - a2"), ("W2 -= eta*", "W2 += 2*"), ("W1 -= eta*", "W1 += 2*")],
    ):
        marking = check_text("nndl3", changed(changes), "py")
        assert marking.score < 1
        assert any(mark.mistake is not None for mark in marking.marks)
