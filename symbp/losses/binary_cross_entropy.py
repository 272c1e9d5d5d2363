"""Binary cross-entropy on probabilities: -Σ_k (y_k ln o_k + (1 - y_k) ln(1 - o_k))."""

import numpy as np
import sympy as sp

from symbp.losses.base import Array, Loss, Targets
from symbp.registry import words


def _values(o: Array, y: Array) -> Array:
    # 0·ln 0 is 0 here, as in the exact formula's limit: an output of 1 with target 1 costs nothing.
    chosen = np.where(y == 0, 0.0, y * np.log(np.where(y == 0, 1.0, o)))
    other = np.where(y == 1, 0.0, (1 - y) * np.log(np.where(y == 1, 1.0, 1 - o)))
    return np.asarray(-(chosen + other).sum(axis=0))


def _quotient(weight: Array, probability: Array) -> Array:
    """weight/probability, and 0 where the weight is 0."""
    return np.asarray(np.divide(weight, probability, out=np.zeros_like(weight), where=weight != 0))


BINARY_CROSS_ENTROPY = Loss(
    name="binary-cross-entropy",
    title=words("binary cross-entropy"),
    term=lambda o, y, p, options: -y * sp.log(o) - (1 - y) * sp.log(1 - o),
    default_output_activation="sigmoid",
    values=lambda o, y, options: _values(o, y),
    gradient=lambda o, y, options: _quotient(1 - y, 1 - o) - _quotient(y, o),
    targets=Targets.PROBABILITIES,
    source="Goodfellow, Bengio & Courville, Deep Learning (2016), section 6.2.2.2; torch.nn.BCELoss",
)
