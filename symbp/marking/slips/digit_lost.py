"""A digit is lost or doubled: 0.562 7650 for 0.562 17650."""

from symbp.marking.slips.base import Slip, Written
from symbp.misconceptions.base import Example
from symbp.page.model import Phrase
from symbp.page.words import phrase
from symbp.registry import words


def _explain(both: Written) -> Phrase | None:
    digits, more = str(abs(both.written)), str(abs(both.at(both.places + 1)))
    if len(digits) < 3 or (both.written < 0) != (both.meant < 0):
        return None
    for i in range(len(more)):
        if more[:i] + more[i + 1 :] == digits and i < len(more) - 1:
            return phrase("a %(digit)s lost", digit=more[i])
    less = str(abs(both.at(both.places - 1)))
    for i in range(len(digits)):
        if digits[:i] + digits[i + 1 :] == less and i < len(digits) - 1:
            return phrase("a %(digit)s too many", digit=digits[i])
    return None


DIGIT_LOST = Slip(
    name="digit-lost",
    title=words("a digit lost or doubled"),
    message=words("A digit has been left out, or written twice."),
    remark=words("A copying slip; everything behind it is moved by one place."),
    made=_explain,
    caught=(Example("mazur", "out_h1 = 0.59269992"), Example("nndl3", "out_h1 = 0.56622")),
    spared=(Example("nndl3", "out_h1 = 0.5622"), Example("nndl3", "out_h1 = 0.5722")),
    rank=73,
)
