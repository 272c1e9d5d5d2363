"""Binary cross-entropy on logits: Σ_k (ln(1 + exp(o_k)) - y_k o_k), with slope sigmoid(o_k) - y_k."""

import numpy as np
import sympy as sp

from symbp.losses.base import Loss, Targets, total

BINARY_CROSS_ENTROPY_WITH_LOGITS = Loss(
    name="binary-cross-entropy-with-logits",
    title="binary cross-entropy on logits",
    expression=lambda o, y, parts, options: total(
        [-t * sp.log(p) - (1 - t) * sp.log(1 - p) for p, t in zip(parts, y, strict=True)]
    ),
    part="sigmoid",
    parts=lambda o: [1 / (1 + sp.exp(-a)) for a in o],
    slope=lambda a, t, p, targets: p - t,
    values=lambda o, y, options: (np.logaddexp(0.0, o) - y * o).sum(axis=0),
    gradient=lambda o, y, options: 1.0 / (1.0 + np.exp(-o)) - y,
    targets=Targets.PROBABILITIES,
    logits="the sigmoid",
    source="torch.nn.BCEWithLogitsLoss",
)
