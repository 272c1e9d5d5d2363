"""Sum over the wrong axis: a mistake of programs."""

from symbp.misconceptions.base import Misconception, of_program, unchanged
from symbp.registry import words

BIAS_SUMMED = Misconception(
    name="bias-summed",
    title=words("sum over the wrong axis"),
    message=words(
        "The derivative by a bias is the sum over the samples, one number for each unit. The program sums over another axis, over everything, or not at all."
    ),
    remark=words("With samples as rows the axis is 0; np.sum without an axis gives one number for all units."),
    rewrite=unchanged,
    caught=(of_program({"db1 = d1.sum(axis=0, keepdims=True)": "db1 = d1.sum()"}),),
    spared=(of_program({}), of_program({"d2 @ W2.T": "d2 @ W2"})),
    rank=60,
)
