"""Focal loss on probabilities: -Σ_k (y_k (1 - o_k)^γ ln o_k + (1 - y_k) o_k^γ ln(1 - o_k)); γ = 0 is cross-entropy."""

import numpy as np
import sympy as sp

from symbp.losses.base import Array, Loss, Options, Targets
from symbp.page.model import Phrase
from symbp.page.words import phrase
from symbp.registry import words


def _share(weight: Array, p: Array, gamma: float) -> Array:
    """-weight (1 - p)^γ ln p, and 0 where the weight is 0."""
    inside = np.where(weight == 0, 1.0, p)
    return -weight * (1 - inside) ** gamma * np.log(inside)


def _slope(weight: Array, p: Array, gamma: float) -> Array:
    """The derivative of that share by p."""
    inside = np.where(weight == 0, 0.5, p)
    falling = gamma * (1 - inside) ** (gamma - 1) * np.log(inside) if gamma else 0.0
    return np.asarray(weight * (falling - (1 - inside) ** gamma / inside))


def _term(p: sp.Expr, y: sp.Expr, gamma: sp.Rational) -> sp.Expr:
    return -y * (1 - p) ** gamma * sp.log(p) - (1 - y) * p**gamma * sp.log(1 - p)


def _remark(options: Options) -> Phrase:
    return phrase(
        "What is already right weighs less, by the focusing parameter γ = %(gamma)s.",
        gamma=str(options["gamma"]),
    )


FOCAL = Loss(
    name="focal",
    title=words("focal loss"),
    term=lambda o, y, p, options: _term(o, y, options["gamma"]),
    values=lambda o, y, options: (_share(y, o, options["gamma"]) + _share(1 - y, 1 - o, options["gamma"])).sum(axis=0),
    gradient=lambda o, y, options: _slope(y, o, options["gamma"]) - _slope(1 - y, 1 - o, options["gamma"]),
    targets=Targets.PROBABILITIES,
    default_output_activation="sigmoid",
    options={"gamma": sp.Integer(2)},
    remark=_remark,
    source="Lin, Goyal, Girshick, He & Dollár, Focal Loss for Dense Object Detection (ICCV 2017), equation 4",
)
