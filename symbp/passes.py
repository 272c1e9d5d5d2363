"""Passes over a derivation: write lines out in earlier names, give names new names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, cast

import sympy as sp

from symbp.errors import SymbpError
from symbp.limits import LARGEST_EXPANSION
from symbp.steps import Derivation, Step, names_in, symbol


def inlined(expr: sp.Expr, derivation: Derivation, keep: Collection[str] = ()) -> sp.Expr:
    """The expression with every name written out, down to givens and the names to keep.

    >>> from symbp.network import forward
    >>> from symbp.spec import load
    >>> d = forward(load("nndl3"))
    >>> inlined(symbol("out_h1"), d, keep={"in_h1"})
    1/(1 + exp(-in_h1))
    """
    expressions: dict[str, object] = {}

    def write_out(current: Any) -> sp.Expr:
        """The expression in the names that are kept; each line is written out once."""
        for name in sorted(names_in(current) - expressions.keys()):
            line = None if name in keep or name not in derivation else derivation[name].expr
            expressions[name] = symbol(name) if line is None else write_out(line)
        return current.xreplace({symbol(name): expressions[name] for name in names_in(current)})

    return write_out(expr)


def expanded_size(derivation: Derivation, name: str) -> int:
    """How many operations a line has when it is written out in the givens, without writing it out.

    >>> from symbp.network import forward
    >>> from symbp.spec import load
    >>> expanded_size(forward(load("nndl3")), "out_h1")
    7
    """
    sizes: dict[str, int] = {}
    for step in derivation:
        expr = step.expr
        sizes[step.name] = 0
        if expr is not None:
            sizes[step.name] = int(expr.count_ops())
            sizes[step.name] += sum(sizes[used] * int(expr.count(symbol(used))) for used in step.uses)
        if step.name == name:
            break
    return sizes[name]


def expanded(derivation: Derivation, name: str) -> sp.Expr:
    """A line in givens alone: large for a gradient, and only made on request.

    Raises:
        SymbpError: it would have more than LARGEST_EXPANSION operations.

    >>> from symbp.network import forward
    >>> from symbp.spec import load
    >>> expanded(forward(load("nndl3")), "out_h1")
    1/(exp(-w1*x1 - w3*x2) + 1)
    """
    size = expanded_size(derivation, derivation[name].name)
    if size > LARGEST_EXPANSION:
        message = f"'{name}' written out has {size} operations; at most {LARGEST_EXPANSION} are written out"
        raise SymbpError(message)
    try:
        return inlined(symbol(name), derivation)
    except RecursionError:
        message = f"'{name}' written out is nested too deeply"
        raise SymbpError(message) from None


def renamed(derivation: Derivation, names: Mapping[str, str]) -> Derivation:
    """The derivation with other names for its lines; names that are not listed stay.

    >>> from symbp.steps import Kind, Role
    >>> d = Derivation((Step("w1", None, Kind.GIVEN, why=Role.WEIGHT),))
    >>> renamed(d, {"w1": "v_11"}).steps[0].name
    'v_11'
    """
    symbols = {symbol(old): symbol(new) for old, new in names.items()}

    def rename(step: Step) -> Step:
        """A line with the new names in all that it says."""
        return replace(
            step,
            name=names.get(step.name, step.name),
            expr=None if step.expr is None else cast("sp.Expr", step.expr.xreplace(symbols)),
            of=None if step.of is None else names.get(step.of, step.of),
            wrt=None if step.wrt is None else names.get(step.wrt, step.wrt),
            slopes=MappingProxyType(
                {names.get(name, name): slope.xreplace(symbols) for name, slope in step.slopes.items()}
            ),
        )

    return Derivation(tuple(rename(step) for step in derivation))


def renamed_units(derivation: Derivation, names: Mapping[str, str]) -> dict[str, str]:
    """The name of every line once units, parameters and data are called otherwise.

    Args:
        derivation: the lines.
        names: units and givens, old name -> new name.

    >>> from symbp.backprop import extend
    >>> from symbp.network import forward
    >>> from symbp.spec import load
    >>> names = renamed_units(extend(forward(load("nndl3"))), {"h1": "h2", "h2": "h1", "w1": "w2"})
    >>> names["in_h1"], names["dL/dout_h1"], names["dL/dw1"], names["w1_new"], names["w5"]
    ('in_h2', 'dL/dout_h2', 'dL/dw2', 'w2_new', 'w5')
    """
    new_names: dict[str, str] = {}
    for step in derivation:
        new_names[step.name] = _renamed_unit(step, names, new_names)
    return new_names


def _renamed_unit(step: Step, names: Mapping[str, str], new_names: Mapping[str, str]) -> str:
    if step.of is not None and step.wrt is not None:
        return f"d{new_names.get(step.of, step.of)}/d{new_names.get(step.wrt, step.wrt)}"
    quantity = step.quantity
    if quantity.word in names:
        return str(quantity.about(names[quantity.word]))
    # A unit's lines are called after it, and so is a state of an optimizer, v_w1, after its parameter.
    called = quantity.unit in names
    return str(quantity.about(f"{quantity.letter}_{names[quantity.unit]}")) if called else step.name
