"""SymPy's own notation of its trees: what ``srepr`` prints, a line each."""

import sympy as sp

from symbp.code.heading import heading
from symbp.exporting.origin import ExportContext
from symbp.exporting.targets.base import Target
from symbp.formula.maximum import Maximum
from symbp.templating import fill


def _files(origin: ExportContext) -> dict[str, bytes]:
    lines = [(step.name, _srepr(step.expr)) for step in origin.derivation if step.expr is not None]
    text = fill("export/srepr.txt", head=heading(origin.assignment), lines=lines)
    return {f"{origin.word}_srepr.txt": text.encode()}


def _srepr(expr: sp.Expr) -> str:
    """A branch of a Piecewise is also a pair: the name that SymPy prints is none of ``from sympy import *``."""
    return sp.srepr(expr.replace(Maximum, sp.Max)).replace("ExprCondPair(", "(")


SREPR = Target(name="srepr", title="SymPy's srepr of each line", files=_files)
