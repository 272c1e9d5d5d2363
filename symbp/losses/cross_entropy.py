"""Cross-entropy on probabilities: -Σ_k y_k ln o_k."""

import numpy as np
import sympy as sp

from symbp.losses.base import Loss, Targets
from symbp.registry import words

CROSS_ENTROPY = Loss(
    name="cross-entropy",
    title=words("cross-entropy"),
    term=lambda o, y, p, options: -y * sp.log(o),
    default_output_activation="softmax",
    values=lambda o, y, options: -np.where(y == 0, 0.0, y * np.log(np.where(y == 0, 1.0, o))).sum(axis=0),
    gradient=lambda o, y, options: -np.divide(y, o, out=np.zeros_like(y), where=y != 0),
    targets=Targets.DISTRIBUTION,
    source="Goodfellow, Bengio & Courville, Deep Learning (2016), section 6.2.2.3",
)
