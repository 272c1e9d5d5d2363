"""Momentum: v ← μ v + g, w ← w - η v."""

from symbp.optimizers.base import Optimizer, UpdateLine
from symbp.registry import words


def _values(v):  # type: ignore[no-untyped-def]
    velocity = v["mu"] * v["v"] + v["g"]
    return {"v_new": velocity, "w_new": v["w"] - v["eta"] * velocity}


MOMENTUM = Optimizer(
    name="momentum",
    title=words("gradient descent with momentum"),
    lines=lambda q: (
        UpdateLine("v_new", q("mu") * q("v") + q("g"), "velocity"),
        UpdateLine("w_new", q("w") - q("eta") * q("v_new"), "step along the velocity"),
    ),
    values=_values,
    options={"mu": "0.9"},
    states={"v": "0"},
    remark=words(
        r"Each parameter has a velocity $v$, at first 0, which keeps the share $\mu$ of itself and takes up the "
        "gradient; the step goes along it."
    ),
    source="Polyak, USSR Computational Mathematics 4 (1964); with the step outside the velocity, as torch.optim.SGD",
    in_torch=lambda torch, parameters, step, o: torch.optim.SGD(parameters, lr=step, momentum=o["mu"]),
)
