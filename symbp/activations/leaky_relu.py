"""Leaky ReLU: a = z above 0 and leak times z below; the slope at 0 is the leak unless chosen."""

import numpy as np
import sympy as sp

from symbp.activations.base import Activation, ramp
from symbp.page.words import phrase
from symbp.registry import words

LEAKY_RELU = Activation(
    name="leaky-relu",
    title=words("leaky ReLU"),
    expression=lambda z, total, options: ramp(z, options["leak"] * z, options["slope_at_zero"]),
    forward=lambda z, options: np.where(z > 0, z, options["leak"] * z),
    vjp=lambda z, a, upstream, options: (
        upstream * np.where(z == 0, options["slope_at_zero"], np.where(z > 0, 1.0, options["leak"]))
    ),
    options={"leak": sp.Rational(1, 100), "slope_at_zero": sp.Rational(1, 100)},
    follows={"slope_at_zero": "leak"},
    remark=lambda options: phrase(
        "Leaky ReLU has slope %(leak)s below 0; its slope at 0 is taken as %(slope)s.",
        leak=str(options["leak"]),
        slope=str(options["slope_at_zero"]),
    ),
    source="Maas, Hannun & Ng, ICML 2013; leak 0.01, and the leak as slope at 0, as torch.nn.LeakyReLU has them",
)
