"""Step (Heaviside): a = 1 where z is not negative, else 0. Its slope is 0, and nothing before it learns."""

import numpy as np
import sympy as sp

from symbp.activations.base import Activation
from symbp.page.words import phrase
from symbp.registry import words

STEP = Activation(
    name="step",
    title=words("step"),
    expression=lambda z, total, options: sp.Piecewise((1, z >= 0), (0, True)),
    forward=lambda z, options: np.where(z >= 0, 1.0, 0.0),
    vjp=lambda z, a, upstream, options: np.zeros_like(upstream),
    low=sp.Integer(0),
    high=sp.Integer(1),
    remark=lambda _: phrase(
        "The slope of a step is 0 on both sides of the jump, and is taken as 0 at the jump, where there is none: "
        "the gradient of every parameter before it is 0, and gradient descent does not change one."
    ),
    source="Rosenblatt, Psychological Review 65 (1958); torch.heaviside with the value 1 at 0",
)
