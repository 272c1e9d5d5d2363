"""Hard sigmoid: a = 0 up to -3, 1 from 3 on, and z/6 + 1/2 between them."""

import numpy as np
import sympy as sp

from symbp.activations.base import Activation
from symbp.page.words import phrase
from symbp.registry import words

_HALF = sp.Rational(1, 2)

HARD_SIGMOID = Activation(
    name="hard-sigmoid",
    title=words("the hard sigmoid"),
    expression=lambda z, total, options: sp.Piecewise(
        (z / 6 + _HALF, sp.Abs(z) < 3), (sp.Integer(0), z < 0), (sp.Integer(1), True)
    ),
    forward=lambda z, options: np.clip(z / 6 + 0.5, 0.0, 1.0),
    vjp=lambda z, a, upstream, options: upstream * np.where(np.abs(z) < 3, 1 / 6, 0.0),
    low=sp.Integer(0),
    high=sp.Integer(1),
    remark=lambda options: phrase("The hard sigmoid has slope 1/6 between -3 and 3, and slope 0 from there on."),
    source="Courbariaux, Bengio & David, BinaryConnect (2015); torch.nn.Hardsigmoid",
)
