"""Nesterov's momentum: v ← μ v + g, w ← w - η (g + μ v)."""

from symbp.optimizers.base import Optimizer, UpdateLine
from symbp.registry import words


def _values(v):  # type: ignore[no-untyped-def]
    velocity = v["mu"] * v["v"] + v["g"]
    return {"v_new": velocity, "w_new": v["w"] - v["eta"] * (v["g"] + v["mu"] * velocity)}


NESTEROV = Optimizer(
    name="nesterov",
    title=words("gradient descent with Nesterov's momentum"),
    lines=lambda q: (
        UpdateLine("v_new", q("mu") * q("v") + q("g"), "velocity"),
        UpdateLine("w_new", q("w") - q("eta") * (q("g") + q("mu") * q("v_new")), "step ahead along the velocity"),
    ),
    values=_values,
    options={"mu": "0.9"},
    states={"v": "0"},
    remark=words(
        r"Each parameter has a velocity $v$, at first 0, which keeps the share $\mu$ of itself and takes up the "
        r"gradient; the step looks ahead, along the gradient and $\mu v$ together."
    ),
    source="Nesterov (1983) in the form of Sutskever et al., ICML (2013), as torch.optim.SGD(nesterov=True)",
    in_torch=lambda torch, parameters, step, o: torch.optim.SGD(
        parameters, lr=step, momentum=o["mu"], nesterov=o["mu"] > 0
    ),
)
