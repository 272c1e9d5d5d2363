"""The names of the lines in the notation of a course, as a sheet of the course has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symbp.errors import SymbpError
from symbp.notation import Notation, notations
from symbp.quantity import Quantity, gradient_of, updated_name
from symbp.steps import TRAINED, Derivation, Kind


def course_names(notation_name: str, derivation: Derivation) -> Iterator[tuple[str, str, int]]:
    r"""A name, the line that it is of, and -1 where it is the negative of the line; else 1.

    Args:
        notation_name: of the notation; one that has no letters for the network has no names.
        derivation: the lines.

    >>> from symbp import derive
    >>> next(each for each in course_names("ng", derive("nndl3")) if each[1] == "dL/dw5")
    ('\\mathit{dW}^{[2]}_{11}', 'dL/dw5', 1)
    """
    iterations = range(1, max((step.quantity.iteration for step in derivation), default=1) + 1)
    for name, line, sign in _of_first_iteration(notations.pick(notation_name), derivation):
        # A name means in every iteration the line of that iteration.
        again = (str(Quantity.named(line).at(iteration)) for iteration in iterations)
        yield from ((name, each, sign) for each in again if each in derivation)


def _of_first_iteration(notation: Notation, derivation: Derivation) -> Iterator[tuple[str, str, int]]:
    try:
        names = notation.latex(derivation)
    except SymbpError:
        return
    yield from ((name, line, 1) for line, name in names.items() if derivation[line].quantity.iteration == 1)
    for step in derivation.givens(*TRAINED):
        own, gradient, new = names[step.name], gradient_of(step.name), updated_name(step.name, 1)
        if gradient in derivation:
            yield f"grad_{own}", gradient, 1
            yield rf"\frac{{\partial {names['L']}}}{{\partial {own}}}", gradient, 1
        if new in derivation:
            yield f"{own}_new", new, 1
    for step in derivation.of_kind(Kind.PRE) if notation.error else ():
        spelling, delta = notation.spelling(step), gradient_of(step.name)
        if spelling is not None and delta in derivation and step.quantity.iteration == 1:
            yield replace(spelling, base=notation.error).latex, delta, -1
