"""The decimal point is moved: 0.00346 for 0.0346."""

from fractions import Fraction

from symbp.marking.slips.base import Slip, Written
from symbp.misconceptions.base import Example
from symbp.page.model import Phrase
from symbp.page.words import phrase
from symbp.registry import words
from symbp.values.rounding import Figures, rounded


def _moved(places: int) -> Phrase:
    return (
        phrase("the point moved by one place") if places == 1 else phrase("the point moved by %(n)s places", n=places)
    )


def _explain(both: Written) -> Phrase | None:
    if both.written == 0 or both.right == 0:
        return None
    for shift in (1, -1, 2, -2, 3, -3):
        moved = both.meant * Fraction(10) ** shift
        if both.at(both.places, moved) == both.written and abs(both.written) > 9:
            return _moved(abs(shift))
        if both.value == rounded(both.meant, Figures(decimals=both.places + shift)).value * 10**shift:
            return _moved(abs(shift))
    return None


POINT_MOVED = Slip(
    name="point-moved",
    title=words("decimal point moved"),
    message=words("The figures are right, the decimal point is not."),
    remark=words("Often a zero too few or too many behind the point."),
    made=_explain,
    caught=(Example("nndl3", "out_h1 = 5.622"), Example("nndl3", "out_h1 = 0.05622")),
    spared=(Example("nndl3", "out_h1 = 0.5622"), Example("nndl3", "out_h1 = 0.5626")),
    rank=71,
)
