"""Hinge loss: max(0, 1 - y o) with targets -1 and 1; its slope is -y inside of the margin and 0 at it and beyond."""

import numpy as np
import sympy as sp

from symbp.losses.base import Loss
from symbp.page.words import phrase
from symbp.registry import words

HINGE = Loss(
    name="hinge",
    title=words("hinge loss"),
    term=lambda o, y, p, options: sp.Piecewise((1 - y * o, 1 - y * o > 0), (sp.Integer(0), True)),
    values=lambda o, y, options: np.maximum(0.0, 1 - y * o).sum(axis=0),
    gradient=lambda o, y, options: np.where(1 - y * o > 0, -y, 0.0),
    remark=lambda options: phrase("The hinge loss has targets -1 and 1, and slope 0 at the margin itself."),
    source="Cortes & Vapnik, Machine Learning 20 (1995); sklearn.metrics.hinge_loss",
)
