"""One digit is wrong: 0.5722 for 0.5622."""

from symbp.marking.slips.base import Slip, Written
from symbp.misconceptions.base import Example
from symbp.page.model import Phrase
from symbp.page.words import phrase
from symbp.registry import words


def _explain(both: Written) -> Phrase | None:
    written, right = both.digits
    places = [i for i, (one, two) in enumerate(zip(written, right, strict=True)) if one != two]
    if len(places) != 1 or len(right.lstrip("0")) < 3 or not both.sign:
        return None
    return phrase("%(written)s for %(right)s", written=written[places[0]], right=right[places[0]])


DIGIT_WRONG = Slip(
    name="digit-wrong",
    title=words("one digit wrong"),
    message=words("One digit is another one than it should be."),
    remark=words("Misread or mistyped; the rest of the number shows that the calculation was right."),
    made=_explain,
    caught=(Example("nndl3", "out_h1 = 0.5722"), Example("mazur", "dL/dw1 = 0.000433568")),
    spared=(Example("nndl3", "out_h1 = 0.5732"), Example("nndl3", "out_h1 = 0.5622")),
    rank=74,
)
