"""Mask on the wrong array: a mistake of programs."""

from symbp.misconceptions.base import Example, Misconception, of_program, unchanged
from symbp.registry import words

RELU_MASK = Misconception(
    name="relu-mask",
    title=words("mask on the wrong array"),
    message=words(
        "The derivative of ReLU is 0 where its input is not above 0. The program masks by another array: by the derivative itself, say."
    ),
    remark=words("What decides is z, or the output a, of the same layer; a derivative may have either sign."),
    rewrite=unchanged,
    caught=(
        of_program(
            {"1/(1 + np.exp(-z))": "np.maximum(0, z)", "(d2 @ W2.T)*slope(a1)": "d2 @ W2.T\n    d1[d1 <= 0] = 0"},
            "nndl3-relu",
            "(a > 0)*1.0",
        ),
    ),
    spared=(Example("nndl3-relu", "dout_h2/din_h2 = 0"), of_program({"d2 @ W2.T": "d2 @ W2"})),
    rank=60,
)
