"""Factors of a gradient in the wrong order: a mistake of programs."""

from symbp.misconceptions.base import Misconception, of_program, unchanged
from symbp.registry import words

GRADIENT_TRANSPOSED = Misconception(
    name="gradient-transposed",
    title=words("factors of a gradient in the wrong order"),
    message=words(
        "The gradient of a weight matrix has the shape of the matrix: the outer product of what goes in and of the deltas, in the order in which the matrix has them. The program has its transpose, or the factors in the other order."
    ),
    remark=words("Where the matrix is square no error shows; with unequal sizes NumPy would say so."),
    rewrite=unchanged,
    caught=(of_program({"dW1 = x.T @ d1": "dW1 = d1.T @ x"}),),
    spared=(of_program({}), of_program({"d2 @ W2.T": "d2 @ W2"})),
    rank=60,
)
