"""Logistic sigmoid: a = 1/(1 + exp(-z)), with slope a(1 - a)."""

import numpy as np
import sympy as sp

from symbp.activations.base import Activation
from symbp.registry import words

SIGMOID = Activation(
    name="sigmoid",
    title=words("the logistic sigmoid"),
    expression=lambda z, total, options: 1 / (1 + sp.exp(-z)),
    slope=lambda z, a, other, same, options: a * (1 - a),
    # Two forms, so that exp never overflows; both agree at 0.
    forward=lambda z, options: np.where(z >= 0, 1.0, np.exp(-np.abs(z))) / (1.0 + np.exp(-np.abs(z))),
    vjp=lambda z, a, upstream, options: upstream * a * (1.0 - a),
    stable="sigmoid",
    low=sp.Integer(0),
    high=sp.Integer(1),
    source="Rumelhart, Hinton & Williams, Nature 323 (1986), eq. 2; torch.nn.Sigmoid",
)
