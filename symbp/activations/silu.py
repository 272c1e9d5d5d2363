"""SiLU, also called swish: a = z σ(z)."""

import numpy as np
import sympy as sp

from symbp.activations.base import Activation
from symbp.registry import words


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return np.exp(-np.logaddexp(0.0, -z))


SILU = Activation(
    name="silu",
    title=words("SiLU"),
    expression=lambda z, total, options: z / (1 + sp.exp(-z)),
    forward=lambda z, options: z * _sigmoid(z),
    vjp=lambda z, a, upstream, options: upstream * _sigmoid(z) * (1 + z * _sigmoid(-z)),
    source="Elfwing, Uchibe & Doya, Neural Networks 107 (2018); torch.nn.SiLU",
)
