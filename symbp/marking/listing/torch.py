"""Things that torch builds and derives by itself: layers, losses, optimizers, ``.grad``."""

from __future__ import annotations

import ast
import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from symbp.marking.listing.arithmetic import (
    as_array,
    combined,
    matrix_product,
    mean,
    negative,
    of_function,
    reduced,
    total,
)
from symbp.marking.listing.autograd import descent
from symbp.marking.listing.indexing import selected
from symbp.marking.listing.library import FUNCTIONS
from symbp.marking.listing.values import FRESH, Array, Class, Instance, Native, NotUnderstoodError, Unknown

if TYPE_CHECKING:
    from symbp.marking.listing.calls import Caller

_ELEMENTWISE = {
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "ReLU": "relu",
    "Softplus": "softplus",
    "LeakyReLU": "leaky_relu",
    "SiLU": "silu",
    "GELU": "gelu",
}
_LOSSES = ("MSELoss", "BCELoss", "CrossEntropyLoss", "BCEWithLogitsLoss", "L1Loss", "cross_entropy")
LOSSES = frozenset({*_LOSSES, "mse_loss", "binary_cross_entropy"})
"""The losses that libraries calculate."""
_OTHERS = (
    "Linear",
    "Sequential",
    "ModuleList",
    "ModuleDict",
    "Identity",
    "Softmax",
    "SGD",
    "Flatten",
    "Dropout",
    "DataLoader",
    "TensorDataset",
)
_OPTIMIZERS = ("Adam", "AdamW", "RMSprop", "Adagrad")


def is_built(word: object) -> bool:
    """Whether torch builds something of that name, or an object was built so."""
    if isinstance(word, Class):
        return word.name in (*_OTHERS, *_LOSSES, "super")
    return word in _ELEMENTWISE or word in _LOSSES or word in _OTHERS or word in _OPTIMIZERS


def built(word: str, given: Sequence[Any], named: dict[str, object], run: Caller) -> object:
    """The values of ``nn.Linear(2, 3)``, ``nn.Sequential(…)``, ``nn.MSELoss()``, ``optim.SGD(…)``."""
    if word == "GELU":
        return Native(word, functools.partial(FUNCTIONS["gelu"], approximate=named.get("approximate", "none")))
    if word in _ELEMENTWISE:
        return Native(word, FUNCTIONS[_ELEMENTWISE[word]])
    if word in ("Identity", "Flatten", "Dropout"):
        return Native(word, lambda x: x)
    if word == "Softmax":
        return Native(word, lambda x: FUNCTIONS["softmax"](x, dim=named.get("dim", -1)))
    if word == "cross_entropy":
        return _cross_entropy(given[0], given[1], named.get("reduction", "mean"))
    if word in _LOSSES:
        return Native(word, functools.partial(_loss, word, named.get("reduction", "mean")))
    if word == "SGD":
        return descent(given, named, run)
    if word in _OPTIMIZERS:
        return Instance(
            Class(word, (), {}),
            {
                "zero_grad": Native("zero_grad", lambda *_, **__: run.recorder.forget_gradients()),
                "step": Native("step", run.recorder.stepped),
            },
        )
    if word in ("TensorDataset", "DataLoader"):
        return _data(word, given, named)
    if word == "Linear":
        return _linear(given, named, run)
    if word == "ModuleDict":
        return dict(given[0]) if given else {}
    first = given[0] if len(given) == 1 else None
    if isinstance(first, list) and first and all(isinstance(part, tuple) and len(part) == 2 for part in first):
        first = dict(first)
    modules = list(given) if not isinstance(first, list | dict) else first
    if word == "ModuleList":
        return modules
    return _chain(modules if isinstance(modules, dict) else {str(i): part for i, part in enumerate(modules)}, run)


def _chain(modules: dict[str, object], run: Caller) -> Instance:
    def forward(_: object, x: object) -> object:
        """The output of the last module, each given the output of the one before."""
        for module in modules.values():
            x = run.recorder.settled(run.call(module, [x], {}))
        return x

    methods: dict[str, Any] = {"forward": Native("forward", forward)}
    methods["__getitem__"] = Native("item", lambda _, at: list(modules.values())[at])
    return Instance(Class("Sequential", (), methods), modules)


def _data(word: str, given: Sequence[object], named: dict[str, object]) -> object:
    """Data in batches, in their order."""
    if word == "TensorDataset":
        return tuple(given)
    size = named.get("batch_size", given[1] if len(given) > 1 else 1)
    parts = given[0] if given else ()
    if isinstance(parts, Unknown):
        return parts
    if not isinstance(parts, tuple) or not isinstance(size, int) or size < 1:
        message = "batches of something that is not known"
        raise NotUnderstoodError(message)
    arrays = [as_array(part) for part in parts]
    count = min(array.shape[0] for array in arrays)
    starts = range(0, count, size)
    return [tuple(selected(array, slice(at, at + size)) for array in arrays) for at in starts]


def _linear(given: Sequence[Any], named: dict[str, object], run: Caller) -> Instance:
    """A layer ``x @ W.T + b`` whose parameters are the assignment's, by shape and order."""
    sizes = [*given, *(named[key] for key in ("in_features", "out_features") if key in named)]
    if len(sizes) < 2 or not all(isinstance(size, int) for size in sizes[:2]):
        message = "a layer whose sizes are not known"
        raise NotUnderstoodError(message)
    weight = Array.filled((sizes[1], sizes[0]), FRESH)
    bias = (
        None
        if named.get("bias") is False or (len(sizes) > 2 and sizes[2] is False)
        else Array.filled((sizes[1],), FRESH)
    )
    run.recorder.drawn(weight, bias)
    layer = Instance(Class("Linear", (), {"forward": Native("forward", _affine)}), {"weight": weight, "bias": bias})
    layer.values |= {"in_features": sizes[0], "out_features": sizes[1]}
    return layer


def _affine(layer: Instance, x: object) -> object:
    product = matrix_product(x, layer.values["weight"].transposed())
    bias = layer.values["bias"]
    return product if bias is None else combined(ast.Add, product, bias)


def _loss(word: str, reduction: object, x: object, y: object) -> object:
    """The loss of torch's class of that name for predictions x and targets y."""
    if word == "MSELoss":
        return FUNCTIONS["mse_loss"](x, y, reduction)
    if word == "BCELoss":
        return FUNCTIONS["binary_cross_entropy"](x, y, reduction)
    if word == "BCEWithLogitsLoss":
        return FUNCTIONS["binary_cross_entropy"](of_function("sigmoid")(x), y, reduction)
    if word == "L1Loss":
        differences = of_function("abs")(combined(ast.Sub, x, y))
        return reduced(differences, mean if reduction == "mean" else total)
    return _cross_entropy(x, y, reduction)


def _cross_entropy(x: object, y: object, reduction: object) -> object:
    """Cross-entropy of logits, with one-hot targets or the numbers of the classes."""
    logs = of_function("log")(FUNCTIONS["softmax"](x, dim=-1))
    array, target = as_array(logs), as_array(y)
    if target.shape == array.shape:
        shares = reduced(negative(combined(ast.Mult, y, logs)), total, -1)
    else:
        rows = array.reshaped((-1, array.shape[-1])).rows()
        picks = [entry for entry in target.entries if isinstance(entry, int)]
        if len(picks) != len(rows):
            return Unknown("classes that are not known")
        shares = Array.of([row.entries[pick] for row, pick in zip(rows, picks, strict=True)])
        shares = negative(shares)
    return reduced(shares, mean if reduction == "mean" else total)
