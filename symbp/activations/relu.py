"""Rectified linear unit: a = max(0, z); the slope at 0 is a convention, 0 unless chosen."""

import numpy as np
import sympy as sp

from symbp.activations.base import Activation, ramp
from symbp.page.words import phrase
from symbp.registry import words

RELU = Activation(
    name="relu",
    title=words("ReLU"),
    expression=lambda z, total, options: ramp(z, sp.Integer(0), options["slope_at_zero"]),
    forward=lambda z, options: np.maximum(z, 0.0),
    vjp=lambda z, a, upstream, options: upstream * np.heaviside(z, options["slope_at_zero"]),
    low=sp.Integer(0),
    options={"slope_at_zero": sp.Integer(0)},
    remark=lambda options: phrase("The slope of ReLU at 0 is taken as %(slope)s.", slope=str(options["slope_at_zero"])),
    source="Nair & Hinton, ICML 2010; slope 0 at 0 as torch.nn.ReLU has it",
)
