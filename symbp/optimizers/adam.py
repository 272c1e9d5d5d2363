"""Adam: running means m of g and v of g², freed of their start at 0, and w ← w - η m̂ / (√v̂ + ε)."""

import numpy as np
import sympy as sp

from symbp.optimizers.base import Optimizer, UpdateLine
from symbp.registry import words


def _values(v):  # type: ignore[no-untyped-def]
    mean = v["beta1"] * v["m"] + (1 - v["beta1"]) * v["g"]
    squares = v["beta2"] * v["v"] + (1 - v["beta2"]) * v["g"] * v["g"]
    power1, power2 = v["beta1_t"] * v["beta1"], v["beta2_t"] * v["beta2"]
    ahead, size = mean / (1 - power1), squares / (1 - power2)
    return {
        "beta1_t_new": power1,
        "beta2_t_new": power2,
        "m_new": mean,
        "v_new": squares,
        "mhat": ahead,
        "vhat": size,
        "w_new": v["w"] - v["eta"] * ahead / (np.sqrt(size) + v["epsilon"]),
    }


ADAM = Optimizer(
    name="adam",
    title=words("Adam"),
    shared_lines=lambda q: (
        UpdateLine("beta1_t_new", q("beta1") * q("beta1_t"), "power of the iteration"),
        UpdateLine("beta2_t_new", q("beta2") * q("beta2_t"), "power of the iteration"),
    ),
    lines=lambda q: (
        UpdateLine("m_new", q("beta1") * q("m") + (1 - q("beta1")) * q("g"), "mean of gradients"),
        UpdateLine("v_new", q("beta2") * q("v") + (1 - q("beta2")) * q("g") ** 2, "mean of squares"),
        UpdateLine("mhat", q("m_new") / (1 - q("beta1_t_new")), "freed of its start"),
        UpdateLine("vhat", q("v_new") / (1 - q("beta2_t_new")), "freed of its start"),
        UpdateLine(
            "w_new", q("w") - q("eta") * q("mhat") / (sp.sqrt(q("vhat")) + q("epsilon")), "step in units of its size"
        ),
    ),
    values=_values,
    options={"beta1": "0.9", "beta2": "0.999", "epsilon": "1e-8"},
    states={"m": "0", "v": "0"},
    shared={"beta1_t": "1", "beta2_t": "1"},
    remark=words(
        r"Each parameter has running means $m$ of its gradients and $v$ of their squares, at first 0; divided by "
        r"$1 - \beta_1^t$ and $1 - \beta_2^t$ in iteration $t$ they are free of that start."
    ),
    source="Kingma & Ba, Adam (ICLR 2015), algorithm 1; torch.optim.Adam",
    in_torch=lambda torch, parameters, step, o: torch.optim.Adam(
        parameters, lr=step, betas=(o["beta1"], o["beta2"]), eps=o["epsilon"]
    ),
)
