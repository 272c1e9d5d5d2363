"""The central type checks itself."""

import pytest

from symbp.errors import DerivationError, UnknownNameError
from symbp.steps import Derivation, Kind, Role, Step, symbol

X = Step("x", None, Kind.GIVEN, why=Role.INPUT)
W = Step("w", None, Kind.GIVEN, why=Role.WEIGHT)


def line(name, expr, kind=Kind.PRE, **more):
    return Step(name, expr, kind, **more)


def test_a_name_is_defined_once():
    with pytest.raises(DerivationError, match="'x' is defined twice"):
        Derivation((X, X))


def test_nothing_is_used_before_it_is_defined():
    with pytest.raises(DerivationError, match=r"'in_h' uses \['w'\] before they are defined"):
        Derivation((X, line("in_h", symbol("w") * symbol("x")), W))


def test_a_given_has_no_formula_and_every_other_line_has_one():
    with pytest.raises(DerivationError, match="'x' is a given with a formula"):
        Derivation((Step("x", symbol("y"), Kind.GIVEN),))
    with pytest.raises(DerivationError, match="'a' is a act without a formula"):
        Derivation((Step("a", None, Kind.ACT),))


def test_every_trained_given_has_exactly_one_gradient():
    gradient = line("dL/dw", symbol("x"), Kind.GRADIENT, of="L", wrt="w")
    second = line("other", symbol("x"), Kind.GRADIENT, of="L", wrt="w")
    assert Derivation((X, W, gradient))["dL/dw"].wrt == "w"
    with pytest.raises(DerivationError, match="gradients of"):
        Derivation((X, W, gradient, second))
    with pytest.raises(DerivationError, match="gradients of"):
        Derivation((X, W, Step("v", None, Kind.GIVEN, why=Role.WEIGHT), gradient))


def test_an_unknown_line_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="no line 'ww'. Did you mean 'w'?"):
        Derivation((X, W))["ww"]


def test_look_ups():
    derivation = Derivation((X, W, line("in_h", symbol("w") * symbol("x"))))
    assert len(derivation) == 3
    assert "in_h" in derivation
    assert "in_g" not in derivation
    assert [step.name for step in derivation.of_kind(Kind.PRE)] == ["in_h"]
    assert derivation.derivative("L", "w") is None
    assert derivation.position("w") == 1
