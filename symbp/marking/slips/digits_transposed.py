"""Two neighbouring digits change places: 0.5262 for 0.5622."""

from symbp.marking.slips.base import Slip, Written
from symbp.misconceptions.base import Example
from symbp.page.model import Phrase
from symbp.page.words import phrase
from symbp.registry import words


def _explain(both: Written) -> Phrase | None:
    written, right = both.digits
    places = [i for i, (one, two) in enumerate(zip(written, right, strict=True)) if one != two]
    if len(places) != 2 or places[1] != places[0] + 1 or not both.sign:
        return None
    first, second = places
    swapped = written[first] == right[second] and written[second] == right[first]
    return (
        phrase("%(written)s for %(right)s", written=written[first : second + 1], right=right[first : second + 1])
        if swapped
        else None
    )


DIGITS_TRANSPOSED = Slip(
    name="digits-transposed",
    title=words("two digits transposed"),
    message=words("Two digits have changed places."),
    remark=words("A copying slip."),
    made=_explain,
    caught=(Example("nndl3", "out_h1 = 0.5262"), Example("mazur", "out_h1 = 0.593629992")),
    spared=(Example("nndl3", "out_h1 = 0.5623"), Example("nndl3", "out_h1 = 0.5122")),
    rank=72,
)
