"""A number as a student wrote it: its value and the precision that its own digits claim."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from symbp.limits import LARGEST_EXPONENT, LONGEST_NUMBER

_DOUBLE = 15
_DOUBLE_FIGURES = 14
_LONG = 8
"""From so many figures on a number may come from a program that calculates in single precision."""
_SINGLE = Fraction(6, 2**23)

_SIGNS = str.maketrans(
    {"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{FULLWIDTH PLUS SIGN}": "+", "\N{NO-BREAK SPACE}": " "}
)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_POWER = r"(?:[eE]|\s*+(?:[*x·×]|\\cdot|\\times)\s*+10\s*+(?:\^|\*\*)?+\s*+)[{(]?+([+-]?\d{1,4})[)}]?+"
_NUMBER = re.compile(rf"([+-]?)\s*+(\d*+)(?:([.,])(\d*+))?+(?:{_POWER})?+", re.ASCII)
_RATIO = re.compile(r"([+-]?)\s*+(\d++)\s*+/\s*+(\d++)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Worked:
    """A calculation with numbers that was written before a result, such as 0.2469*0.2495.

    Attributes:
        text: as it was written.
        low, high: bounds of what it comes to, each number taken to its last written place.
        value: what it comes to with the numbers as they are.
        unit: the coarsest last place of the numbers in it; 0 where all are exact.
    """

    text: str
    low: Fraction
    high: Fraction
    value: Fraction
    unit: Fraction

    def divided(self, scale: Fraction) -> Worked:
        """The calculation for a quantity of which this is ``scale`` times."""
        low, high = sorted((self.low / scale, self.high / scale))
        return Worked(self.text, low, high, self.value / scale, self.unit / abs(scale))


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A written number.

    Attributes:
        text: as it was written.
        value: what it means, exactly.
        unit: one unit of its last written place; 0 where it claims to be exact: a whole number or
            a fraction.
        worked: the calculations that were written before it, in their order.
        single: whether it looks like a number in single precision, of which seven figures are meant.
        broken: the place of the first calculation that does not give what was written behind it; -1 if all do.
    """

    text: str
    value: Fraction
    unit: Fraction
    worked: tuple[Worked, ...] = ()
    single: bool = False
    broken: int = -1

    @property
    def places(self) -> int:
        """How many places behind the point were written.

        >>> read_written("1.2e-3").places
        4
        """
        places = 0
        while self.unit and self.unit * 10**places < 1:
            places += 1
        return places

    def divided(self, scale: Fraction) -> WrittenNumber:
        """The number for a quantity of which this is ``scale`` times."""
        if scale == 1:
            return self
        worked = tuple(each.divided(scale) for each in self.worked)
        return replace(self, value=self.value / scale, unit=self.unit / abs(scale), worked=worked)

    @property
    def blurred(self) -> WrittenNumber:
        """The number on a sheet in single precision: half a dozen units of its last bit are noise."""
        return replace(self, unit=max(self.unit, abs(self.value) * _SINGLE), single=True) if self.unit else self

    @property
    def yields(self) -> bool:
        """Whether the calculation that was written gives the number."""
        return bool(self.worked) and self.broken < 0


@lru_cache(4096)
def read_written(written: str) -> WrittenNumber | None:
    r"""The number that a text means; None if it means none.

    Decimal point or comma, a Unicode minus, powers of ten, fractions. ``0.10`` claims one place
    more than ``0.1``.

    >>> number = read_written("-0,0084")
    >>> number.text, number.value, number.unit
    ('-0,0084', Fraction(-21, 2500), Fraction(1, 10000))
    >>> read_written("1.2e-3").unit, read_written("1.2·10⁻³").value, read_written("-91/16").unit
    (Fraction(1, 10000), Fraction(3, 2500), Fraction(0, 1))
    >>> read_written("about 3") is None
    True
    """
    text = written.strip().translate(_SIGNS)
    if not text or len(text) > LONGEST_NUMBER:
        return None
    ratio = _RATIO.fullmatch(text)
    if ratio is not None:
        sign, above, below = ratio.groups()
        return None if int(below) == 0 else WrittenNumber(written, Fraction(f"{sign}{above}/{below}"), Fraction(0))
    match = _NUMBER.fullmatch(text) or _NUMBER.fullmatch(text.translate(_SUPERSCRIPT))
    if match is None or not (match.group(2) or match.group(4)):
        return None
    sign, whole, _, decimals, exponent = match.groups()
    if abs(int(exponent or 0)) > LARGEST_EXPONENT:
        return None
    power = Fraction(10) ** int(exponent or 0)
    places = 10 ** len(decimals or "")
    value = Fraction(int(f"{sign}{whole}{decimals or ''}"), places) * power
    if not decimals and not exponent:
        return WrittenNumber(written, value, Fraction(0))
    if value == 0:
        # 0e9 claims no more than 0 does.
        return WrittenNumber(written, value, min(power / places, Fraction(1, places)) if decimals else Fraction(0))
    unit = power / places
    figures = len(f"{whole}{decimals}".lstrip("0"))
    single = figures >= _LONG and _is_single(value, unit)
    if figures >= _DOUBLE:
        # So many figures come from a program: the last ones of a binary double are noise.
        unit = max(unit, abs(value) / 10**_DOUBLE_FIGURES)
    return WrittenNumber(written, value, unit, single=single)


def _is_single(value: Fraction, unit: Fraction) -> bool:
    """Whether a number is one of single precision, written to that place."""
    try:
        (nearest,) = struct.unpack("<f", struct.pack("<f", float(value)))
    except OverflowError:
        return False
    scaled = Fraction(nearest) / unit
    return abs(scaled - value / unit) <= Fraction(1, 2)
