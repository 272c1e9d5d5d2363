"""Gradients added up: a mistake of programs."""

from symbp.misconceptions.base import Misconception, of_program, unchanged
from symbp.registry import words

GRADIENTS_NOT_ZEROED = Misconception(
    name="gradients-not-zeroed",
    title=words("gradients added up"),
    message=words(
        "PyTorch adds each gradient to what is in .grad. Without setting it to 0 the second update goes on with the sum of both."
    ),
    remark=words("Nothing is wrong in the first iteration, and the loss may still fall."),
    rewrite=unchanged,
    caught=(of_program({"        w1.grad.zero_()\n": "        pass\n"}, "nndl3", torch=True),),
    spared=(of_program({}, "nndl3", torch=True), of_program({"w1 -= 1*": "w1 += 1*"}, "nndl3", torch=True)),
    rank=60,
)
