"""ELU: a = z above 0 and scale (exp(z) - 1) below; with a scale of 1 the slope at 0 is 1 from both sides."""

import numpy as np
import sympy as sp

from symbp.activations.base import Activation
from symbp.page.words import phrase
from symbp.registry import words

ELU = Activation(
    name="elu",
    title=words("ELU"),
    expression=lambda z, total, options: sp.Piecewise((z, z > 0), (options["scale"] * (sp.exp(z) - 1), True)),
    forward=lambda z, options: np.where(z > 0, z, options["scale"] * np.expm1(np.minimum(z, 0.0))),
    vjp=lambda z, a, upstream, options: upstream * np.where(z > 0, 1.0, options["scale"] * np.exp(np.minimum(z, 0.0))),
    options={"scale": sp.Integer(1)},
    remark=lambda options: (
        phrase("ELU has slope exp(z) at 0 and below, and slope 1 above.")
        if options["scale"] == 1
        else phrase("ELU has slope %(scale)s exp(z) at 0 and below, and slope 1 above.", scale=str(options["scale"]))
    ),
    source="Clevert, Unterthiner & Hochreiter, ICLR 2016; torch.nn.ELU, whose alpha is the scale",
)
