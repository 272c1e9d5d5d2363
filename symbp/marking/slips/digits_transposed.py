"""Two neighbouring digits change places: 0.5262 for 0.5622."""

from symbp.marking.slips.base import Slip, Written
from symbp.misconceptions.base import Example


def _made(both: Written) -> str:
    written, right = both.digits
    places = [i for i, (one, two) in enumerate(zip(written, right, strict=True)) if one != two]
    if len(places) != 2 or places[1] != places[0] + 1 or not both.sign:
        return ""
    first, second = places
    swapped = written[first] == right[second] and written[second] == right[first]
    return f"{written[first : second + 1]} for {right[first : second + 1]}" if swapped else ""


DIGITS_TRANSPOSED = Slip(
    name="digits-transposed",
    title="two digits transposed",
    message="Two digits have changed places.",
    remark="A copying slip.",
    made=_made,
    caught=(Example("nndl3", "out_h1 = 0.5262"), Example("mazur", "out_h1 = 0.593629992")),
    spared=(Example("nndl3", "out_h1 = 0.5623"), Example("nndl3", "out_h1 = 0.5122")),
    rank=72,
)
