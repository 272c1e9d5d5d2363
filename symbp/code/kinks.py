"""Where an assignment's numbers sit exactly on a kink, which binary numbers need not do."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy as sp

from symbp.errors import PrecisionError
from symbp.formula.maximum import Maximum
from symbp.pipeline import derive, givens
from symbp.spec.assignment import Assignment
from symbp.steps import symbol
from symbp.values.exact import rational_lines


def kinks(assignment: Assignment) -> Iterator[str]:
    """A sentence for each line at whose kink a program in binary numbers may fall to either side.

    0.1 + 0.2 - 0.3 is 0, but not in binary numbers: a ReLU there has one slope by hand and may have
    the other one in a program.

    >>> from symbp.spec import load
    >>> list(kinks(load("nndl3-relu")))
    []
    """
    numbers = givens(assignment)
    if all(Fraction(float(value)) == value for value in numbers.values()):
        return
    derivation = derive(assignment)
    chosen = [step for step in derivation if step.expr is not None and step.expr.has(sp.Piecewise, Maximum)]
    if not chosen:
        return
    try:
        exact = rational_lines(derivation, numbers)
    except PrecisionError:
        return
    values: dict[object, object] = {symbol(name): sp.Rational(v.numerator, v.denominator) for name, v in exact.items()}
    for step in chosen:
        assert step.expr is not None
        relations: Any = step.expr.atoms(sp.core.relational.Relational)
        maxima = step.expr.atoms(Maximum)
        gaps = [relation.lhs - relation.rhs for relation in relations]
        gaps += [one - other for maximum in maxima for one, other in itertools.combinations(maximum.args, 2)]
        for gap in gaps:
            if gap.xreplace(values) == 0:
                yield f"{step.name} sits exactly on a kink here; binary numbers may fall to either side of it."
                break
