"""GELU with the hyperbolic tangent in place of the error function: z/2 (1 + tanh(√(2/π) (z + 0.044715 z³)))."""

import math

import numpy as np
import sympy as sp

from symbp.activations.base import Activation, Array
from symbp.registry import words

_CUBIC = sp.Rational("0.044715")
_ROOT = math.sqrt(2 / math.pi)


def _inside(z: Array) -> Array:
    return _ROOT * (z + float(_CUBIC) * z**3)


def _slope(z: Array) -> Array:
    # tanh'(u) = 4 σ(2u) σ(-2u), without the difference of two numbers that are nearly 1.
    below, above = (np.exp(-np.logaddexp(0.0, sign * 2 * _inside(z))) for sign in (1, -1))
    return above + 2 * z * above * below * _ROOT * (1 + 3 * float(_CUBIC) * z**2)


GELU_TANH = Activation(
    name="gelu-tanh",
    title=words("GELU, approximated with tanh"),
    expression=lambda z, total, options: z / 2 * (1 + sp.tanh(sp.sqrt(2 / sp.pi) * (z + _CUBIC * z**3))),
    forward=lambda z, options: z * np.exp(-np.logaddexp(0.0, -2 * _inside(z))),
    vjp=lambda z, a, upstream, options: upstream * _slope(z),
    source='Hendrycks & Gimpel, Gaussian Error Linear Units (2016), section 2; torch.nn.GELU with approximate="tanh"',
)
