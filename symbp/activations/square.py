"""Square: a = z², with slope 2z."""

import sympy as sp

from symbp.activations.base import Activation
from symbp.registry import words

SQUARE = Activation(
    name="square",
    title=words("the square"),
    expression=lambda z, total, options: z**2,
    forward=lambda z, options: z**2,
    vjp=lambda z, a, upstream, options: 2 * upstream * z,
    low=sp.Integer(0),
    source="Livni, Shalev-Shwartz & Shamir, NIPS 2014; torch.square",
)
