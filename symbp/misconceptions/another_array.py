"""Another variable: a mistake of programs."""

from symbp.misconceptions.base import Misconception, of_program, unchanged
from symbp.registry import words

ANOTHER_ARRAY = Misconception(
    name="another-array",
    title=words("another variable"),
    message=words("The line is right with another variable in that place."),
    remark=words("Often what is left of a line that was copied; names that differ in one digit invite it."),
    rewrite=unchanged,
    caught=(of_program({"W1 -= dW1": "W1 -= W2"}), of_program({"(a2 - y)*": "(a2 - x)*"})),
    spared=(of_program({}), of_program({"d2 @ W2.T": "d2 @ W2"})),
    rank=60,
)
