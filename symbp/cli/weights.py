"""Options that say what the lines of a sheet count for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from symbp.errors import SymbpError

if TYPE_CHECKING:
    from fractions import Fraction

FollowCredit = Annotated[float, typer.Option(help="What a line counts for that follows from a slip.", min=0, max=1)]
Weight = Annotated[list[str] | None, typer.Option(help="What lines count for: gradient=2, or dL/dw1=3.")]


def read_points(text: str) -> Fraction:
    """The points of something, which are more than 0.

    Raises:
        SymbpError: no number above 0.
    """
    from symbp.spec.numbers import read_number

    value = read_number(text).value
    if value <= 0:
        message = f"--points: expected a number above 0, got '{text[:40]}'"
        raise SymbpError(message)
    return value


def read_weights(entries: list[str]) -> dict[str, Fraction]:
    """The weights of lines, from ``name=number``."""
    from symbp.spec.numbers import read_number

    weights = {}
    for entry in entries:
        name, _, number = entry.rpartition("=")
        if not name:
            message = f"--weight: expected a line or a kind and a number, such as gradient=2, got '{entry}'"
            raise SymbpError(message)
        value = read_number(number).value
        if value < 0:
            message = f"--weight: expected a number from 0, got '{entry}'"
            raise SymbpError(message)
        weights[name] = value
    return weights
