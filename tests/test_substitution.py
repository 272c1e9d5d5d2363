"""Formulas in other names are those that SymPy itself would build."""

from __future__ import annotations

import random

import pytest
import sympy as sp

from symbp import bundled, derive, load
from symbp.steps import names_in, symbol
from symbp.substitution import product, total, with_names


@pytest.mark.parametrize("name", bundled(wide=False))
@pytest.mark.thin(3)
def test_other_names_give_what_sympy_builds(name):
    source = random.Random(name)  # noqa: S311 - a seed, so that every run is the same
    letters = [symbol(f"{first}{number}") for first in ("A", "dL/dq", "out_q", "zz") for number in range(60)]
    tried = 0
    for step in derive(load(name, arrays=False)):
        if step.expr is None:
            continue
        old = [symbol(used) for used in sorted(step.uses)]
        names = dict(zip(old, source.sample(letters, len(old)), strict=True))
        made, wanted = with_names(step.expr, names), step.expr.xreplace(names)
        # Equality of SymPy looks at the order of the terms too, on which printing and hashing depend.
        assert made == wanted
        assert hash(made) == hash(wanted)
        assert with_names(made, {new: before for before, new in names.items()}) == step.expr
        tried += 1
    assert tried


def test_a_product_of_names_is_that_of_sympy():
    names = [symbol(name) for name in ("w1", "w10", "x1", "dL/dout_o1", "A", "a")]
    for left in names:
        for right in names:
            assert product(left, right) == left * right
    assert product(sp.Integer(-1), names[0]) == -names[0]
    assert product(names[0] + 1, names[1]) == (names[0] + 1) * names[1]


def test_a_sum_of_one_term_is_the_term():
    x, y = symbol("x"), symbol("y")
    assert total([x]) is x
    assert total([x, y, x]) == 2 * x + y


def test_the_names_of_a_formula_are_sympys_free_symbols():
    for name in bundled(wide=False):
        for step in derive(load(name, arrays=False)):
            if step.expr is not None:
                assert names_in(step.expr) == {free.name for free in step.expr.free_symbols}
