"""Rounded twice: 0.44946 becomes 0.4495, and that 0.450."""

from fractions import Fraction

from symbp.marking.slips.base import Slip, Written
from symbp.misconceptions.base import Example
from symbp.page.model import Phrase
from symbp.page.words import phrase
from symbp.registry import words


def _explain(both: Written) -> Phrase | None:
    for more in (1, 2, 3):
        once = Fraction(both.at(both.places + more)) / Fraction(10) ** (both.places + more)
        if both.at(both.places, once) == both.written != both.right:
            return phrase("%(number)s rounded again", number=float_free(once, both.places + more))
    return None


def float_free(value: Fraction, places: int) -> str:
    """A decimal, written out."""
    sign, digits = "-" if value < 0 else "", str(abs(int(value * 10**places))).zfill(places + 1)
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places > 0 else f"{sign}{digits}"


ROUNDED_TWICE = Slip(
    name="rounded-twice",
    title=words("rounded twice"),
    message=words("A number that had been rounded was rounded again: round only once, from the full value."),
    remark=words("Differs from the right rounding by one unit of the last place."),
    made=_explain,
    caught=(
        Example("mazur", "out_o2 = 0.772929"),
        Example("mazur", "w5_new = 0.358917"),
    ),
    spared=(Example("nndl3", "out_h1 = 0.5622"), Example("nndl3", "out_h1 = 0.5624")),
    rank=60,
    rounding=True,
)
