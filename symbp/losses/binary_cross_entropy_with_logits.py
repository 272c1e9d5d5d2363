"""Binary cross-entropy on logits: Σ_k (ln(1 + exp(o_k)) - y_k o_k), with slope sigmoid(o_k) - y_k."""

import numpy as np
import sympy as sp

from symbp.losses.base import Loss, Targets
from symbp.registry import words

BINARY_CROSS_ENTROPY_WITH_LOGITS = Loss(
    name="binary-cross-entropy-with-logits",
    title=words("binary cross-entropy on logits"),
    term=lambda o, y, p, options: -y * sp.log(p) - (1 - y) * sp.log(1 - p),
    default_output_activation="identity",
    link="sigmoid",
    slope=lambda o, y, p, whole: p - y,
    values=lambda o, y, options: (np.logaddexp(0.0, o) - y * o).sum(axis=0),
    gradient=lambda o, y, options: 1.0 / (1.0 + np.exp(-o)) - y,
    targets=Targets.PROBABILITIES,
    logits="the sigmoid",
    source="torch.nn.BCEWithLogitsLoss",
)
