"""ELU: a = z for z > 0, else α(e^z - 1)."""

from types import MappingProxyType

import numpy as np
import sympy as sp

from symbp.activations import Activation
from symbp.page.words import phrase

ELU = Activation(
    name="example-elu",
    title="ELU",
    expression=lambda z, total, options: sp.Piecewise((z, z > 0), (options["alpha"] * (sp.exp(z) - 1), True)),
    forward=lambda z, options: np.where(z > 0, z, options["alpha"] * np.expm1(np.minimum(z, 0))),
    vjp=lambda z, a, upstream, options: upstream * np.where(z > 0, 1, options["alpha"] * np.exp(np.minimum(z, 0))),
    options=MappingProxyType({"alpha": sp.Integer(1)}),
    remark=lambda options: phrase("The slope of ELU at 0 is α = %(alpha)s.", alpha=str(options["alpha"])),
    source="Clevert, Unterthiner & Hochreiter (2016); torch.nn.ELU",
)
