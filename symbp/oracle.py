"""The NumPy judge: forward, backward and finite differences in matrix form.

This module imports NumPy and nothing of symbp. It shares no line of code and no idea of "lines"
with the derivation that it judges; names, samples and functions come in as arrays and callables.

Shapes: samples are columns. ``W`` (units, sources), ``b`` (units,), ``Z`` and ``A`` (units, samples).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

ABSENT = -1


@dataclass(frozen=True, slots=True)
class ActivationRows:
    """An activation on some rows of a layer: forward(Z) and vjp(Z, A, upstream)."""

    rows: Indices
    forward: Callable[[Array], Array]
    vjp: Callable[[Array, Array, Array], Array]


@dataclass(frozen=True, slots=True)
class LayerIndices:
    """Where in the parameter vector a layer's weights and biases stand; ABSENT where there is none."""

    weights: Indices
    biases: Indices
    bias_sign: int
    functions: Sequence[ActivationRows]


@dataclass(frozen=True, slots=True)
class Problem:
    """A network, its data and its loss.

    Attributes:
        parameters: all parameters, shape (p,); shared ones stand once.
        layers: from the first behind the inputs to the outputs.
        x, y: inputs and targets, (units, samples).
        losses: A, Y -> loss of each sample, (samples,).
        loss_gradient: A, Y -> ∂(loss of its sample)/∂A, (units, samples).
        sample_weight: factor of each sample's loss in the whole loss: 1, or 1/samples for the mean.
    """

    parameters: Array
    layers: Sequence[LayerIndices]
    x: Array
    y: Array
    losses: Callable[[Array, Array], Array]
    loss_gradient: Callable[[Array, Array], Array]
    sample_weight: float


@dataclass(frozen=True, slots=True)
class PassResult:
    """One forward and backward pass.

    Attributes:
        z, a: pre-activations and outputs a layer; ``a[0]`` are the inputs.
        losses, loss: of each sample, and the whole.
        da, dz: ∂loss/∂a and ∂loss/∂z; ``dz[0]`` is empty.
        gradient: ∂loss/∂parameters, (p,).
    """

    z: list[Array]
    a: list[Array]
    losses: Array
    loss: float
    da: list[Array]
    dz: list[Array]
    gradient: Array


def _take(parameters: Array, where: Indices) -> Array:
    return np.where(where == ABSENT, 0.0, parameters[np.maximum(where, 0)])


def _forward(problem: Problem, parameters: Array) -> tuple[list[Array], list[Array]]:
    a, z = [problem.x], [np.empty((0, problem.x.shape[1]))]
    for layer in problem.layers:
        bias = layer.bias_sign * _take(parameters, layer.biases)
        before = _take(parameters, layer.weights) @ a[-1] + bias[:, None]
        after = np.empty_like(before)
        for function in layer.functions:
            after[function.rows] = function.forward(before[function.rows])
        z.append(before)
        a.append(after)
    return z, a


def loss_at(problem: Problem, parameters: Array) -> float:
    """The whole loss at other parameters."""
    _, a = _forward(problem, parameters)
    return float(problem.sample_weight * problem.losses(a[-1], problem.y).sum())


def run(problem: Problem) -> PassResult:
    """One forward and one backward pass.

    Δ_l = vjp(A_l, W_{l+1}ᵀ Δ_{l+1}), ∂L/∂W_l = Δ_l A_{l-1}ᵀ, ∂L/∂b_l = Δ_l 1.
    """
    z, a = _forward(problem, problem.parameters)
    losses = problem.losses(a[-1], problem.y)
    da = [np.empty(0)] * len(a)
    dz = [np.empty(0)] * len(a)
    gradient = np.zeros_like(problem.parameters)
    da[-1] = problem.sample_weight * problem.loss_gradient(a[-1], problem.y)
    for i in range(len(problem.layers), 0, -1):
        layer = problem.layers[i - 1]
        dz[i] = np.empty_like(z[i])
        for f in layer.functions:
            dz[i][f.rows] = f.vjp(z[i][f.rows], a[i][f.rows], da[i][f.rows])
        _collect(gradient, layer.weights, dz[i] @ a[i - 1].T)
        _collect(gradient, layer.biases, layer.bias_sign * dz[i].sum(axis=1))
        da[i - 1] = _take(problem.parameters, layer.weights).T @ dz[i]
    return PassResult(z, a, losses, float(problem.sample_weight * losses.sum()), da, dz, gradient)


def kink(problem: Problem, parameter: int, step: float = 1e-4) -> bool:
    """Whether the slopes of the loss to the left and to the right of a parameter differ.

    Those of a smooth loss differ by about step·L''; a kink makes them differ however small the step. What the
    last bits of the loss may make of a slope is no difference.
    """
    here = loss_at(problem, problem.parameters)

    def slope(by: float) -> float:
        """The slope of the loss between here and a place so far away."""
        parameters = problem.parameters.copy()
        parameters[parameter] += by
        return (loss_at(problem, parameters) - here) / by

    apart, nearer = abs(slope(step) - slope(-step)), abs(slope(step / 10) - slope(-step / 10))
    least = max(1e-6 * max(1.0, abs(slope(step))), 1e-13 * abs(here) / step)
    return bool(apart > least and nearer > apart / 2)


def _collect(gradient: Array, where: Indices, parts: Array) -> None:
    present = where != ABSENT
    np.add.at(gradient, where[present], parts[present])


def differences(problem: Problem, parameter: int, step: float = 1e-3) -> float:
    """∂loss/∂parameter by central differences of fourth order, without any derivative.

    (8(L(+h) - L(-h)) - (L(+2h) - L(-2h)))/(12 h), error of order h⁴.
    """

    def moved_loss(by: float) -> float:
        """The loss with the parameter moved by that much."""
        parameters = problem.parameters.copy()
        parameters[parameter] += by
        return loss_at(problem, parameters)

    near, far = moved_loss(step) - moved_loss(-step), moved_loss(2 * step) - moved_loss(-2 * step)
    return (8 * near - far) / (12 * step)
