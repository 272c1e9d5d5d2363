"""Rounding of exact numbers, as it is done by hand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from symbp.spec.assignment import Mode, Rounding

_WIDE = Context(prec=1000)


@dataclass(frozen=True, slots=True)
class Figures:
    """How many figures: places behind the point, or significant ones; and what ties do."""

    decimals: int | None = None
    significant: int | None = None
    mode: Mode = Mode.HALF_UP

    @classmethod
    def of(cls, rounding: Rounding, more: int = 0) -> Figures:
        """The figures of a rounding policy, or some more of them."""
        if rounding.decimals is not None:
            return cls(decimals=rounding.decimals + more, mode=rounding.mode)
        return cls(significant=(rounding.significant or 1) + more, mode=rounding.mode)

    def places(self, value: Fraction) -> int:
        """How many places behind the point a value is rounded to (negative: before the point)."""
        if self.decimals is not None:
            return self.decimals
        assert self.significant is not None
        return self.significant - 1 - _exponent(value)


@dataclass(frozen=True, slots=True)
class Rounded:
    """A rounded number: its value, its text, and one unit of its last place."""

    value: Fraction
    text: str
    unit: Fraction


def rounded(value: Fraction, figures: Figures) -> Rounded:
    """The value at those figures.

    >>> [rounded(Fraction(5, 1000), Figures(decimals=2, mode=m)).text for m in Mode]
    ['0.01', '0.00']
    >>> rounded(Fraction(-2, 3), Figures(significant=3)).text, rounded(Fraction(99996), Figures(significant=4)).text
    ('-0.667', '1.000e5')
    """
    if value == 0 and figures.significant is not None:
        return Rounded(value, "0", Fraction(10) ** (1 - figures.significant))
    places = figures.places(value)
    scaled = _nearest(value, places, figures.mode)
    if figures.significant is not None and abs(scaled) >= 10**figures.significant:
        # 9.996 to three figures is 10.0: one place less.
        places -= 1
        scaled = _nearest(value, places, figures.mode)
    unit = Fraction(1, 10**places) if places >= 0 else Fraction(10**-places)
    return Rounded(scaled * unit, _spelt(scaled, places), unit)


def distance_to_tie(value: Fraction, figures: Figures) -> Fraction:
    """How far a value is from the nearest number that lies exactly between two roundings.

    >>> distance_to_tie(Fraction("9.994"), Figures(significant=3))
    Fraction(1, 1000)
    """
    unit = Fraction(10) ** -figures.places(value)
    return abs(abs(value) % unit - unit / 2)


def _nearest(value: Fraction, places: int, mode: Mode) -> int:
    """The nearest whole number of units of that place; half-up goes away from zero, as it is taught."""
    above, below = abs(value.numerator), value.denominator
    if places >= 0:
        above *= 10**places
    else:
        below *= 10**-places
    whole, rest = divmod(above, below)
    up = 2 * rest > below or (2 * rest == below and (mode is Mode.HALF_UP or whole % 2 == 1))
    return (whole + up) * (-1 if value < 0 else 1)


def _exponent(value: Fraction) -> int:
    """The power of ten of the first figure; 0 for zero."""
    if value == 0:
        return 0
    above, below = abs(value.numerator), value.denominator
    # From the lengths in bits (log 2 = 0.30103), then put right: never more than a step or two.
    guess = (above.bit_length() - below.bit_length()) * 30103 // 100000
    while _reaches(above, below, guess + 1):
        guess += 1
    while not _reaches(above, below, guess):
        guess -= 1
    return guess


def _reaches(above: int, below: int, exponent: int) -> bool:
    """Whether a ratio is at least that power of ten."""
    return above >= below * 10**exponent if exponent >= 0 else above * 10**-exponent >= below


def _spelt(scaled: int, places: int) -> str:
    """Plain decimals where they are readable, else with a power of ten."""
    if scaled == 0:
        return "0" if places <= 0 else f"{Decimal(0):.{places}f}" if places <= 60 else "0"
    exponent = len(str(abs(scaled))) - 1 - places
    number = Decimal(scaled).scaleb(-places, _WIDE)
    if places >= 0 and exponent >= -6:
        return f"{number:f}"
    digits = str(abs(scaled))
    mantissa = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
    if exponent == 0:
        return f"{'-' if scaled < 0 else ''}{mantissa}"
    return f"{'-' if scaled < 0 else ''}{mantissa}e{exponent}"
