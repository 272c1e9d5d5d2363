"""SymPy: a module whose lines are SymPy expressions, to go on working with."""

import sympy as sp

from symbp.code.heading import heading
from symbp.code.languages.python import PYTHON_WORDS
from symbp.code.names import identifiers, words
from symbp.exporting.origin import ExportContext
from symbp.exporting.targets.base import Target
from symbp.formula.maximum import Maximum
from symbp.steps import Kind, Role, symbol
from symbp.templating import fill, source

_TEMPLATE = "export/sympy.py.txt"


def _files(origin: ExportContext) -> dict[str, bytes]:
    derivation, numbers = origin.derivation, origin.assignment.numbers
    taken = PYTHON_WORDS | words(source(_TEMPLATE)) | set(dir(sp))
    names = identifiers([step.name for step in derivation], taken)
    symbols = {symbol(name): sp.Symbol(spelt) for name, spelt in names.items()}
    lines = [
        (
            names[step.name],
            step.name,
            sp.sstr(step.expr.xreplace(symbols).replace(Maximum, sp.Max), sympy_integers=True),
            step.why,
        )
        for step in derivation
        if step.expr is not None
    ]
    given = [(names[step.name], step.name, str(numbers[step.name].rational)) for step in derivation.givens()]
    inputs = {step.name for step in derivation.givens(Role.INPUT)}
    printed = [step.name for step in derivation if step.kind in (Kind.GRADIENT, Kind.UPDATE) or step.wrt in inputs]
    text = fill(
        _TEMPLATE,
        head=heading(origin.assignment),
        given=given,
        lines=lines,
        printed=[(name, names[name]) for name in ["L", *printed]],
    )
    return {f"{origin.word}_sympy.py": text.encode()}


SYMPY = Target(name="sympy", title="a module of SymPy expressions", files=_files)
