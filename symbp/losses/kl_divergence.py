"""Kullback-Leibler divergence of the outputs from the targets: Σ_k y_k (ln y_k - ln o_k), where 0·ln 0 is 0."""

import numpy as np
import sympy as sp

from symbp.losses.base import Array, Loss, Targets
from symbp.page.words import phrase
from symbp.registry import words


def _term(o: sp.Expr, y: sp.Expr) -> sp.Expr:
    # Programs cannot take the logarithm of 0 before they multiply it by 0: there it is that of 1.
    own = sp.Piecewise((y, y > 0), (1, True))
    return y * (sp.log(own) - sp.log(o))


def _values(o: Array, y: Array) -> Array:
    ratio = np.divide(y, o, out=np.ones_like(y), where=y != 0)
    return np.asarray((y * np.log(ratio)).sum(axis=0))


KL_DIVERGENCE = Loss(
    name="kl-divergence",
    title=words("Kullback–Leibler divergence"),
    term=lambda o, y, p, options: _term(o, y),
    values=lambda o, y, options: _values(o, y),
    gradient=lambda o, y, options: -np.divide(y, o, out=np.zeros_like(y), where=y != 0),
    targets=Targets.DISTRIBUTION,
    default_output_activation="softmax",
    remark=lambda _: phrase("In the Kullback–Leibler divergence 0 · ln 0 is 0: a target of 0 adds nothing."),
    source="Goodfellow, Bengio & Courville, Deep Learning (2016), equation 3.50; torch.nn.KLDivLoss",
)
