"""Log-cosh: ln cosh(o - y), nearly e²/2 for a small error e and |e| - ln 2 for a large one; its slope is tanh(e)."""

import numpy as np
import sympy as sp

from symbp.losses.base import Loss
from symbp.registry import words

LOG_COSH = Loss(
    name="log-cosh",
    title=words("log-cosh loss"),
    term=lambda o, y, p, options: sp.log(sp.cosh(o - y)),
    values=lambda o, y, options: (np.logaddexp(o - y, y - o) - np.log(2.0)).sum(axis=0),
    gradient=lambda o, y, options: np.tanh(o - y),
    least_at_target=True,
    source="Saleh & Saleh, Statistical properties of the log-cosh loss function (2022)",
)
