"""Squared error: Σ_k (o_k - y_k)², halved, summed or averaged over the outputs."""

import numpy as np

from symbp.losses.base import Loss
from symbp.registry import words

SQUARED_ERROR = Loss(
    name="squared-error",
    title=words("squared error"),
    term=lambda o, y, p, options: (o - y) ** 2,
    values=lambda o, y, options: np.square(o - y).sum(axis=0),
    gradient=lambda o, y, options: 2.0 * (o - y),
    reduction="half-sum",
    least_at_target=True,
    source="Rumelhart, Hinton & Williams, Nature 323 (1986), eq. 3; the mean as torch.nn.MSELoss",
)
