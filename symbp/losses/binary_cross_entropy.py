"""Binary cross-entropy on probabilities: -Σ_k (y_k ln o_k + (1 - y_k) ln(1 - o_k))."""

import numpy as np
import sympy as sp

from symbp.losses.base import Array, Loss, Targets


def _values(o: Array, y: Array) -> Array:
    # 0·ln 0 is 0 here, as in the exact formula's limit: an output of 1 with target 1 costs nothing.
    chosen = np.where(y == 0, 0.0, y * np.log(np.where(y == 0, 1.0, o)))
    other = np.where(y == 1, 0.0, (1 - y) * np.log(np.where(y == 1, 1.0, 1 - o)))
    return np.asarray(-(chosen + other).sum(axis=0))


def _share(weight: Array, probability: Array) -> Array:
    """weight/probability, and 0 where the weight is 0."""
    return np.asarray(np.divide(weight, probability, out=np.zeros_like(weight), where=weight != 0))


BINARY_CROSS_ENTROPY = Loss(
    name="binary-cross-entropy",
    title="binary cross-entropy",
    share=lambda o, y, p, options: -y * sp.log(o) - (1 - y) * sp.log(1 - o),
    partner="sigmoid",
    values=lambda o, y, options: _values(o, y),
    gradient=lambda o, y, options: _share(1 - y, 1 - o) - _share(y, o),
    targets=Targets.PROBABILITIES,
    source="Goodfellow, Bengio & Courville, Deep Learning (2016), section 6.2.2.2; torch.nn.BCELoss",
)
