"""Softplus: a = log(1 + exp(z)), with slope 1/(1 + exp(-z))."""

import numpy as np
import sympy as sp

from symbp.activations.base import Activation
from symbp.registry import words

SOFTPLUS = Activation(
    name="softplus",
    title=words("softplus"),
    expression=lambda z, total, options: sp.log(1 + sp.exp(z)),
    slope=lambda z, a, other, same, options: 1 / (1 + sp.exp(-z)),
    forward=lambda z, options: np.logaddexp(0.0, z),
    vjp=lambda z, a, upstream, options: upstream * -np.expm1(-a),
    stable="softplus",
    low=sp.Integer(0),
    source="Dugas et al., NIPS 2000; torch.nn.Softplus with beta 1",
)
