"""A general line: a formula for unit j of layer l, with the stages by which it was derived."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a derivation, and the key of the rule by which it follows from the step before."""

    expr: sp.Expr
    rule: str


@dataclass(frozen=True, slots=True)
class GeneralLine:
    """One general formula.

    Attributes:
        key: which line it is: pre, act, part, loss, total, dL/dL, dL/da, slope, dL/dz, dL/dw,
            dL/db, dL/dbefore, combined, update.
        left: the quantity that it gives.
        stages: from the chain rule to the result, each with its rule.
        core: the formula in quantities of other lines, of which every line of a concrete
            derivation is an instance.
    """

    key: str
    left: sp.Expr
    stages: tuple[Stage, ...]
    core: sp.Expr

    @property
    def result(self) -> sp.Expr:
        """The formula of the last stage."""
        return self.stages[-1].expr


def line(key: str, left: sp.Expr, *stages: tuple[sp.Expr, str], core: sp.Expr | None = None) -> GeneralLine:
    """A line; a stage that changes nothing is left out. The core is the first stage unless it is given."""
    kept: list[Stage] = []
    for expr, rule in stages:
        if not kept or expr != kept[-1].expr:
            kept.append(Stage(expr, rule))
    return GeneralLine(key, left, tuple(kept), stages[0][0] if core is None else core)
