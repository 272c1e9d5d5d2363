"""Off by one unit of the last place: 0.5623 for 0.5622."""

from symbp.marking.slips.base import Slip, Written
from symbp.misconceptions.base import Example
from symbp.page.model import Phrase
from symbp.page.words import phrase
from symbp.registry import words


def _explain(both: Written) -> Phrase | None:
    return (
        phrase("one unit of the last place")
        if abs(both.written - both.right) == 1 and len(str(abs(both.right))) > 1
        else None
    )


OFF_BY_ONE = Slip(
    name="off-by-one",
    title=words("off by one in the last place"),
    message=words("The last place is off by one: rounded the wrong way, or calculated with too few figures."),
    remark=words("Not reachable by honest rounding of the lines before, but near."),
    made=_explain,
    caught=(Example("nndl3", "out_h1 = 0.5623"),),
    spared=(Example("nndl3", "out_h1 = 0.5622"), Example("nndl3", "out_h1 = 0.5624")),
    rank=62,
    rounding=True,
)
