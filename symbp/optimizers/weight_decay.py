"""Gradient descent with weight decay: w ← w - η (g + λ w), the descent on the loss with λ/2 w² added to it."""

from symbp.optimizers.base import Optimizer, UpdateLine
from symbp.registry import words

WEIGHT_DECAY = Optimizer(
    name="weight-decay",
    title=words("gradient descent with weight decay"),
    lines=lambda q: (UpdateLine("w_new", q("w") - q("eta") * (q("g") + q("decay") * q("w")), "descent with decay"),),
    values=lambda v: {"w_new": v["w"] - v["eta"] * (v["g"] + v["decay"] * v["w"])},
    options={"decay": "0.01"},
    remark=words(
        "Each update also takes a share of the parameter off, biases included: what an L2 term of the loss would do."
    ),
    source="Krogh & Hertz, NIPS 1991; torch.optim.SGD with weight_decay",
    in_torch=lambda torch, parameters, step, o: torch.optim.SGD(parameters, lr=step, weight_decay=o["decay"]),
)
