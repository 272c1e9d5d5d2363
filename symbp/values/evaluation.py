"""Walk the lines once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from symbp.errors import PrecisionError
from symbp.steps import Derivation, Kind, Step
from symbp.values.arithmetic import Arithmetic, program

Values = Mapping[str, Any]
"""The value of every line, by name."""


def evaluate(
    derivation: Derivation | Iterable[Step], givens: Mapping[str, object], arithmetic: Arithmetic
) -> dict[str, object]:
    """The value of every line under an arithmetic.

    Args:
        derivation: the lines.
        givens: a Fraction for each given, or already a value of the arithmetic.
        arithmetic: what a number is.

    Raises:
        PrecisionError: a line is not defined at these numbers, such as the logarithm of 0.

    >>> from symbp.backprop import extend
    >>> from symbp.network import forward
    >>> from symbp.spec import load
    >>> from symbp.values import Exact
    >>> a = load("nndl3")
    >>> values = evaluate(forward(a), {n: v.value for n, v in a.numbers.items()}, Exact())
    >>> values["in_h1"], values["out_h1"]
    (1/4, 1/(exp(-1/4) + 1))
    """
    values: dict[str, object] = {}
    for step in derivation:
        if step.kind is Kind.GIVEN:
            given = givens[step.name]
            values[step.name] = arithmetic.number(given) if isinstance(given, Fraction) else given
            continue
        try:
            values[step.name] = arithmetic.line(step, program(step.expr)(arithmetic, values))
        except ZeroDivisionError:
            message = f"'{step.name}' is not defined at these numbers: it divides by zero"
            raise PrecisionError(message) from None
        except ValueError as error:
            message = f"'{step.name}' is not defined at these numbers: {error}"
            raise PrecisionError(message) from None
    return values
