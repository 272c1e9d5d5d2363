"""A factor too many: a mistake of programs."""

from symbp.misconceptions.base import Misconception, of_program, unchanged
from symbp.registry import words

FACTOR_TOO_MANY = Misconception(
    name="factor-too-many",
    title=words("a factor too many"),
    message=words("The line has a factor that does not belong there."),
    remark=words(
        "Each factor of the chain rule stands there once: what is in the delta already is not multiplied again."
    ),
    rewrite=unchanged,
    caught=(
        of_program({"dW1 = x.T @ d1": "dW1 = x.T @ (d1*d1)"}),
        of_program({"d1 = (d2 @ W2.T)*slope(a1)": "d1 = (d2 @ W2.T)*slope(a1)*a1"}),
    ),
    spared=(of_program({}), of_program({"d2 @ W2.T": "d2 @ W2"})),
    rank=60,
)
