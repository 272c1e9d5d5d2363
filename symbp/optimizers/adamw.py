"""AdamW: Adam, and a share of the weight itself taken off: w ← w - η λ w - η m̂ / (√v̂ + ε)."""

from symbp.optimizers import adam
from symbp.optimizers.base import Optimizer, UpdateLine
from symbp.registry import words


def _values(v):  # type: ignore[no-untyped-def]
    values = adam.ADAM.values(v)
    return {**values, "w_new": values["w_new"] - v["eta"] * v["decay"] * v["w"]}


ADAMW = Optimizer(
    name="adamw",
    title=words("AdamW"),
    shared_lines=adam.ADAM.shared_lines,
    lines=lambda q: (
        *adam.ADAM.lines(q)[:-1],
        UpdateLine(
            "w_new", adam.ADAM.lines(q)[-1].expr - q("eta") * q("decay") * q("w"), "step, and decay of the weight"
        ),
    ),
    values=_values,
    options={**adam.ADAM.options, "decay": "0.01"},
    states=adam.ADAM.states,
    shared=adam.ADAM.shared,
    remark=words(
        r"Each parameter has running means $m$ of its gradients and $v$ of their squares, as with Adam; the decay is "
        "taken off the parameter itself, and does not pass through them."
    ),
    source="Loshchilov & Hutter, Decoupled weight decay regularization (ICLR 2019), algorithm 2; torch.optim.AdamW",
    in_torch=lambda torch, parameters, step, o: torch.optim.AdamW(
        parameters, lr=step, betas=(o["beta1"], o["beta2"]), eps=o["epsilon"], weight_decay=o["decay"]
    ),
)
