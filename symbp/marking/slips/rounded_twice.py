"""Rounded twice: 0.44946 becomes 0.4495, and that 0.450."""

from fractions import Fraction

from symbp.marking.slips.base import Slip, Written
from symbp.misconceptions.base import Example


def _made(both: Written) -> str:
    for more in (1, 2, 3):
        once = Fraction(both.at(both.places + more)) / Fraction(10) ** (both.places + more)
        if both.at(both.places, once) == both.written != both.right:
            return f"{float_free(once, both.places + more)} rounded again"
    return ""


def float_free(value: Fraction, places: int) -> str:
    """A decimal, written out."""
    sign, digits = "-" if value < 0 else "", str(abs(int(value * 10**places))).zfill(places + 1)
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places > 0 else f"{sign}{digits}"


ROUNDED_TWICE = Slip(
    name="rounded-twice",
    title="rounded twice",
    message="A number that had been rounded was rounded again: round only once, from the full value.",
    remark="Differs from the right rounding by one unit of the last place.",
    made=_made,
    caught=(
        Example("mazur", "out_o2 = 0.772929"),
        Example("mazur", "w5_new = 0.358917"),
    ),
    spared=(Example("nndl3", "out_h1 = 0.5622"), Example("nndl3", "out_h1 = 0.5624")),
    rank=60,
    rounding=True,
)
