"""Numbers as text, exact from the first to the last digit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from symbp.errors import SpecError
from symbp.limits import LARGEST_EXPONENT, MOST_DIGITS

_DECIMAL = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?", re.ASCII)
_FRACTION = re.compile(r"([+-]?)(\d+)\s*/\s*(\d+)", re.ASCII)
_MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-"})


class NumberText(str):
    """A TOML float, kept as it was typed; distinct from a TOML string only by its type."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A number and how it was written.

    Attributes:
        text: in one spelling: no plus sign, a figure before the point, ``e`` for the exponent.
        value: what it means, exactly.
    """

    text: str
    value: Fraction

    @property
    def rational(self) -> sp.Rational:
        """The value for SymPy."""
        return sp.Rational(self.value.numerator, self.value.denominator)


def read_number(value: object) -> Number:
    """A number from a decimal, a fraction or a whole number; never from a binary float.

    Raises:
        SpecError: not a number, not finite, or of absurd size.

    >>> read_number("0.350"), read_number("-91/16").value
    (Number(text='0.350', value=Fraction(7, 20)), Fraction(-91, 16))
    >>> read_number("nan")
    Traceback (most recent call last):
    ...
    symbp.errors.SpecError: 'nan' is not a number; expected a decimal such as 0.35 or a fraction such as "1/3"
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        message = f"expected a number, got {_described(value)}"
        raise SpecError(message)
    if isinstance(value, int):
        if value.bit_length() > 4 * MOST_DIGITS:
            message = f"a number of more than {MOST_DIGITS} digits"
            raise SpecError(message)
        return Number(str(value), Fraction(value))
    text = value.strip().translate(_MINUS)
    if len(text) > MOST_DIGITS + 10:
        message = f"a number of {len(text)} characters; at most {MOST_DIGITS} digits are read"
        raise SpecError(message)
    return _fraction(text) or _decimal(text) or _refuse(value)


def _fraction(text: str) -> Number | None:
    match = _FRACTION.fullmatch(text)
    if match is None:
        return None
    sign, above, below = match.groups()
    if int(below) == 0:
        message = f"'{text}' divides by zero"
        raise SpecError(message)
    sign = sign.replace("+", "")
    return Number(f"{sign}{above}/{below}", Fraction(f"{sign}{above}/{below}"))


def _decimal(text: str) -> Number | None:
    match = _DECIMAL.fullmatch(text)
    if match is None or not (match.group(2) or match.group(3)):
        return None
    sign, whole, decimals, exponent = match.groups()
    if exponent and abs(int(exponent)) > LARGEST_EXPONENT:
        message = f"'{text}' has an exponent beyond {LARGEST_EXPONENT}"
        raise SpecError(message)
    sign = sign.replace("+", "")
    spelt = sign + (whole or "0") + (f".{decimals}" if decimals else "")
    spelt += f"e{int(exponent)}" if exponent and int(exponent) else ""
    return Number(spelt, Fraction(spelt))


def _refuse(text: str) -> Number:
    message = f"'{text}' is not a number; expected a decimal such as 0.35 or a fraction such as \"1/3\""
    raise SpecError(message)


def _described(value: object) -> str:
    text = repr(value)
    return f"{type(value).__name__} {text if len(text) <= 40 else text[:37] + '…'}"
