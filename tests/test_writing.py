"""Brackets, signs and cases of formulas, and of general formulas, where a small slip changes the meaning."""

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from symbp import derive, load, parse
from symbp.activations import activations
from symbp.errors import DerivationError
from symbp.formula import plain
from symbp.formula.calculator import work_out
from symbp.formula.substitution import substitute
from symbp.formula.tree import (
    Call,
    Cases,
    Chosen,
    Leaf,
    Negative,
    Numeral,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    arrange,
)
from symbp.general import derive_general
from symbp.general.architectures import Bias, architecture, architecture_of
from symbp.general.instances import Instances
from symbp.general.symbols import BASES, J, K, collapsed, delta, over
from symbp.losses import losses
from symbp.steps import Derivation

A, B, C, Z = (sp.Symbol(name, real=True) for name in "abcz")
a, b, c = map(Leaf, "abc")


def text(expr):
    return plain.write(arrange(expr, lambda name: (ord(name),)))


@pytest.mark.parametrize(
    ("node", "written"),
    [
        (Quotient(a, Product((b, c))), "a/(b*c)"),
        (Quotient(a, Quotient(b, c)), "a/(b/c)"),
        (Quotient(Product((a, b)), c), "a*b/c"),
        (Sum((a, Negative(Sum((b, c))))), "a - (b + c)"),
        (Sum((Negative(a), b)), "-a + b"),
        (Negative(Sum((a, b))), "-(a + b)"),
        (Power(Product((a, b)), Numeral("2")), "(a*b)**2"),
        (Power(Negative(a), Numeral("2")), "(-a)**2"),
        (Product((a, Quotient(b, c))), "a*(b/c)"),
        (Product((Quotient(a, b), c)), "a/b*c"),
        (Product((a, Sum((b, c)))), "a*(b + c)"),
        (Product((a, Numeral("-2"))), "a*(-2)"),
        (Product((a, Numeral("1/2"))), "a*(1/2)"),
    ],
)
def test_brackets_stand_where_they_are_needed(node, written):
    assert plain.write(node) == written
    numbers = {"a": "7", "b": "3", "c": "5"}
    filled = plain.write(substitute(node, numbers.__getitem__))
    value = eval(filled, {"__builtins__": {}}, {})  # noqa: S307 - digits and signs that are written above
    assert float(work_out(substitute(node, numbers.__getitem__))) == pytest.approx(value)


@pytest.mark.parametrize(
    ("expr", "written"),
    [
        (A / (2 * B), "a/(2*b)"),
        (3 * A / (2 * B), "3*a/(2*b)"),
        (-A / (2 * B), "-a/(2*b)"),
        (sp.Piecewise((Z, Z > 0), (Z / 100, True)), "z if z > 0 else 1/100*z"),
        (sp.Piecewise((Z, Z > 0), (0, True)), "max(0, z)"),
        (sp.Piecewise((Z, Z >= 0), (0, True)), "max(0, z)"),
    ],
)
def test_an_expression_as_text(expr, written):
    assert text(expr) == written


@pytest.mark.parametrize(
    ("operator", "opposite", "holds"),
    [
        (">", "<=", (False, False, True)),
        (">=", "<", (False, True, True)),
        ("<", ">=", (True, False, False)),
        ("<=", ">", (True, True, False)),
        ("==", "!=", (False, True, False)),
        ("!=", "==", (True, False, True)),
    ],
)
def test_the_reason_for_a_case_is_true(operator, opposite, holds):
    cases = Cases(((Numeral("10"), Relation(Leaf("z"), operator, Numeral("1"))), (Numeral("20"), None)))
    for z, first in zip(("0", "1", "2"), holds, strict=True):
        reason = Relation(Numeral(z), operator if first else opposite, Numeral("1"))
        assert substitute(cases, lambda _, z=z: z) == Chosen(Numeral("10" if first else "20"), (reason,))


def test_the_calculator_lets_a_factor_0_end_a_product():
    zero, undefined = Numeral("0"), Call("log", (Numeral("0"),))
    assert work_out(Product((undefined, zero))) == 0
    assert work_out(Quotient(zero, Numeral("0.00"))) == 0
    assert Fraction(work_out(Quotient(Numeral("1"), Numeral("4")))) == Fraction(1, 4)


def test_a_sum_collapses_only_at_a_delta_that_is_in_all_of_a_term():
    base, y = BASES["a"], BASES["y"]
    half = over(base[K] * (1 + delta(K, J)), K)
    assert collapsed(half, K) == half
    assert collapsed(over(y[K] * delta(K, J), K), K) == y[J]


def test_a_line_with_another_case_is_no_instance():
    assignment = load("nndl3-relu")
    derivation = derive(assignment)
    name = "dout_h1/din_h1"
    z = sp.Symbol("in_h1", real=True)
    for wrong in (
        sp.Piecewise((1, z >= 0), (0, True)),
        sp.Piecewise((1, z > 0), (sp.Rational(1, 100), True)),
        sp.Piecewise((2, z > 0), (0, True)),
    ):
        steps = (replace(step, expr=wrong) if step.name == name else step for step in derivation)
        assert Instances(assignment, Derivation(tuple(steps))).differing() == [name]
    assert Instances(assignment, derivation).differing() == []


def test_a_bias_of_one_unit_is_not_one_of_its_layer():
    text = '[network]\nunits = [["x"], ["h", "g"], ["o"]]\nactivation = "tanh"\nbiases = [["b", "h"]{}]\n'
    text += 'connections = [["w1", "x", "h"], ["w2", "x", "g"], ["w3", "h", "o"], ["w4", "g", "o"]]\n'
    text += '[loss]\nname = "half-squared-error"\n[data]\nx = [[1]]\ny = [[0]]\n[parameters]\nfill = "1/2"\n'
    alone, shared = parse(text.format("")), parse(text.format(', ["b", "g"]'))
    assert [layer.bias for layer in architecture_of(alone).layers] == [Bias.UNIT, Bias.NONE]
    assert [layer.bias for layer in architecture_of(shared).layers] == [Bias.LAYER, Bias.NONE]
    for assignment in (alone, shared):
        assert Instances(assignment, derive(assignment)).differing() == []


def test_a_loss_whose_slope_is_not_its_derivative_is_refused(monkeypatch):
    name = "softmax-cross-entropy"
    monkeypatch.setitem(losses._things, name, replace(losses[name], slope=lambda o, y, p, whole: p - y))
    with pytest.raises(DerivationError, match="is offered as its slope, but it is not"):
        derive_general(architecture("tanh", name))


def test_a_slope_by_other_units_that_is_not_the_derivative_is_refused(monkeypatch):
    wrong = replace(activations["softmax"], slope=lambda z, a, other, same, options: a * (1 - a) if same else a * other)
    monkeypatch.setitem(activations._things, "softmax", wrong)
    with pytest.raises(DerivationError, match="is offered as its slope, but it is not"):
        derive_general(architecture("softmax", "squared-error"))
