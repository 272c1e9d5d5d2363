"""Copied from another line."""

from symbp.marking.slips.base import Slip, Written
from symbp.misconceptions.base import Example
from symbp.page.model import Phrase
from symbp.page.words import phrase
from symbp.registry import words

_CHANCE = 100
"""How rarely a number with so many digits must have those of another line by chance."""


def _explain(both: Written) -> Phrase | None:
    digits = str(abs(both.written))
    if 10 ** len(digits) < _CHANCE * len(both.others) or both.worked is not None:
        return None
    exact = next((name for name, value in both.others.items() if value == both.value), None)
    if exact:
        return phrase("the value of %(line)s", line=exact)
    # With more digits even a number that was copied with one digit wrong is known again.
    changes = len(digits) * 9
    for name, value in both.others.items() if 10 ** len(digits) >= _CHANCE * len(both.others) * changes else ():
        other = str(abs(int(value * 10**both.places)))
        if len(other) == len(digits) and sum(a != b for a, b in zip(digits, other, strict=True)) == 1:
            return phrase("the value of %(line)s, with a digit changed", line=name)
    return None


COPIED = Slip(
    name="copied",
    title=words("the value of another quantity"),
    message=words("The number that you have written is the value of another quantity."),
    remark=words("Often the number was read off the line above or below."),
    made=_explain,
    caught=(
        Example("nndl3", "out_h1 = 0.5622\nout_h2 = 0.4950\nout_o1 = 0.4950"),
        Example("mazur", "dL/dw5 = 0.000433568"),
    ),
    spared=(Example("nndl3", "out_h1 = 0.5622"), Example("nndl3", "out_h1 = 0.5624")),
    rank=65,
)
