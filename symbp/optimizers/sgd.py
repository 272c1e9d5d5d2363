"""Gradient descent: w ← w - η g."""

from symbp.optimizers.base import Optimizer, UpdateLine
from symbp.registry import words

SGD = Optimizer(
    name="sgd",
    title=words("gradient descent"),
    lines=lambda q: (UpdateLine("w_new", q("w") - q("eta") * q("g"), "gradient descent"),),
    values=lambda v: {"w_new": v["w"] - v["eta"] * v["g"]},
    source="Cauchy, Comptes rendus 25 (1847); torch.optim.SGD",
    in_torch=lambda torch, parameters, step, o: torch.optim.SGD(parameters, lr=step),
)
