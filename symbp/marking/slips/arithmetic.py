"""A slip of the calculator: the numbers are put in rightly, the result is another one."""

from symbp.marking.slips.base import Slip, Written
from symbp.misconceptions.base import Example
from symbp.page.model import Phrase
from symbp.page.words import phrase
from symbp.registry import words


def _explain(both: Written) -> Phrase | None:
    # Digits that were put in rounded move the result by a few units of its last place.
    if both.worked is None or both.written == both.right:
        return None
    near = abs(both.at(both.places, both.worked) - both.right) <= 2
    return phrase("the calculation that you have written gives another result") if near else None


ARITHMETIC = Slip(
    name="arithmetic",
    title=words("slip of the calculator"),
    message=words("The right numbers are put in, and the calculation as it is written is right; its result is not."),
    remark=words("The line shows that the rule is known."),
    made=_explain,
    caught=(Example("nndl3", "dw5 = (0.4769-0.23)*0.4769*(1-0.4769)*0.5622 = 0.0512"),),
    spared=(
        Example("nndl3", "dw5 = (0.4769-0.23)*0.4769*(1-0.4769)*0.5622 = 0.0346"),
        Example("nndl3", "dw5 = (0.23-0.4769)*0.4769*(1-0.4769)*0.5622 = 0.0512"),
    ),
    rank=59,
)
