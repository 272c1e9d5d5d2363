"""A model as the files of an assignment."""

from __future__ import annotations

import re

from symbp.errors import SpecError
from symbp.files import archive
from symbp.importing.model import Model
from symbp.losses import losses
from symbp.losses.base import Targets
from symbp.spec.choices import loss_choice
from symbp.spec.schema import LossTable
from symbp.templating import fill


def assignment_files(model: Model, title: str, loss: str = "squared-error", samples: int = 1) -> dict[str, bytes]:
    """The TOML file and the ``.npz`` file of a model, by name.

    Raises:
        SpecError: layers with different options of their activations.
    """
    name = re.sub(r"[^\w-]+", "-", title)[:60].strip("-") or "model"
    options: dict[str, float] = {}
    for layer in model.layers:
        for key, value in layer.options.items():
            if options.setdefault(key, value) != value:
                message = f"'{layer.name}': {key} {value} after {key} {options[key]} in another layer: not supported"
                raise SpecError(message)
    targets = losses[loss_choice(LossTable(name=loss)).name].targets
    text = fill(
        "imported.toml",
        title=f"Imported from {name}",
        file=f"{name}.npz",
        sizes=list(model.sizes),
        activations=[layer.activation for layer in model.layers],
        options={key: repr(value) for key, value in options.items()},
        bias="none" if model.layers[0].bias is None else "unit",
        loss=loss,
        samples=samples,
        classes=[0] * samples if targets is Targets.DISTRIBUTION and model.sizes[-1] > 1 else None,
        targets=targets is not Targets.NONE,
    )
    arrays = {f"W{number}": layer.weights for number, layer in enumerate(model.layers, start=1)}
    arrays |= {f"b{n}": layer.bias for n, layer in enumerate(model.layers, start=1) if layer.bias is not None}
    return {f"{name}.toml": text.encode(), f"{name}.npz": archive(arrays)}
