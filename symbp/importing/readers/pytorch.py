"""PyTorch: a ``state_dict`` saved as ``.pt``, never an object; or an ``nn.Sequential`` in memory.

A saved object is a program: to load it is to run it. ``torch.load(weights_only=True)`` reads tensors
and refuses everything else. The activations are not in a ``state_dict``; they have to be told.

Source: PyTorch, "Saving and Loading Models"; ``torch.load``.
"""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from symbp.errors import MissingProgramError, SpecError, did_you_mean
from symbp.importing.model import Layer, Model, checked, in_order, linear
from symbp.importing.readers.base import ModelReader
from symbp.limits import MOST_ARRAY_NUMBERS

_ADVICE = "save its state_dict() instead: torch.save(model.state_dict(), 'model.pt')"


def _read(path: Path) -> Model:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            # An archive "code.pt" has a folder of its own name: the folder within that is meant.
            if any("/code/" in name or name.endswith("/constants.pkl") for name in archive.namelist()):
                message = f"it holds TorchScript code, which is not run; {_ADVICE}"
                raise SpecError(message)
    try:
        import torch
    except ImportError:
        message = "torch is not installed. Install it with: pip install torch"
        raise MissingProgramError(message) from None
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        message = f"it holds objects, and to load an object is to run its code; {_ADVICE}"
        raise SpecError(message) from None
    except (
        ArithmeticError,
        AttributeError,
        EOFError,
        ImportError,
        LookupError,
        MemoryError,
        OSError,
        RuntimeError,
        TypeError,
        ValueError,
        zipfile.BadZipFile,
    ) as error:
        why = f": {' '.join(str(error).split())[:100]}" if isinstance(error, RuntimeError) else ""
        message = f"it cannot be read as a state_dict{why}"
        raise SpecError(message) from None
    return from_state(state)


def from_state(state: object) -> Model:
    """The model of a ``state_dict``: layers in the order in which their weights stand, or in one that fits.

    Raises:
        SpecError: something in it is no fully connected layer, or the order cannot be known.
    """
    if not isinstance(state, Mapping) or not state:
        message = f"expected a state_dict, a table of tensors, found {type(state).__name__}"
        raise SpecError(message)
    layers: list[Layer] = []
    names = [str(name) for name in state]
    for name in names:
        prefix, _, kind = name.rpartition(".")
        if kind not in ("weight", "bias") or not hasattr(state[name], "detach"):
            message = f"'{name[:80]}' is neither the weight nor the bias of a fully connected layer: not supported"
            raise SpecError(message)
        if kind == "bias":
            if _key(prefix, "weight") not in names:
                message = f"'{name}' has no weights beside it: not supported"
                raise SpecError(message)
            continue
        bias = state.get(_key(prefix, "bias"))
        layers.append(linear(prefix or "layer", _array(state[name]), None if bias is None else _array(bias)))
    return checked(in_order(layers))


def _key(prefix: str, kind: str) -> str:
    """The name of a tensor; a single layer has no name before it."""
    return f"{prefix}.{kind}" if prefix else kind


def _array(tensor: Any) -> object:
    if tensor.numel() > MOST_ARRAY_NUMBERS:
        message = f"a tensor has {tensor.numel()} entries; at most {MOST_ARRAY_NUMBERS} are read"
        raise SpecError(message)
    try:
        plain = tensor.detach().cpu()
        # NumPy has no bfloat16; every number of it is a float32.
        return plain.float().numpy() if str(plain.dtype) in ("torch.bfloat16", "torch.float16") else plain.numpy()
    except (TypeError, RuntimeError, NotImplementedError, ValueError):
        message = f"a tensor of the type {tensor.dtype}, {tensor.layout}: not supported"
        raise SpecError(message) from None


_ACTIVATIONS = {
    "ReLU": "relu",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Softmax": "softmax",
    "Softplus": "softplus",
    "Identity": "identity",
    "LeakyReLU": "leaky-relu",
    "ELU": "elu",
    "SiLU": "silu",
    "GELU": "gelu",
    "Softsign": "softsign",
    "Hardsigmoid": "hard-sigmoid",
}


_OPTIONS = {"LeakyReLU": {"negative_slope": "leak"}, "ELU": {"alpha": "scale"}}
"""Options of torch's activations, and their names here."""


def from_sequential(model: Any) -> Model:
    """The model of an ``nn.Sequential`` of ``nn.Linear`` and activations.

    Raises:
        SpecError: a module that is not supported, by its name.
    """
    if type(model).__name__ != "Sequential":
        message = f"a {type(model).__name__} may do anything with its parts: only nn.Sequential is supported"
        raise SpecError(message)
    layers: list[Layer] = []
    # Not named_children(), which leaves out a module that stands twice.
    for name, module in model._modules.items():  # noqa: SLF001 - there is no public way to all of them
        kind = type(module).__name__
        if (kind == "Softplus" and module.beta != 1) or (kind == "Softmax" and module.dim not in (1, -1)):
            message = f"module '{name}' is {module}: not supported"
            raise SpecError(message)
        if kind == "Linear":
            bias = None if module.bias is None else _array(module.bias)
            layers.append(linear(name, _array(module.weight), bias))
        elif kind not in _ACTIVATIONS:
            message = f"module '{name}' is a {kind}: not supported. {did_you_mean(kind, ['Linear', *_ACTIVATIONS])}"
            raise SpecError(message)
        elif not layers or layers[-1].activation:
            message = f"module '{name}' ({kind}) does not follow a Linear: not supported"
            raise SpecError(message)
        else:
            options = {option: float(getattr(module, own)) for own, option in _OPTIONS.get(kind, {}).items()}
            last, activation = layers[-1], _ACTIVATIONS[kind]
            activation += "-tanh" if getattr(module, "approximate", "none") == "tanh" else ""
            layers[-1] = Layer(last.name, last.weights, last.bias, activation, options)
    return checked([_linear_only(layer) for layer in layers])


def _linear_only(layer: Layer) -> Layer:
    return layer if layer.activation else Layer(layer.name, layer.weights, layer.bias, "identity")


PYTORCH = ModelReader(name="pytorch", suffixes=(".pt", ".pth"), read=_read)
