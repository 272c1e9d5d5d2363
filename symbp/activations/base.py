"""Activations: the record of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import sympy as sp

from symbp.page.model import Phrase
from symbp.renamed import ACTIVATION, renamed_fields, renamed_names

Array = npt.NDArray[np.float64]
Options = Mapping[str, sp.Rational]
LayerSum = Callable[[Callable[[Any], Any]], Any]
"""A function that adds a term up over the units of the layer: over named units, or over an index."""


@renamed_fields(ACTIVATION)
@dataclass(frozen=True, slots=True)
class Activation:
    """An activation function: what SymPy differentiates, and an independent NumPy twin.

    Attributes:
        name: key, as written in an assignment.
        title: how a sentence calls it.
        expression: own pre-activation z, ``total``, options -> output; ``total(sp.exp)`` is the sum
            of exp(z_k) over the layer. One expression serves named units and the general unit j.
            The derivative is *not* given: SymPy takes it from this expression.
        forward: NumPy: array (units, samples) of pre-activations, options -> outputs, same shape.
        vjp: NumPy, vector-Jacobian product: pre-activations, outputs, ∂L/∂outputs, options -> ∂L/∂pre-activations,
            all (units, samples). Written by hand, so that it can judge the derived formulas.
        source: where the function and its conventions are taken from.
        slope: offered form of ∂out_i/∂in_j: z_i, out_i, out_j, whether i is j, options -> expression.
            It is proven against ``diff`` before it is used. None: the derivative as SymPy gives it.
        low, high: what the outputs lie between; None where there is no bound.
        stable: the row of :data:`symbp.stable.STABLE` that says how programs work it out, and its logarithm; ""
            where the expression needs no other form than any expression (:func:`symbp.stable.stable`).
        elementwise: whether an output depends on its own unit alone, and not on others of its layer.
        options: names of the options with their defaults.
        follows: an option that is worth as much as another one where it is not given: name -> the other.
        remark: a convention that has to be stated on a sheet; options -> sentence, if there is one.
    """

    name: str
    title: str
    expression: Callable[[sp.Expr, LayerSum, Options], sp.Expr]
    forward: Callable[[Array, Mapping[str, float]], Array]
    vjp: Callable[[Array, Array, Array, Mapping[str, float]], Array]
    source: str
    slope: Callable[[sp.Expr, sp.Expr, sp.Expr, bool, Options], sp.Expr] | None = None
    low: sp.Rational | None = None
    high: sp.Rational | None = None
    stable: str = ""
    elementwise: bool = True
    options: Options = field(default_factory=lambda: MappingProxyType({}))
    follows: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    remark: Callable[[Options], Phrase | None] = lambda _: None


def ramp(z: sp.Expr, below: object, slope_at_zero: sp.Rational) -> sp.Expr:
    """Z above zero, ``below`` under it, written so that ``diff`` gives the chosen slope at 0.

    All ways of writing agree in their values (both branches are 0 at 0); they differ in the branch
    that holds at 0 itself, and with it in the derivative that SymPy reads off there.

    >>> z = sp.Symbol("z", real=True)
    >>> ramp(z, sp.Integer(0), sp.Rational(1, 2)).diff(z).subs(z, 0)
    1/2
    """
    outer = sp.diff(below, z)
    if slope_at_zero == 1:
        return sp.Piecewise((z, z >= 0), (below, True))
    if slope_at_zero == outer:
        return sp.Piecewise((z, z > 0), (below, True))
    return sp.Piecewise((z, z > 0), (slope_at_zero * z, sp.Eq(z, 0)), (below, True))


if not TYPE_CHECKING:
    __getattr__ = renamed_names(__name__)
