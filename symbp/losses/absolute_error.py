"""Absolute error: Σ_k |o_k - y_k|; its slope where output and target meet is 0."""

import numpy as np
import sympy as sp

from symbp.losses.base import Loss
from symbp.page.words import phrase
from symbp.registry import words

ABSOLUTE_ERROR = Loss(
    name="absolute-error",
    title=words("absolute error"),
    term=lambda o, y, p, options: sp.Abs(o - y),
    values=lambda o, y, options: np.abs(o - y).sum(axis=0),
    gradient=lambda o, y, options: np.sign(o - y),
    least_at_target=True,
    remark=lambda options: phrase("The slope of |o - y| where o = y is taken as 0."),
    source="torch.nn.L1Loss",
)
