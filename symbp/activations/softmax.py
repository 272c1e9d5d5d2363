"""Softmax over a layer: a_i = exp(z_i)/Σ_k exp(z_k), with ∂a_i/∂z_j = a_i([i = j] - a_j)."""

import numpy as np
import sympy as sp

from symbp.activations.base import Activation, Array
from symbp.registry import words


def _forward(z: Array) -> Array:
    powers = np.exp(z - z.max(axis=0, keepdims=True))
    return np.asarray(powers / powers.sum(axis=0, keepdims=True))


SOFTMAX = Activation(
    name="softmax",
    title=words("softmax over the layer"),
    expression=lambda z, total, options: sp.exp(z) / total(sp.exp),
    slope=lambda z, a, other, same, options: a * (1 - a) if same else -a * other,
    forward=lambda z, options: _forward(z),
    vjp=lambda z, a, upstream, options: a * (upstream - (a * upstream).sum(axis=0, keepdims=True)),
    stable="softmax",
    low=sp.Integer(0),
    high=sp.Integer(1),
    elementwise=False,
    source="Bridle (1990); Goodfellow, Bengio & Courville, Deep Learning (2016), section 6.2.2.3",
)
