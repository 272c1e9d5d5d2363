"""Copied from another line."""

from symbp.marking.misconceptions.base import Example
from symbp.marking.slips.base import Slip, Written


def _made(both: Written) -> str:
    digits = str(abs(both.written))
    if len(digits) < 3:
        return ""
    exact = next((name for name, value in both.others.items() if value == both.value), "")
    if exact or len(digits) < 5:
        return f"the value of {exact}" if exact else ""
    # With so many digits even a number that was copied with one digit wrong is known again.
    for name, value in both.others.items():
        other = str(abs(int(value * 10**both.places)))
        if len(other) == len(digits) and sum(a != b for a, b in zip(digits, other, strict=True)) == 1:
            return f"the value of {name}, with a digit changed"
    return ""


COPIED = Slip(
    name="copied",
    title="copied from another line",
    message="This is the number of another line.",
    remark="Look at the neighbouring line of the sheet.",
    made=_made,
    caught=(
        Example("nndl3", "out_h1 = 0.5622\nout_h2 = 0.4950\nout_o1 = 0.4950"),
        Example("mazur", "dL/dw5 = 0.000433568"),
    ),
    spared=(Example("nndl3", "out_h1 = 0.5622"), Example("nndl3", "out_h1 = 0.5624")),
    rank=65,
)
