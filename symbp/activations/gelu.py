"""GELU: a = z Φ(z), where Φ(z) = (1 + erf(z/√2))/2 is the distribution function of the standard normal."""

import math

import numpy as np
import sympy as sp

from symbp.activations.base import Activation, Array
from symbp.formula.entrywise import erfc
from symbp.registry import words


def _below(z: Array) -> Array:
    """Φ(z), the part of the standard normal that is below z."""
    return np.asarray(erfc(-z / math.sqrt(2)) / 2)


GELU = Activation(
    name="gelu",
    title=words("GELU"),
    expression=lambda z, total, options: z / 2 * (1 + sp.erf(z / sp.sqrt(2))),
    forward=lambda z, options: z * _below(z),
    vjp=lambda z, a, upstream, options: upstream * (_below(z) + z * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)),
    source="Hendrycks & Gimpel, Gaussian Error Linear Units (2016), equation 1; torch.nn.GELU",
)
