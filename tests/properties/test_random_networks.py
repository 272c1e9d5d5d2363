"""Random networks: every judge agrees, every table works out, every formula reads back."""

import importlib.util
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import assume, given, settings
from latex_reader import read
from pages import said

from symbp import derive, parse, table
from symbp.contract.nets import assignments
from symbp.errors import PrecisionError
from symbp.formula import typeset
from symbp.formula.calculator import work_out
from symbp.formula.layout import read as layout
from symbp.formula.scripts import latex
from symbp.numpy_reference import numpy_values
from symbp.spec import Rounding
from symbp.spec.assignment import Carry
from symbp.steps import Kind
from symbp.values import by_hand, proven_digits, reachable
from symbp.values.rounding import Figures, rounded

pytestmark = pytest.mark.long


def loaded(text):
    assignment = parse(text)
    derivation = derive(assignment)
    givens = {name: number.value for name, number in assignment.numbers.items()}
    return assignment, derivation, givens


def proven_or_skipped(derivation, givens, digits=20):
    try:
        return proven_digits(derivation, givens, digits)
    except PrecisionError:
        # A saturated probability of exactly 0 or 1 has no logarithm: nothing to compare.
        assume(condition=False)
        raise


@given(assignments())
def test_every_line_agrees_with_numpy(drawn):
    assignment, derivation, givens = loaded(drawn[0])
    proven = proven_or_skipped(derivation, givens)
    machine = numpy_values(assignment)
    for name, value in proven.items():
        truth = float((value.low + value.high) / 2)
        assert machine[name] == pytest.approx(truth, rel=1e-7, abs=1e-9), name


@given(assignments(widest=2, most_samples=1))
def test_gradients_agree_with_sympy_at_the_point(drawn):
    from symbp.proof import _against_diff

    assignment, derivation, givens = loaded(drawn[0])
    proven_or_skipped(derivation, givens)
    # Twelve decimals: with four, a probability of 0.99996 is carried on as 1, which has no logarithm.
    check = _against_diff(table(derivation, assignment, rounding=Rounding(decimals=12)))
    assert check.holds is not False, said(check)


@given(assignments(widest=2, deepest=2))
def test_tables_work_out_under_every_policy(drawn):
    assignment, derivation, givens = loaded(drawn[0])
    proven_or_skipped(derivation, givens)
    for rounding in (
        Rounding(decimals=3),
        Rounding(decimals=4, carry=Carry.EXACT),
        Rounding(decimals=None, significant=3),
    ):
        try:
            worked = table(derivation, assignment, rounding=rounding)
        except PrecisionError:
            continue  # rounding has carried a probability to 0 or 1
        for step in derivation:
            if step.expr is not None and not worked.hand[step.name].tie:
                made = rounded(Fraction(work_out(worked.substitute(step.name))), Figures.of(rounding))
                assert made.value == worked.hand[step.name].rounded.value, step.name


@given(assignments(widest=2, deepest=2))
def test_honest_rounding_stays_within_the_reachable(drawn):
    _, derivation, givens = loaded(drawn[0])
    proven_or_skipped(derivation, givens)
    rounding = Rounding(decimals=4)
    try:
        limits, hand = reachable(derivation, givens, rounding), by_hand(derivation, givens, rounding)
    except PrecisionError:
        return
    for name, value in hand.items():
        low, high = limits[name]
        assert low <= value.rounded.value <= high, name


@settings(max_examples=15)
@given(assignments(widest=3, deepest=3))
def test_printed_formulas_read_back(drawn):
    _, derivation, _ = loaded(drawn[0])
    index = {step.name: f"x_{{{i}}}" for i, step in enumerate(derivation)}
    names = {sp.Symbol(tex, real=True): sp.Symbol(name, real=True) for name, tex in index.items()}
    for step in derivation:
        if step.expr is None or step.expr.has(sp.Piecewise):
            continue
        formula = typeset.write(derivation.arranged(step.expr), lambda each: layout(index[each]))
        back = read(latex.write(formula)).xreplace(names)
        point = {s: sp.Rational(3 + i, 17 + i) for i, s in enumerate(sorted(step.expr.free_symbols, key=str))}
        assert abs(sp.N((back - step.expr).subs(point), 25)) < 1e-20, step.name


TORCH_ACTIVATION = {
    "identity": lambda torch, z: z,
    "sigmoid": lambda torch, z: torch.sigmoid(z),
    "tanh": lambda torch, z: torch.tanh(z),
    "relu": lambda torch, z: torch.relu(z),
    "leaky-relu": lambda torch, z: torch.nn.functional.leaky_relu(z, 0.01),
    "softplus": lambda torch, z: torch.nn.functional.softplus(z, threshold=1e9),
    "softmax": lambda torch, z: torch.softmax(z, dim=1),
    "elu": lambda torch, z: torch.nn.functional.elu(z),
    "silu": lambda torch, z: torch.nn.functional.silu(z),
    "gelu": lambda torch, z: torch.nn.functional.gelu(z),
    "gelu-tanh": lambda torch, z: torch.nn.functional.gelu(z, approximate="tanh"),
    "softsign": lambda torch, z: torch.nn.functional.softsign(z),
    "hard-sigmoid": lambda torch, z: torch.nn.functional.hardsigmoid(z),
    "square": lambda torch, z: torch.square(z),
    "step": lambda torch, z: torch.heaviside(z.detach(), torch.ones_like(z)) + 0 * z,
}
TORCH_LOSS = {
    "squared-error": lambda torch, a, y: (a - y) ** 2,
    "absolute-error": lambda torch, a, y: (a - y).abs(),
    "huber": lambda torch, a, y: torch.nn.functional.huber_loss(a, y, reduction="none"),
    "binary-cross-entropy": lambda torch, a, y: -(y * a.log() + (1 - y) * (1 - a).log()),
    "binary-cross-entropy-with-logits": lambda torch, a, y: torch.nn.functional.binary_cross_entropy_with_logits(
        a, y, reduction="none"
    ),
    "cross-entropy": lambda torch, a, y: -(y * a.log()),
    "softmax-cross-entropy": lambda torch, a, y: -(y * torch.log_softmax(a, dim=1)),
    "hinge": lambda torch, a, y: torch.relu(1 - y * a),
    "log-cosh": lambda torch, a, y: torch.log(torch.cosh(a - y)),
    "focal": lambda torch, a, y: -(y * (1 - a) ** 2 * a.log() + (1 - y) * a**2 * (1 - a).log()),
    "kl-divergence": lambda torch, a, y: torch.nn.functional.kl_div(a.log(), y, reduction="none"),
}


@pytest.mark.skipif(not importlib.util.find_spec("torch"), reason="torch is not installed; .ci/run installs it")
@given(assignments())
def test_gradients_agree_with_torch(drawn):
    import torch

    assignment, derivation, givens = loaded(drawn[0])
    proven = proven_or_skipped(derivation, givens)
    network, double = assignment.network, torch.float64
    tensors = {
        name: torch.tensor(float(n.value), dtype=double, requires_grad=True)
        for name, n in assignment.parameters.items()
    }
    a = torch.tensor([[float(n.value) for n in sample.x] for sample in assignment.samples], dtype=double)
    y = torch.tensor([[float(n.value) for n in sample.y] for sample in assignment.samples], dtype=double)
    for layer in network.layers[1:]:
        columns = []
        for unit in layer:
            z = sum(tensors[c.name] * a[:, c.source.index - 1] for c in network.incoming[unit.name])
            if unit.name in network.bias_of:
                z = z + network.bias_sign * tensors[network.bias_of[unit.name].name]
            columns.append(z)
        z = torch.stack(columns, dim=1)
        kinks = layer[0].activation in ("relu", "leaky-relu") and bool((z == 0).any())
        assume(not kinks)
        a = TORCH_ACTIVATION[layer[0].activation](torch, z)
    shares = TORCH_LOSS[assignment.loss.name](torch, a, y).sum(dim=1)
    shares = shares * float(assignment.loss.scale(len(network.outputs)))
    loss = shares.mean() if assignment.loss.batch == "mean" else shares.sum()
    loss.backward()
    for step in derivation.of_kind(Kind.GRADIENT):
        truth = float((proven[step.name].low + proven[step.name].high) / 2)
        assert float(tensors[step.wrt].grad) == pytest.approx(truth, rel=1e-7, abs=1e-9)
