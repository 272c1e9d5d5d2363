"""Cut in place of rounded: 0.5929 for 0.59297. A habit that is not marked as wrong."""

from symbp.marking.slips.base import Slip, Written
from symbp.misconceptions.base import Example


def _made(both: Written) -> str:
    scaled = both.meant * 10**both.places if both.places >= 0 else both.meant / 10**-both.places
    toward_zero = int(scaled)
    return "the last digits cut off" if toward_zero == both.written != both.right else ""


CUT = Slip(
    name="cut",
    title="cut in place of rounded",
    message="The digits behind the last place were cut off in place of rounded.",
    remark="Marked as right; worth a word, because it makes every later number too small.",
    made=_made,
    caught=(Example("nndl3", "out_h1 = 0.5621"),),
    spared=(Example("nndl3", "out_h1 = 0.5622"), Example("nndl3", "out_h1 = 0.5623")),
    rank=61,
    rounding=True,
)
