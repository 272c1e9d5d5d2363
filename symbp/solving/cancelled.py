"""Error terms in which the loss and the activation cancel, as in p − y: the working and the short form."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from symbp.formula.layout import row
from symbp.formula.tree import Partial, Product, Sum
from symbp.page.equations import Halves, equation
from symbp.passes import inlined
from symbp.solving.working import Working, formula_of
from symbp.steps import Kind, Step

Stages = tuple[sp.Expr, ...]


def stages(working: Working, step: Step) -> Stages:
    """The error term of an output unit with its derivatives substituted, then with everything cancelled.

    Returns:
        One formula after the other, the last of them linear in what it is made of; empty where nothing cancels.

    >>> from symbp import derive, load, table
    >>> from symbp.notation import notations
    >>> a = load("logistic")
    >>> working = Working(table(derive(a), a), notations["in-out"])
    >>> stages(working, working.derivation["dL/din_o"])[-1]
    out_o - y
    """
    derivation = working.derivation
    keep = {line.name for line in derivation if line.kind not in (Kind.ADJOINT, Kind.SLOPE)}
    whole = inlined(formula_of(step), derivation, keep)
    if whole.has(sp.Piecewise):
        return ()
    short = sp.cancel(sp.together(working.with_whole_targets(whole, step.place.sample)))
    if sp.count_ops(short) >= sp.count_ops(whole) or not _linear(short):
        return ()
    return (whole, short)


def _linear(expr: sp.Expr) -> bool:
    """Whether a formula is a sum of quantities, each times a number."""
    return expr.is_polynomial() and sp.Poly(expr, *sorted(expr.free_symbols, key=str)).total_degree() == 1


def chain(working: Working, step: Step) -> Iterator[Halves]:
    """The error term by the chain rule, with its derivatives, in its short form, with numbers."""
    forms = stages(working, step)
    if not forms:
        return
    derivation = working.derivation
    through = [line for line in derivation.of_kind(Kind.SLOPE) if line.wrt == step.wrt and formula_of(line) != 1]
    products = [Product((Partial("L", str(line.of)), Partial(str(line.of), str(line.wrt)))) for line in through]
    rule = [] if not products else products if len(products) == 1 else [Sum(tuple(products))]
    arranged = [derivation.arranged(stage) for stage in forms]
    numbers = working.worked.printed_in(arranged[-1], step.name)
    members = working.members([*rule, *arranged, numbers, working.result(step.name)])
    for i, member in enumerate(members):
        yield from equation(row() if i else working.name(step.name), [member], working.name)
