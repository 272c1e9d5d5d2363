"""Another function in the place of the derivative: a mistake of programs."""

from symbp.misconceptions.base import Misconception, of_program, unchanged
from symbp.registry import words

WRONG_SLOPE = Misconception(
    name="wrong-slope",
    title=words("another function in the place of the derivative"),
    message=words(
        "The delta has the derivative of the activation as a factor. The program has another function there: the activation itself, or a wrong derivative."
    ),
    remark=words("A difference quotient of the function shows it at once."),
    rewrite=unchanged,
    caught=(
        of_program({"return a*(1 - a)": "return a"}),
        of_program({"d1 = (d2 @ W2.T)*slope(a1)": "d1 = (d2 @ W2.T)*f(a1)"}),
    ),
    spared=(of_program({}), of_program({"d2 @ W2.T": "d2 @ W2"})),
    rank=60,
)
