"""Every activation and every loss in a network: proven, in lines and in matrices, and in range far from zero."""

import math
from dataclasses import replace

import numpy as np
import pytest

from symbp import derive, parse, table, train, verify
from symbp.activations import activations
from symbp.code.matrices import code
from symbp.contract import things
from symbp.contract.nets import ANYWHERE
from symbp.contract.running import differences, printed, runner
from symbp.exporting import exported
from symbp.general import architecture_of, general
from symbp.losses import losses
from symbp.losses.base import Targets
from symbp.spec.assignment import Carry
from symbp.spec.dense import to_arrays

pytestmark = pytest.mark.long

TEXT = """
[network]
layers = [1, 2, 2]
activation = ["{activation}", "{last}"]
[loss]
name = "{loss}"
[data]
x = [[1]]
{targets}
[parameters]
weights = {weights}
[training]
learning_rate = 0.5
"""
NEAR = [0.3, 0.1, 0.2, -0.4, 0.7, 2]
FAR = [[1e4, -1e4, 1, 1, 1, -1], [0.5, -0.25, 1e4, 0, 0, -1e4], [-1e4, 30, 1, 1e4, -1, 2], NEAR]
ALL = [
    *(pytest.param(name, "identity", "squared-error", id=name) for name in things(activations)),
    *(pytest.param("tanh", "identity", name, id=name) for name in things(losses) if name in ANYWHERE),
    *(pytest.param("tanh", "sigmoid", name, id=name) for name in things(losses) if name not in ANYWHERE),
]
EVERY = pytest.mark.parametrize(("activation", "last", "loss"), ALL)


def cases(activation, last, loss):
    """Networks with weights up to 10,000; where an output has to be a probability, with small ones."""
    targets = "" if losses[loss].targets is Targets.NONE else "y = [[0.75, 0.25]]"
    for i, weights in enumerate(FAR if last == "identity" else [NEAR]):
        written = str([f"{weight:g}" for weight in weights]).replace("'", "")
        yield parse(
            TEXT.format(activation=activation, last=last, loss=loss, weights=written, targets=targets), name=f"far{i}"
        )


def proven(case):
    """The numbers that a program prints, from the proven table; so far out that only exact lines can be carried on."""
    steps = derive(case)
    rows = table(steps, case, digits=17, rounding=replace(case.rounding, decimals=60, carry=Carry.EXACT))
    names = ["L", *(step.name for step in steps if step.kind in ("gradient", "update"))]
    return {name: float(rows[name].value) for name in names}


@EVERY
def test_every_line_is_proven(activation, last, loss):
    """All proofs hold for a network of two layers with the activation or the loss in it."""
    assert verify(list(cases(activation, last, loss))[-1]).holds


@EVERY
def test_a_program_stays_in_range(activation, last, loss, tmp_path):
    """An exported Python program prints the proven numbers, however far out the weights are."""
    every, files = list(cases(activation, last, loss)), []
    for case in every:
        for name, content in exported(case, "python").items():
            (tmp_path / name).write_bytes(content)
            files.append(tmp_path / name)
    found = printed(runner("python")(files, tmp_path))
    for case, file in zip(every, files, strict=True):
        assert not differences(found[file.stem], proven(case)), case.name


@EVERY
def test_and_so_in_matrices_and_in_training(activation, last, loss):
    """The program in matrices and the training have the proven loss and gradients too."""
    for case in cases(activation, last, loss):
        wanted, dense, scope = proven(case), to_arrays(case), {}
        exec(code(general(architecture_of(dense)), "numpy"), scope)  # noqa: S102 - our own text
        with np.errstate(all="ignore"):
            value, gradients = scope["loss_and_gradients"](**{**dense.arrays, "X": dense.x, "Y": dense.y})
        (first,) = train(case, 1).iterations
        assert float(value) == pytest.approx(wanted["L"], rel=1e-12, abs=1e-15)
        assert first.loss == pytest.approx(wanted["L"], rel=1e-12, abs=1e-15)
        for link in case.network.connections:
            right = wanted[f"dL/d{link.name}"]
            found = gradients[f"W{link.target.layer}"][link.target.index - 1, link.source.index - 1]
            assert float(found) == pytest.approx(right, rel=1e-12, abs=1e-15)
            assert first.gradients[link.name] == pytest.approx(right, rel=1e-12, abs=1e-15)
        assert math.isfinite(first.loss)
