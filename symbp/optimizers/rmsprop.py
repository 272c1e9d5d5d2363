"""RMSProp: v ← α v + (1 - α) g², w ← w - η g / (√v + ε)."""

import numpy as np
import sympy as sp

from symbp.optimizers.base import Optimizer, UpdateLine
from symbp.registry import words


def _values(v):  # type: ignore[no-untyped-def]
    squares = v["alpha"] * v["v"] + (1 - v["alpha"]) * v["g"] * v["g"]
    return {"v_new": squares, "w_new": v["w"] - v["eta"] * v["g"] / (np.sqrt(squares) + v["epsilon"])}


RMSPROP = Optimizer(
    name="rmsprop",
    title=words("RMSProp"),
    lines=lambda q: (
        UpdateLine("v_new", q("alpha") * q("v") + (1 - q("alpha")) * q("g") ** 2, "mean of squares"),
        UpdateLine(
            "w_new", q("w") - q("eta") * q("g") / (sp.sqrt(q("v_new")) + q("epsilon")), "step in units of its size"
        ),
    ),
    values=_values,
    options={"alpha": "0.99", "epsilon": "1e-8"},
    states={"v": "0"},
    remark=words(
        r"Each parameter has a running mean $v$ of its squared gradients, at first 0; the step is the gradient over "
        r"$\sqrt{v} + \epsilon$."
    ),
    source="Tieleman & Hinton, Coursera lecture 6.5 (2012); torch.optim.RMSprop",
    in_torch=lambda torch, parameters, step, o: torch.optim.RMSprop(
        parameters, lr=step, alpha=o["alpha"], eps=o["epsilon"]
    ),
)
