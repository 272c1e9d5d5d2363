"""Cut in place of rounded: 0.5929 for 0.59297. A habit that is not marked as wrong."""

from symbp.marking.slips.base import Slip, Written
from symbp.misconceptions.base import Example
from symbp.page.model import Phrase
from symbp.page.words import phrase
from symbp.registry import words


def _explain(both: Written) -> Phrase | None:
    scaled = both.meant * 10**both.places if both.places >= 0 else both.meant / 10**-both.places
    toward_zero = int(scaled)
    return phrase("the last digits cut off") if toward_zero == both.written != both.right else None


CUT = Slip(
    name="cut",
    title=words("cut in place of rounded"),
    message=words("The digits behind the last place were cut off in place of rounded."),
    remark=words("Marked as right; worth a word, because it makes every later number too small."),
    made=_explain,
    caught=(Example("nndl3", "out_h1 = 0.5621"),),
    spared=(Example("nndl3", "out_h1 = 0.5622"), Example("nndl3", "out_h1 = 0.5623")),
    rank=61,
    rounding=True,
)
