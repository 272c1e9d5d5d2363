"""Gradient descent: w ← w - η g."""

from symbp.optimizers.base import Line, Optimizer

SGD = Optimizer(
    name="sgd",
    title="gradient descent",
    lines=lambda q: (Line("w_new", q("w") - q("eta") * q("g"), "gradient descent"),),
    values=lambda v: {"w_new": v["w"] - v["eta"] * v["g"]},
    source="Cauchy, Comptes rendus 25 (1847); torch.optim.SGD",
    in_torch=lambda torch, parameters, step, o: torch.optim.SGD(parameters, lr=step),
)
