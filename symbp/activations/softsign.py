"""Softsign: a = z/(1 + |z|), with slope 1/(1 + |z|)²."""

import numpy as np
import sympy as sp

from symbp.activations.base import Activation
from symbp.registry import words

SOFTSIGN = Activation(
    name="softsign",
    title=words("softsign"),
    expression=lambda z, total, options: z / (1 + sp.Abs(z)),
    forward=lambda z, options: z / (1 + np.abs(z)),
    vjp=lambda z, a, upstream, options: upstream / (1 + np.abs(z)) ** 2,
    low=sp.Integer(-1),
    high=sp.Integer(1),
    source="Glorot & Bengio, AISTATS 2010; torch.nn.Softsign",
)
