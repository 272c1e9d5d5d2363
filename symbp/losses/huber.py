"""Huber loss: e²/2 while |e| ≤ threshold, threshold(|e| - threshold/2) beyond, with e = o - y."""

import numpy as np
import sympy as sp

from symbp.losses.base import Array, Loss, Options
from symbp.page.model import Phrase
from symbp.page.words import phrase
from symbp.registry import words


def _term(error: sp.Expr, threshold: sp.Rational) -> sp.Expr:
    far = threshold * (sp.Abs(error) - threshold / 2)
    return sp.Piecewise((error**2 / 2, sp.Abs(error) <= threshold), (far, True))


def _values(error: Array, threshold: float) -> Array:
    size = np.abs(error)
    near, far = size**2 / 2, threshold * (size - threshold / 2)
    return np.asarray(np.where(size <= threshold, near, far).sum(axis=0))


def _remark(options: Options) -> Phrase:
    return phrase(
        "The Huber loss changes from square to line at |o - y| = %(threshold)s.", threshold=str(options["threshold"])
    )


HUBER = Loss(
    name="huber",
    title=words("Huber loss"),
    term=lambda o, y, p, options: _term(o - y, options["threshold"]),
    values=lambda o, y, options: _values(o - y, options["threshold"]),
    gradient=lambda o, y, options: np.clip(o - y, -options["threshold"], options["threshold"]),
    least_at_target=True,
    options={"threshold": sp.Integer(1)},
    remark=_remark,
    source="Huber, Annals of Mathematical Statistics 35 (1964); torch.nn.HuberLoss",
)
