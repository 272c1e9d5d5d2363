"""Things that torch builds and derives by itself: layers, losses, optimizers, ``.grad``."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from symbp.marking.expression import Expression, name
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
from symbp.marking.listing.library import FUNCTIONS
from symbp.marking.listing.values import FRESH, Array, Class, Instance, Native, NotUnderstoodError, Unknown

if TYPE_CHECKING:
    from symbp.marking.listing.evaluator import Evaluator
    from symbp.marking.listing.recorder import Recorder

_ELEMENTWISE = {"Sigmoid": "sigmoid", "Tanh": "tanh", "ReLU": "relu", "Softplus": "softplus", "LeakyReLU": "leaky_relu"}
_LOSSES = ("MSELoss", "BCELoss", "CrossEntropyLoss", "BCEWithLogitsLoss", "L1Loss", "cross_entropy")
_OTHERS = ("Linear", "Sequential", "ModuleList", "Identity", "Softmax", "SGD", "Adam", "Flatten")


def is_built(word: object) -> bool:
    """Whether torch builds something of that name, or an object was built so."""
    if isinstance(word, Class):
        return word.name in (*_OTHERS, *_LOSSES, "super")
    return word in _ELEMENTWISE or word in _LOSSES or word in _OTHERS


def built(word: str, given: Sequence[Any], named: dict[str, Any], run: Evaluator) -> Any:
    """The values of ``nn.Linear(2, 3)``, ``nn.Sequential(…)``, ``nn.MSELoss()``, ``optim.SGD(…)``."""
    if word in _ELEMENTWISE:
        return Native(word, FUNCTIONS[_ELEMENTWISE[word]])
    if word in ("Identity", "Flatten"):
        return Native(word, lambda x: x)
    if word == "Softmax":
        return Native(word, lambda x: FUNCTIONS["softmax"](x, dim=named.get("dim", -1)))
    if word == "cross_entropy":
        return _cross_entropy(given[0], given[1], named.get("reduction", "mean"))
    if word in _LOSSES:
        return Native(word, _loss(word, named.get("reduction", "mean")))
    if word in ("SGD", "Adam"):
        return Instance(
            Class(word, (), {}),
            {
                "zero_grad": Native("zero_grad", lambda *_, **__: run.recorder.forget_gradients()),
                "step": Native("step", run.recorder.stepped),
            },
        )
    if word == "Linear":
        return _linear(given, named, run)
    modules = list(given[0]) if len(given) == 1 and isinstance(given[0], list) else list(given)
    if word == "ModuleList":
        return modules
    return _chain(modules, run)


def _chain(modules: Sequence[Any], run: Evaluator) -> Native:
    def forward(x: Any) -> Any:
        for module in modules:
            x = run.recorder.settled(run.call(module, [x], {}))
        return x

    return Native("Sequential", forward)


def _linear(given: Sequence[Any], named: dict[str, Any], run: Evaluator) -> Native:
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

    def forward(x: Any) -> Any:
        product = matrix_product(x, weight.transposed())
        return product if bias is None else combined(ast.Add, product, bias)

    return Native("Linear", forward)


def _loss(word: str, reduction: Any) -> Any:
    def loss(x: Any, y: Any) -> Any:
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

    return loss


def _cross_entropy(x: Any, y: Any, reduction: Any) -> Any:
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


def gradient(owner: Any, recorder: Recorder) -> Any:
    """The gradients that torch has derived for a tensor of parameters, as lines of the derivation."""
    if isinstance(owner, Array):
        known = recorder.gradients.get(id(owner))
        if owner.grad is None or known is None or known[1] != recorder.derivations:
            recorder.gradients[id(owner)] = (owner, recorder.derivations)
            entries = [_gradient(entry, recorder) for entry in owner.entries]
            owner.grad = Array(owner.shape, entries)
        return owner.grad
    return _gradient(owner, recorder)


def _gradient(entry: Any, recorder: Recorder) -> Any:
    line = entry.args[0] if isinstance(entry, Expression) and entry.op == "name" else None
    if line is None:
        return Unknown("the gradient of something that is no parameter")
    if recorder.differentiated_loss is False:
        return Unknown("the gradient of another loss")
    tag = f"@{recorder.iteration}" if recorder.iteration > 1 else ""
    found = f"dL/d{line.partition('_new')[0]}{tag}"
    if found not in recorder.key.derivation:
        return Unknown("the gradient of something that is no parameter")
    return name(found)
