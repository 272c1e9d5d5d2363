"""Numerically stable forms: the same values, and finite wherever the value is."""

import functools
import importlib
import math
import sys
from dataclasses import replace

import numpy as np
import pytest
import sympy as sp

from symbp import derive, load, parse, table
from symbp.activations import activations
from symbp.code.languages import languages
from symbp.code.matrices import code
from symbp.code.program import program
from symbp.contract.running import differences, printed, runner
from symbp.exporting import exported
from symbp.general import architecture_of, general
from symbp.losses import losses
from symbp.spec.assignment import Carry
from symbp.spec.dense import to_arrays
from symbp.stable import STABLE, stable
from symbp.training import train

X, Y = sp.symbols("x y", real=True)
LAYER = (X, Y)


def over_layer(term):
    return sp.Add(*map(term, LAYER))


def number(expr, x, y):
    """An expression in double precision, its stable functions by their definitions."""
    named = {
        "softplus": lambda z: np.logaddexp(0, z),
        "softmax": lambda z: np.exp(z - np.logaddexp(x, y)),
        "log_softmax": lambda z: z - np.logaddexp(x, y),
        "largest": lambda *z: functools.reduce(np.maximum, z),
    }
    with np.errstate(over="ignore"):
        return float(sp.lambdify(LAYER, expr, [named, "numpy"])(np.float64(x), np.float64(y)))


POINTS = [(0.3, -1.2), (2.0, 2.0), (-5.5, 4.25), (0.0, 0.0)]


@pytest.mark.parametrize("form", STABLE.values(), ids=list(STABLE))
@pytest.mark.parametrize(("x", "y"), POINTS)
def test_every_form_is_what_is_written(form, x, y):
    written = form.written(X, over_layer)
    value = number(written, x, y)
    if form.value is not None:
        assert number(form.value(X), x, y) == pytest.approx(value, rel=1e-14)
    if form.logarithm is not None:
        assert number(form.logarithm(X), x, y) == pytest.approx(math.log(value), rel=1e-13)
    if form.complement is not None:
        assert number(form.complement(X), x, y) == pytest.approx(math.log1p(-value), rel=1e-13)


def test_every_form_is_named_by_an_activation_that_is_written_so():
    naming = [record for record in activations.values() if record.stable]
    assert {record.stable for record in naming} == set(STABLE)
    for record in naming:
        assert STABLE[record.stable].written(X, over_layer) == record.expression(X, over_layer, record.options)


e = X - Y
COSH = sp.log((sp.exp(e) + sp.exp(-e)) / 2)
TANH = (sp.exp(X) - sp.exp(-X)) / (sp.exp(X) + sp.exp(-X))
SWISH = X / (1 + sp.exp(-X))
MISH = X * sp.tanh(sp.log(1 + sp.exp(X)))
SOFT = sp.exp(X) / (sp.exp(X) + sp.exp(Y))
SEVERAL = sp.log(1 + 2 * sp.exp(X) + sp.exp(2 * Y))
MADE_OF_EXPONENTIALS = [COSH, sp.log(sp.cosh(e)), TANH, SWISH, MISH, SOFT, sp.log(SOFT), SEVERAL, sp.sqrt(1 + SOFT)]


@pytest.mark.parametrize("expr", MADE_OF_EXPONENTIALS, ids=str)
@pytest.mark.parametrize("by", [None, X, Y])
def test_whatever_is_made_of_exponentials_keeps_its_value_and_its_range(expr, by):
    expr = expr if by is None else sp.diff(expr, by)
    for x, y in POINTS:
        assert number(stable(expr), x, y) == pytest.approx(number(expr, x, y), rel=1e-12, abs=1e-14)
    for x, y in [(1e4, -1e4), (-1e4, 1e4), (1e4, 1e4), (-1e4, -1e4), (1e4, 0), (-1e4, 0), (0, 1e4)]:
        exact = float(sp.N(expr.xreplace({X: sp.Integer(int(x)), Y: sp.Integer(int(y))}), 30, maxn=20_000))
        assert number(stable(expr), x, y) == pytest.approx(exact, rel=1e-12, abs=1e-14)


def test_what_has_no_exponential_and_what_is_stable_stays_as_it_is():
    for expr in (X * Y, sp.tanh(X), 1 / (1 + sp.exp(-X)), sp.exp(-X) * Y, sp.exp(X), X + sp.exp(Y), sp.log(X)):
        assert stable(expr) == expr


# -- one file of a user --------------------------------------------------------------------

LOG_COSH = '''"""Log-cosh: the sum of ln cosh(o - y), written in exponentials."""

import numpy as np
import sympy as sp

from symbp.losses.base import Loss

LOG_COSH = Loss(
    name="my-log-cosh",
    title="my-log-cosh",
    term=lambda o, y, p, options: sp.log((sp.exp(o - y) + sp.exp(y - o)) / 2),
    values=lambda o, y, options: (np.logaddexp(o - y, y - o) - np.log(2)).sum(axis=0),
    gradient=lambda o, y, options: np.tanh(o - y),
    least_at_target=True,
    source="a user",
)
'''
SWISH_FILE = '''"""Swish: z times its sigmoid."""

import numpy as np
import sympy as sp

from symbp.activations.base import Activation


def _sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


SWISH = Activation(
    name="my-swish",
    title="my-swish",
    expression=lambda z, total, options: z / (1 + sp.exp(-z)),
    forward=lambda z, options: z * _sigmoid(z),
    vjp=lambda z, a, upstream, options: upstream * (_sigmoid(z) + z * _sigmoid(z) * _sigmoid(-z)),
    source="Ramachandran, Zoph & Le (2017)",
)
'''


@pytest.fixture
def added(tmp_path, monkeypatch):
    """A loss and an activation, each a file of one's own."""
    for registry, word, text in ((losses, "my_log_cosh", LOG_COSH), (activations, "my_swish", SWISH_FILE)):
        (tmp_path / f"own_{word}.py").write_text(text, "utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.setattr(registry, "_things", dict(registry._things))
        monkeypatch.setattr(registry, "_registered", set())
        module = importlib.import_module(f"own_{word}")
        monkeypatch.delitem(sys.modules, module.__name__)
        registry.register(registry.found(word.replace("_", "-"), module, module.__name__))


TEXT = """
[network]
layers = [1, 2, 2]
activation = ["{activation}", "identity"]
[loss]
name = "my-log-cosh"
[data]
x = [[1]{more_x}]
y = [[0.5, -0.25]{more_y}]
[parameters]
weights = {weights}
[training]
learning_rate = 0.5
"""
FAR = [
    [1e4, -1e4, 1, 1, 1, -1],
    [0.5, -0.25, 1e4, 0, 0, -1e4],
    [-1e4, 30, 1, 1e4, -1, 2],
    [0.3, 0.1, 0.2, -0.4, 0.7, 2],
]


def cases():
    for activation in ("my-swish", "tanh"):
        for i, weights in enumerate(FAR):
            written = [f"{weight:g}" for weight in weights]
            several = (
                {"more_x": ", [-0.5]", "more_y": ", [3, 4]"} if i == len(FAR) - 1 else {"more_x": "", "more_y": ""}
            )
            text = TEXT.format(activation=activation, weights=str(written).replace("'", ""), **several)
            yield parse(text, name=f"{activation}{i}")


def proven(case):
    """The numbers that a program prints, from the proven table; so far out that only exact lines can be carried on."""
    rows = table(derive(case), case, digits=17, rounding=replace(case.rounding, decimals=60, carry=Carry.EXACT))
    steps = derive(case)
    names = ["L", *(step.name for step in steps if step.kind in ("gradient", "update"))]
    return {name: float(rows[name].value) for name in names}


@pytest.mark.long
@pytest.mark.usefixtures("added")
@pytest.mark.parametrize("target", languages)
def test_a_loss_and_an_activation_of_a_user_stay_in_range_in_every_language(target, tmp_path):
    run = runner(target)
    assignments, files = list(cases()), []
    for case in assignments:
        for name, content in exported(case, target).items():
            (tmp_path / name).write_bytes(content)
            files.append(tmp_path / name)
    found = printed(run(files, tmp_path))
    for case, file in zip(assignments, files, strict=True):
        assert not differences(found[file.stem], proven(case)), case.name


@pytest.mark.usefixtures("added")
@pytest.mark.parametrize("library", ["numpy", pytest.param("torch", marks=pytest.mark.long)])
def test_and_so_in_matrices(library):
    module = pytest.importorskip(library)
    for case in cases():
        dense, scope = to_arrays(case), {}
        exec(code(general(architecture_of(dense)), library), scope)  # noqa: S102 - our own text
        given = {**dense.arrays, "X": dense.x, "Y": dense.y}
        given = {name: module.asarray(array) for name, array in given.items()}
        with np.errstate(all="ignore"):
            loss, gradients = scope["loss_and_gradients"](**given)
        wanted = proven(case)
        assert float(loss) == pytest.approx(wanted["L"], rel=1e-12)
        for link in case.network.connections:
            found = gradients[f"W{link.target.layer}"][link.target.index - 1, link.source.index - 1]
            assert float(found) == pytest.approx(wanted[f"dL/d{link.name}"], rel=1e-12, abs=1e-15)


@pytest.mark.usefixtures("added")
def test_and_so_in_training():
    for case in cases():
        (first,) = train(case, 1).iterations
        wanted = proven(case)
        assert first.loss == pytest.approx(wanted["L"], rel=1e-12)
        assert first.gradients == pytest.approx({n: wanted[f"dL/d{n}"] for n in first.gradients}, rel=1e-12, abs=1e-15)


@pytest.mark.usefixtures("added")
def test_a_gradient_takes_the_largest_exponent_from_the_loss():
    lines = {line.name: line for line in program(next(cases())).lines}
    backward = lines["dL/dout_o1"].uses | lines["dL/dout_o2"].uses
    for each in (lines["L"].uses, backward):
        assert {name for name in each if "[" in name} == {"largest[L]", "largest[L,2]"}


def test_a_softmax_with_a_mistake_in_it_is_none():
    from symbp.code.stable import stable_lines
    from symbp.steps import Derivation

    steps = derive(load("softmax-squared-error")).steps
    wrong = [replace(s, expr=2 * s.expr) if s.why == "softmax" and s.kind == "act" else s for s in steps]
    asked = [s.name for s in steps if s.why == "softmax" and s.kind == "act"]
    assert asked
    right = {line.name for line in stable_lines(Derivation(steps), asked)}
    changed = {line.name: line for line in stable_lines(Derivation(tuple(wrong)), asked)}
    assert any(name.startswith("sum_exp") for name in right)
    assert not any(name.startswith("sum_exp") for name in changed)
    assert all(any(use.startswith("largest") for use in changed[name].uses) for name in asked)
