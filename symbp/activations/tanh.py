"""Hyperbolic tangent: a = tanh(z), with slope 1 - a²."""

import numpy as np
import sympy as sp

from symbp.activations.base import Activation
from symbp.registry import words

TANH = Activation(
    name="tanh",
    title=words("the hyperbolic tangent"),
    expression=lambda z, total, options: sp.tanh(z),
    slope=lambda z, a, other, same, options: 1 - a**2,
    forward=lambda z, options: np.tanh(z),
    vjp=lambda z, a, upstream, options: upstream / np.cosh(np.clip(z, -350, 350)) ** 2,
    low=sp.Integer(-1),
    high=sp.Integer(1),
    source="LeCun et al., Efficient BackProp (1998), section 4.4; torch.nn.Tanh",
)
