"""Softmax cross-entropy on logits: -Σ_k y_k ln p_k with p = softmax(o), and slope p_k Σ_j y_j - y_k."""

import numpy as np
import sympy as sp

from symbp.losses.base import Array, Loss, Targets
from symbp.registry import words


def _log_softmax(o: Array) -> Array:
    shifted = o - o.max(axis=0, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=0, keepdims=True)))


SOFTMAX_CROSS_ENTROPY = Loss(
    name="softmax-cross-entropy",
    title=words("cross-entropy of the softmax of the outputs"),
    term=lambda o, y, p, options: -y * sp.log(p),
    default_output_activation="identity",
    link="softmax",
    slope=lambda o, y, p, whole: p * whole - y,
    values=lambda o, y, options: -(y * _log_softmax(o)).sum(axis=0),
    gradient=lambda o, y, options: np.exp(_log_softmax(o)) * y.sum(axis=0, keepdims=True) - y,
    targets=Targets.DISTRIBUTION,
    logits="softmax",
    source="torch.nn.CrossEntropyLoss, with class indices or with soft targets",
)
